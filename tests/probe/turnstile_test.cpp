#include "probe/turnstile.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <vector>

#include "support/fake_clock.h"
#include "support/test_spawner.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;

struct Queue : ::testing::Test {
  boost::asio::io_context loop;
  FakeClock clock{loop};
  Turnstile turnstile{clock, 2};
  std::vector<int> order;
  TestSpawner tasks{loop};

  static Task<void> pass(Turnstile& turnstile, Clock& clock, std::uint64_t key, int who, std::vector<int>& order) {
    const Turnstile::Turn turn = co_await turnstile.enter(key);
    order.push_back(who);
    co_await clock.sleep_until(clock.steady_now() + 1s);
  }
  void come(int who, std::uint64_t key = 7) { tasks.spawn("visitor", pass(turnstile, clock, key, who, order)); }
};

TEST_F(Queue, LetsSoManyInAndTheOthersInTheOrderTheyCame) {
  for (int who = 1; who <= 5; ++who) come(who);
  clock.settle();
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
  EXPECT_EQ(turnstile.waiting(), 3u);
  clock.advance(1s);
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3, 4}));
  clock.advance(1s);
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3, 4, 5}));
  EXPECT_EQ(turnstile.waiting(), 0u);
}

TEST_F(Queue, KeepsKeysApart) {
  for (int who = 1; who <= 4; ++who) come(who, static_cast<std::uint64_t>(who));
  clock.settle();
  EXPECT_EQ(order.size(), 4u);
  clock.advance(1s);
}

TEST_F(Queue, NobodyOvertakesThoseWhoWait) {
  for (int who = 1; who <= 3; ++who) come(who);
  clock.settle();
  Turnstile::Turn turn;
  EXPECT_FALSE(turnstile.try_enter(7, turn));
  EXPECT_TRUE(turnstile.try_enter(8, turn));
  clock.advance(2s);
}

TEST_F(Queue, ThoseWhoAreCancelledLeaveNoGap) {
  for (int who = 1; who <= 6; ++who) come(who);
  clock.settle();
  tasks.cancel();
  clock.settle();
  EXPECT_EQ(turnstile.waiting(), 0u);
  order.clear();
  come(9);
  come(10);
  clock.settle();
  EXPECT_EQ(order, (std::vector<int>{9, 10}));
  clock.advance(1s);
}

TEST_F(Queue, AWiderGateAdmitsMoreAtTheNextTurn) {
  for (int who = 1; who <= 6; ++who) come(who);
  clock.settle();
  turnstile.limit(4);
  clock.advance(1s);
  EXPECT_EQ(order.size(), 6u);
  clock.advance(1s);
}

}  // namespace
}  // namespace sitewatch
