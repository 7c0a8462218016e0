#pragma once

#include <boost/asio/any_io_executor.hpp>

#include "ports/clock.h"

namespace sitewatch {

/// The system's clocks. Stateless but for the executor its alarms wait on, so it outlives no one.
class AsioClock : public Clock {
 public:
  explicit AsioClock(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}

  WallTime wall_now() const override;
  SteadyTime steady_now() const override;
  std::chrono::nanoseconds boot_now() const override;
  /// Waits on the caller's own executor.
  Task<void> sleep_until(SteadyTime due) override;
  std::unique_ptr<Alarm> make_alarm() override;

 private:
  boost::asio::any_io_executor executor_;
};

}  // namespace sitewatch
