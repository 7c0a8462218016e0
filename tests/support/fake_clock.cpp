#include "support/fake_clock.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <cassert>

namespace sitewatch {

/// Waits on a timer that never runs out: firing cancels it, and `fired` tells that from a cancelled coroutine.
struct FakeClock::Waiter {
  explicit Waiter(FakeClock& its_clock)
      : clock(its_clock), timer(its_clock.loop_, boost::asio::steady_timer::time_point::max()) {}

  void fire() {
    fired = true;
    timer.cancel();
  }

  FakeClock& clock;
  boost::asio::steady_timer timer;
  bool fired = false;
};

namespace {

/// Takes a waiter off the list however its coroutine ends.
class Registration {
 public:
  using Waiters = std::map<std::pair<SteadyTime, std::uint64_t>, FakeClock::Waiter*>;

  Registration(Waiters& waiters, Waiters::key_type key, FakeClock::Waiter* waiter) : waiters_(waiters), key_(key) {
    waiters_.emplace(key, waiter);
  }
  ~Registration() { waiters_.erase(key_); }
  const Waiters::key_type& key() const { return key_; }
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;

 private:
  Waiters& waiters_;
  Waiters::key_type key_;
};

}  // namespace

class FakeAlarm : public Alarm {
 public:
  explicit FakeAlarm(FakeClock& clock) : waiter_(clock) {}

  Task<void> wait_until(SteadyTime due) override { return waiter_.clock.wait(waiter_, due); }
  void wake() override { waiter_.fire(); }

 private:
  FakeClock::Waiter waiter_;
};

FakeClock::FakeClock(boost::asio::io_context& loop, WallTime start) : loop_(loop), start_(start) {}

FakeClock::~FakeClock() {
  assert(waiters_.empty());
}

WallTime FakeClock::wall_now() const {
  return std::chrono::floor<std::chrono::milliseconds>(start_ + elapsed_ + suspended_ + wall_shift_);
}

SteadyTime FakeClock::steady_now() const {
  return SteadyTime{std::chrono::hours{1} + elapsed_};
}

std::chrono::nanoseconds FakeClock::boot_now() const {
  return std::chrono::hours{1} + elapsed_ + suspended_;
}

Task<void> FakeClock::sleep_until(SteadyTime due) {
  Waiter waiter(*this);
  co_await wait(waiter, due);
}

std::unique_ptr<Alarm> FakeClock::make_alarm() {
  return std::make_unique<FakeAlarm>(*this);
}

Task<void> FakeClock::wait(Waiter& waiter, SteadyTime due) {
  if (!waiter.fired) {
    const Registration registration(waiters_, {due, ++sequence_}, &waiter);
    // A timer that is due already would cost two calls of the system for each yield.
    if (due <= steady_now())
      boost::asio::post(loop_, [this, key = registration.key()] {
        const auto waits = waiters_.find(key);
        if (waits != waiters_.end()) waits->second->fire();
      });
    boost::system::error_code error;
    co_await waiter.timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, error));
    if (error && !waiter.fired) throw boost::system::system_error(error);
  }
  waiter.fired = false;
}

void FakeClock::advance(std::chrono::nanoseconds by) {
  assert(by.count() >= 0);
  settle();
  const SteadyTime target = steady_now() + by;
  while (next_due() <= target) {
    elapsed_ += std::max(std::chrono::nanoseconds{0}, next_due() - steady_now());
    Waiter* const next = waiters_.begin()->second;
    waiters_.erase(waiters_.begin());
    next->fire();
    settle();
  }
  elapsed_ += target - steady_now();
  settle();
}

void FakeClock::step_wall(std::chrono::nanoseconds by) {
  wall_shift_ += by;
}

void FakeClock::suspend(std::chrono::nanoseconds by) {
  suspended_ += by;
}

void FakeClock::settle() {
  do {
    loop_.restart();
    loop_.poll();
  } while (more_work_ && more_work_());
}

SteadyTime FakeClock::next_due() const {
  return waiters_.empty() ? SteadyTime::max() : waiters_.begin()->first.first;
}

}  // namespace sitewatch
