#pragma once

#include <chrono>
#include <memory>

#include "domain/time.h"
#include "ports/awaitable.h"

namespace sitewatch {

/// One waiter's alarm clock. At most one coroutine waits on it at a time. Control loop only.
class Alarm {
 public:
  virtual ~Alarm() = default;
  /// Returns at `due`, or as soon as wake() is called; a wake() before the wait makes it return at once.
  virtual Task<void> wait_until(SteadyTime due) = 0;
  virtual void wake() = 0;
};

/// The only source of time, and the only way to wait. Read once per decision and hand `now` down.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime wall_now() const = 0;
  virtual SteadyTime steady_now() const = 0;
  /// Goes on during suspend, unlike steady_now: the difference is time in which nothing was observed.
  virtual std::chrono::nanoseconds boot_now() const = 0;
  /// Ends with boost::system::system_error (operation_aborted) when its coroutine is cancelled, like every wait.
  virtual Task<void> sleep_until(SteadyTime due) = 0;
  virtual std::unique_ptr<Alarm> make_alarm() = 0;
};

}  // namespace sitewatch
