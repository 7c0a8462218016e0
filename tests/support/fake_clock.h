#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "ports/clock.h"

namespace boost::asio {
class io_context;
}

namespace sitewatch {

/// A clock that stands still until it is told to move. Everything waiting on it runs on `loop`, which only advance()
/// and settle() drive. Outlives its alarms and its sleepers.
class FakeClock : public Clock {
 public:
  /// 2026-03-02 00:00:00 UTC, a Monday.
  static constexpr WallTime default_start{std::chrono::milliseconds{1'772'409'600'000}};

  explicit FakeClock(boost::asio::io_context& loop, WallTime start = default_start);
  ~FakeClock() override;
  FakeClock(const FakeClock&) = delete;
  FakeClock& operator=(const FakeClock&) = delete;

  WallTime wall_now() const override;
  SteadyTime steady_now() const override;
  std::chrono::nanoseconds boot_now() const override;
  Task<void> sleep_until(SteadyTime due) override;
  std::unique_ptr<Alarm> make_alarm() override;

  /// Moves steady, wall and boot together. Waiters fire one after the other in the order they are due, each at the
  /// instant it is due, and the loop runs until idle before the next.
  void advance(std::chrono::nanoseconds by);
  /// Somebody sets the clock: only the wall moves.
  void step_wall(std::chrono::nanoseconds by);
  /// The machine sleeps: boot and wall move, steady does not.
  void suspend(std::chrono::nanoseconds by);
  /// Runs what is ready without moving time.
  void settle();
  /// Asked whenever the loop has nothing left to do; true: more work came in, run again. For worlds in which another
  /// thread (a real store) still has something to hand in.
  void on_idle(std::function<bool()> more_work) { more_work_ = std::move(more_work); }
  /// The instant the next waiter is due; SteadyTime::max() when nobody waits.
  SteadyTime next_due() const;
  std::size_t waiting() const { return waiters_.size(); }

  struct Waiter;

 private:
  friend class FakeAlarm;

  Task<void> wait(Waiter& waiter, SteadyTime due);

  boost::asio::io_context& loop_;
  WallTime start_;
  std::chrono::nanoseconds elapsed_{0};
  std::chrono::nanoseconds wall_shift_{0};
  std::chrono::nanoseconds suspended_{0};
  std::uint64_t sequence_ = 0;
  std::map<std::pair<SteadyTime, std::uint64_t>, Waiter*> waiters_;  ///< By due time, then in order of arrival.
  std::function<bool()> more_work_;
};

}  // namespace sitewatch
