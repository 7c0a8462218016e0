#include "app/reload_queue.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "support/fake_clock.h"
#include "support/test_spawner.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;

class ReloadQueueTest : public testing::Test {
 protected:
  Task<ReloadQueue::Mistakes> run() {
    const int mine = ++runs;
    co_await clock.sleep_until(clock.steady_now() + 1s);
    co_return ReloadQueue::Mistakes{std::to_string(mine)};
  }
  Task<void> caller() {
    const ReloadQueue::Mistakes answer = co_await queue.call();
    answers.push_back(answer.at(0));
  }

  boost::asio::io_context loop;
  FakeClock clock{loop};
  int runs = 0;
  std::vector<std::string> answers;
  TestSpawner tasks{loop};
  ReloadQueue queue{clock, tasks, [this] { return run(); }};
};

TEST_F(ReloadQueueTest, AHundredCallsInASecondAreTwoReloadsAndEachIsAnswered) {
  tasks.spawn("first", caller());
  clock.settle();
  for (int i = 0; i < 99; ++i) tasks.spawn("further", caller());
  clock.settle();
  clock.advance(5s);
  EXPECT_EQ(runs, 2);
  ASSERT_EQ(answers.size(), 100u);
  EXPECT_EQ(answers.front(), "1");
  EXPECT_EQ(answers.back(), "2");
}

TEST_F(ReloadQueueTest, ACallAfterARunStartsAnother) {
  tasks.spawn("first", caller());
  clock.advance(2s);
  tasks.spawn("second", caller());
  clock.advance(2s);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(answers.size(), 2u);
}

}  // namespace
}  // namespace sitewatch
