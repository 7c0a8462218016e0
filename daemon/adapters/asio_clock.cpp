#include "adapters/asio_clock.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <cassert>
#include <ctime>

namespace sitewatch {

namespace {

class AsioAlarm : public Alarm {
 public:
  explicit AsioAlarm(const boost::asio::any_io_executor& executor) : timer_(executor) {}

  Task<void> wait_until(SteadyTime due) override {
    assert(!waiting_);
    if (!woken_) {
      boost::system::error_code error;
      timer_.expires_at(due);
      waiting_ = true;
      co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, error));
      waiting_ = false;
      // Whoever cancels the coroutine aborts the wait just as wake() does; only the flag tells them apart.
      if (error && !woken_) throw boost::system::system_error(error);
    }
    woken_ = false;
  }

  void wake() override {
    woken_ = true;
    timer_.cancel();
  }

 private:
  boost::asio::steady_timer timer_;
  bool waiting_ = false;
  bool woken_ = false;
};

}  // namespace

WallTime AsioClock::wall_now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

SteadyTime AsioClock::steady_now() const {
  return std::chrono::steady_clock::now();
}

std::chrono::nanoseconds AsioClock::boot_now() const {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

Task<void> AsioClock::sleep_until(SteadyTime due) {
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor, due);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

std::unique_ptr<Alarm> AsioClock::make_alarm() {
  return std::make_unique<AsioAlarm>(executor_);
}

}  // namespace sitewatch
