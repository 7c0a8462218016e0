#include "app/watchdog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "support/fake_clock.h"
#include "support/test_spawner.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;

class CountingManager : public ServiceManager {
 public:
  void ready() override {}
  void reloading() override {}
  void stopping() override {}
  void status(std::string_view) override {}
  void watchdog_ping() override { ++pings; }
  std::optional<Duration> watchdog_interval() const override { return interval; }
  int pings = 0;
  std::optional<Duration> interval = 15s;
};

TEST(Watchdog, PingsWhileEveryPartMakesProgressAndFallsSilentWhenOneStandsStill) {
  boost::asio::io_context loop;
  FakeClock clock{loop};
  CountingManager manager;
  bool mail_alive = true;
  std::vector<std::string> stuck;
  TestSpawner tasks{loop};
  tasks.spawn("watchdog", run_watchdog(clock, manager,
                                       {{"store", [](SteadyTime) { return true; }},
                                        {"mail", [&](SteadyTime) { return mail_alive; }}},
                                       [&](const std::string& name) { stuck.push_back(name); }));
  clock.advance(60s);
  EXPECT_EQ(manager.pings, 5);
  EXPECT_TRUE(stuck.empty());
  mail_alive = false;
  clock.advance(60s);
  EXPECT_EQ(manager.pings, 5);
  EXPECT_THAT(stuck, testing::Each("mail"));
  mail_alive = true;
  clock.advance(15s);
  EXPECT_EQ(manager.pings, 6);
}

TEST(Watchdog, IsNoTaskWhereNobodyWantsPings) {
  boost::asio::io_context loop;
  FakeClock clock{loop};
  CountingManager manager;
  manager.interval.reset();
  TestSpawner tasks{loop};
  tasks.spawn("watchdog", run_watchdog(clock, manager, {}, [](const std::string&) {}));
  clock.settle();
  EXPECT_EQ(tasks.running(), 0u);
  EXPECT_EQ(manager.pings, 0);
}

}  // namespace
}  // namespace sitewatch
