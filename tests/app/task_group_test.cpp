#include "app/task_group.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "adapters/asio_clock.h"

namespace sitewatch {
namespace {

Task<void> wait_on(Alarm& alarm, Clock& clock, bool& ended) {
  co_await alarm.wait_until(clock.steady_now() + std::chrono::hours{1});
  ended = true;
}

TEST(TaskGroup, LetsATaskEndInTheTurnInWhichItIsCancelledFromOutside) {
  boost::asio::io_context loop{1};
  AsioClock clock{loop.get_executor()};
  const std::unique_ptr<Alarm> alarm = clock.make_alarm();
  bool ended = false;
  bool failed = false;
  {
    TaskGroup tasks{loop.get_executor(), [&](const std::string&, const std::exception_ptr&) { failed = true; }};
    tasks.spawn("waits", wait_on(*alarm, clock, ended));
    loop.poll();
    EXPECT_FALSE(tasks.empty());
    alarm->wake();
    tasks.cancel();
    while (!tasks.empty()) loop.run_one();
    loop.poll();
  }
  EXPECT_TRUE(ended);
  EXPECT_FALSE(failed);
}

}  // namespace
}  // namespace sitewatch
