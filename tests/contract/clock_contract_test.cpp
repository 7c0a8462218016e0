// What every Clock does, the fake as the real one. Real time passes only by waiting for an event of the clock itself.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <string>

#include "adapters/asio_clock.h"
#include "support/fake_clock.h"
#include "support/test_spawner.h"

namespace sitewatch {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

struct AsioClockWorld {
  boost::asio::io_context loop;
  AsioClock clock{loop.get_executor()};
  TestSpawner tasks{loop};

  void run_to_the_end() { ASSERT_TRUE(tasks.run_until_empty()); }
  void turn() {
    loop.restart();
    loop.poll();
  }
};

struct FakeClockWorld {
  boost::asio::io_context loop;
  FakeClock clock{loop};
  TestSpawner tasks{loop};

  void run_to_the_end() {
    for (clock.settle(); tasks.running() > 0; clock.advance(clock.next_due() - clock.steady_now()))
      ASSERT_NE(clock.next_due(), SteadyTime::max()) << "a task waits for nothing";
  }
  void turn() { clock.settle(); }
};

template <class World>
class ClockContract : public testing::Test {
 protected:
  World world_;
  std::string story_;
};

using Worlds = testing::Types<AsioClockWorld, FakeClockWorld>;
TYPED_TEST_SUITE(ClockContract, Worlds);

Task<void> sleep_and_tell(Clock& clock, Duration delay, std::string& story, char word) {
  const SteadyTime due = clock.steady_now() + delay;
  co_await clock.sleep_until(due);
  story += clock.steady_now() >= due ? word : '!';
}

Task<void> wait_and_tell(Clock& clock, Alarm& alarm, Duration delay, std::string& story, char word) {
  co_await alarm.wait_until(clock.steady_now() + delay);
  story += word;
}

Task<void> tell_how_it_ends(Task<void> task, std::string& story) {
  try {
    co_await std::move(task);
    story += "returned";
  } catch (const boost::system::system_error& error) {
    story += error.code() == boost::asio::error::operation_aborted ? "aborted" : "failed";
  }
}

TYPED_TEST(ClockContract, WakesSleepersInTheOrderTheyAreDueAndNeverEarly) {
  auto& world = this->world_;
  world.tasks.spawn("c", sleep_and_tell(world.clock, milliseconds{60}, this->story_, 'c'));
  world.tasks.spawn("a", sleep_and_tell(world.clock, milliseconds{20}, this->story_, 'a'));
  world.tasks.spawn("b", sleep_and_tell(world.clock, milliseconds{40}, this->story_, 'b'));
  world.run_to_the_end();
  EXPECT_EQ(this->story_, "abc");
}

TYPED_TEST(ClockContract, ReturnsFromAnInstantThatHasPassed) {
  auto& world = this->world_;
  world.tasks.spawn("past", sleep_and_tell(world.clock, milliseconds{-5}, this->story_, 'p'));
  world.run_to_the_end();
  EXPECT_EQ(this->story_, "p");
}

TYPED_TEST(ClockContract, EndsASleepWithOperationAbortedWhenItsTaskIsCancelled) {
  auto& world = this->world_;
  auto sleep = sleep_and_tell(world.clock, hours{5}, this->story_, 'x');
  world.tasks.spawn("sleeper", tell_how_it_ends(std::move(sleep), this->story_));
  world.turn();
  world.tasks.cancel();
  world.run_to_the_end();
  EXPECT_EQ(this->story_, "aborted");
}

TYPED_TEST(ClockContract, RingsAnAlarmWhenItIsDue) {
  auto& world = this->world_;
  const auto alarm = world.clock.make_alarm();
  world.tasks.spawn("waiter", wait_and_tell(world.clock, *alarm, milliseconds{10}, this->story_, 'r'));
  world.run_to_the_end();
  EXPECT_EQ(this->story_, "r");
}

TYPED_TEST(ClockContract, WakesAWaiterLongBeforeItsAlarmIsDue) {
  auto& world = this->world_;
  const auto alarm = world.clock.make_alarm();
  world.tasks.spawn("waiter", wait_and_tell(world.clock, *alarm, hours{5}, this->story_, 'w'));
  world.turn();
  EXPECT_EQ(this->story_, "");
  alarm->wake();
  world.turn();
  EXPECT_EQ(this->story_, "w");
}

TYPED_TEST(ClockContract, RemembersOneWakeForTheNextWait) {
  auto& world = this->world_;
  const auto alarm = world.clock.make_alarm();
  alarm->wake();
  alarm->wake();
  world.tasks.spawn("first", wait_and_tell(world.clock, *alarm, hours{5}, this->story_, '1'));
  world.turn();
  EXPECT_EQ(this->story_, "1");
  world.tasks.spawn("second", wait_and_tell(world.clock, *alarm, hours{5}, this->story_, '2'));
  world.turn();
  EXPECT_EQ(this->story_, "1");
  // The alarm must outlive its waiter.
  world.tasks.cancel();
  world.run_to_the_end();
}

TYPED_TEST(ClockContract, EndsAnAlarmWithOperationAbortedWhenItsTaskIsCancelled) {
  auto& world = this->world_;
  const auto alarm = world.clock.make_alarm();
  auto wait = wait_and_tell(world.clock, *alarm, hours{5}, this->story_, 'x');
  world.tasks.spawn("waiter", tell_how_it_ends(std::move(wait), this->story_));
  world.turn();
  world.tasks.cancel();
  world.run_to_the_end();
  EXPECT_EQ(this->story_, "aborted");
}

TYPED_TEST(ClockContract, GoesForwardOnEveryScale) {
  auto& world = this->world_;
  const auto steady = world.clock.steady_now();
  const auto boot = world.clock.boot_now();
  world.tasks.spawn("sleeper", sleep_and_tell(world.clock, milliseconds{10}, this->story_, 's'));
  world.run_to_the_end();
  EXPECT_GE(world.clock.steady_now() - steady, milliseconds{10});
  EXPECT_GE(world.clock.boot_now() - boot, milliseconds{10});
  EXPECT_GT(world.clock.wall_now(), from_milliseconds(1'700'000'000'000));
}

TEST(FakeClock, FiresEachWaiterAtItsOwnInstant) {
  FakeClockWorld world;
  std::string story;
  const auto start = world.clock.steady_now();
  world.tasks.spawn("a", sleep_and_tell(world.clock, hours{1}, story, 'a'));
  world.tasks.spawn("b", sleep_and_tell(world.clock, hours{3}, story, 'b'));
  world.clock.advance(hours{2});
  EXPECT_EQ(story, "a");
  EXPECT_EQ(world.clock.steady_now() - start, hours{2});
  world.clock.advance(hours{1});
  EXPECT_EQ(story, "ab");
}

TEST(FakeClock, MovesOnlyTheWallWhenSomebodySetsIt) {
  FakeClockWorld world;
  const auto steady = world.clock.steady_now();
  const auto boot = world.clock.boot_now();
  world.clock.step_wall(-hours{1});
  EXPECT_EQ(world.clock.wall_now(), FakeClock::default_start - hours{1});
  EXPECT_EQ(world.clock.steady_now(), steady);
  EXPECT_EQ(world.clock.boot_now(), boot);
}

TEST(FakeClock, MovesBootAndWallButNotSteadyWhileTheMachineSleeps) {
  FakeClockWorld world;
  const auto steady = world.clock.steady_now();
  const auto boot = world.clock.boot_now();
  world.clock.suspend(hours{8});
  EXPECT_EQ(world.clock.wall_now(), FakeClock::default_start + hours{8});
  EXPECT_EQ(world.clock.boot_now() - boot, hours{8});
  EXPECT_EQ(world.clock.steady_now(), steady);
}

Task<void> throw_something() {
  throw std::runtime_error("oops");
  co_return;
}

TEST(TestSpawner, CarriesAnExceptionOfATaskIntoTheTest) {
  boost::asio::io_context loop;
  TestSpawner tasks(loop);
  tasks.spawn("breaker", throw_something());
  EXPECT_THROW(loop.run(), std::runtime_error);
}

}  // namespace
}  // namespace sitewatch
