#include "probe/prober.h"

#include <gtest/gtest.h>

#include <set>

#include "domain/hash.h"
#include "probe_world.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;
using enum FailureReason;

struct Schedule : ::testing::Test {
  ProbeWorld world;
  ProbeSettings settings;
  std::unique_ptr<Prober> prober;
  std::unique_ptr<TestSpawner> tasks = std::make_unique<TestSpawner>(world.loop);

  Schedule() {
    world.http.program = [](const FetchRequest&) { return page(); };
  }
  ~Schedule() override { tasks.reset(); }

  void start(std::vector<Site> sites) {
    prober = std::make_unique<Prober>(world.ports(*tasks), settings, world.observers());
    prober->start(list_of(std::move(sites)));
  }
  static std::vector<Site> sites(int count) {
    std::vector<Site> list;
    for (int i = 0; i < count; ++i)
      list.push_back(site_named("s" + std::to_string(i), "http://20.1." + std::to_string(i) + ".1/"));
    return list;
  }
};

TEST_F(Schedule, VisitsEachTargetOnceAnInterval) {
  start(sites(50));
  world.clock.advance(5min);
  EXPECT_EQ(world.sink.results.size(), 50u);
  std::set<TargetId> seen;
  for (const ProbeResult& each : world.sink.results) seen.insert(each.target);
  EXPECT_EQ(seen.size(), 50u);
  world.clock.advance(55min);
  EXPECT_EQ(world.sink.results.size(), 600u);
  EXPECT_EQ(prober->missed(), 0u);
}

TEST_F(Schedule, VisitsEveryHomeUrlAsATargetOfItsOwn) {
  Site site = site_named("edu", "http://20.1.1.1/");
  site.home_urls.push_back(*Url::parse("http://20.1.1.2/"));
  start({site});
  world.clock.advance(5min);
  ASSERT_EQ(world.sink.results.size(), 2u);
  std::set<TargetId> seen{world.sink.results[0].target, world.sink.results[1].target};
  EXPECT_EQ(seen, (std::set<TargetId>{"edu#1", "edu#2"}));
}

TEST_F(Schedule, ReChecksAreToldApartFromScheduledVisits) {
  world.http.program = [](const FetchRequest&) { return page(503); };
  world.sink.recheck = 30s;
  start(sites(1));
  world.clock.advance(5min);
  world.clock.advance(31s);
  ASSERT_GE(world.sink.results.size(), 2u);
  EXPECT_EQ(world.sink.results[0].kind, VisitKind::scheduled);
  EXPECT_EQ(world.sink.results[1].kind, VisitKind::recheck);
  EXPECT_NEAR(static_cast<double>((world.sink.results[1].started_at - world.sink.results[0].started_at).count()),
              30'100.0, 1.0);
}

TEST_F(Schedule, LeavesASiteAloneAsLongAsItAsks) {  // Case 32
  world.http.program = [](const FetchRequest&) {
    FetchResponse response = page(429);
    response.headers = {{"retry-after", "1200"}};
    return response;
  };
  start(sites(1));
  world.clock.advance(5min);
  ASSERT_EQ(world.sink.results.size(), 1u);
  world.clock.advance(15min);
  EXPECT_EQ(world.sink.results.size(), 1u);
  world.clock.advance(10min);
  EXPECT_EQ(world.sink.results.size(), 2u);
}

/// Case 116: what is late because of us is our lag, never the site's time.
TEST_F(Schedule, CountsItsOwnDelayAsLag) {
  settings.max_in_flight = 1;
  world.http.program = [](const FetchRequest&) {
    FetchResponse response = page();
    response.seconds = 10;
    return response;
  };
  start(sites(60));
  world.clock.advance(5min);
  EXPECT_GT(prober->behind(), 60s);
  world.clock.advance(10min);
  EXPECT_EQ(world.http.most_in_flight, 1);
  EXPECT_GT(*std::max_element(world.lags.begin(), world.lags.end()), 60s);
  EXPECT_GT(prober->missed(), 0u);
  for (const ProbeResult& each : world.sink.results) {
    EXPECT_EQ(each.verdict, Verdict::good);
    EXPECT_NEAR(each.seconds, 10.0, 0.01);
  }
}

TEST_F(Schedule, AHostingCentreThatIsSlowHoldsUpNobodyElse) {
  settings.max_in_flight = 20;
  world.http.program = [](const FetchRequest& request) {
    FetchResponse response = page();
    response.seconds = request.address.text() == "20.9.9.9" ? 14.0 : 0.1;
    return response;
  };
  std::vector<Site> list = sites(50);
  for (int i = 0; i < 60; ++i) {
    const std::string host = "h" + std::to_string(i) + ".example";
    world.resolver.set(host, DnsRule::addresses({"20.9.9.9"}));
    list.push_back(site_named(host, "http://" + host + "/"));
  }
  for (Site& each : list) each.probe.interval = 60s;
  start(std::move(list));
  world.clock.advance(60s);
  const auto quick = std::count_if(world.sink.results.begin(), world.sink.results.end(),
                                   [](const ProbeResult& each) { return each.seconds < 1; });
  EXPECT_EQ(quick, 50);
}

TEST_F(Schedule, AReloadKeepsPhasesAndVisitsUnderWay) {
  start(sites(50));
  world.clock.advance(2min);
  const std::size_t before = world.sink.results.size();
  std::vector<Site> next = sites(60);
  next.erase(next.begin());
  prober->replace(list_of(std::move(next)), settings);
  world.clock.advance(3min);
  std::map<TargetId, int> visits;
  for (const ProbeResult& each : world.sink.results) ++visits[each.target];
  EXPECT_GT(before, 10u);
  for (int i = 1; i < 50; ++i) EXPECT_EQ(visits["s" + std::to_string(i) + "#1"], 1) << i;
}

TEST_F(Schedule, AVisitUnderWayEndsOnTheSiteItBeganWith) {
  world.http.program = [](const FetchRequest&) {
    FetchResponse response = page();
    response.seconds = 10;
    return response;
  };
  start(sites(1));
  while (prober->in_flight() == 0) world.clock.advance(1s);
  prober->replace(list_of({}), settings);
  world.clock.advance(11s);
  ASSERT_EQ(world.sink.results.size(), 1u);
  EXPECT_EQ(world.sink.results[0].site, "s0");
  world.clock.advance(10min);
  EXPECT_EQ(world.sink.results.size(), 1u);
}

TEST_F(Schedule, StopsWithoutCuttingOffWhatIsUnderWay) {
  world.http.program = [](const FetchRequest&) {
    FetchResponse response = page();
    response.seconds = 5;
    return response;
  };
  start(sites(20));
  while (prober->in_flight() == 0) world.clock.advance(1s);
  const std::size_t under_way = prober->in_flight() + world.sink.results.size();
  prober->stop();
  world.clock.advance(10min);
  EXPECT_EQ(world.sink.results.size(), under_way);
  EXPECT_EQ(prober->in_flight(), 0u);
  EXPECT_EQ(tasks->running(), 0u);
}

/// Case 118.
TEST_F(Schedule, DoesNotFollowTheWallClock) {
  start(sites(50));
  world.clock.advance(5min);
  world.clock.step_wall(24h);
  world.clock.advance(5min);
  EXPECT_EQ(world.sink.results.size(), 100u);
  world.clock.step_wall(-25h);
  world.clock.advance(5min);
  EXPECT_EQ(world.sink.results.size(), 150u);
  EXPECT_EQ(world.sink.count(Verdict::good), 150u);
}

/// Case 120: the machine slept; what broke in mid-visit broke by that, and nothing is caught up on.
TEST_F(Schedule, ASuspendBlamesNobodyAndIsNotCaughtUpOn) {
  world.http.program = [](const FetchRequest&) { return failed(connection_refused, 5); };
  start(sites(30));
  while (prober->in_flight() == 0) world.clock.advance(1s);
  const std::size_t before = world.sink.results.size();
  const std::size_t under_way = prober->in_flight();
  world.clock.suspend(8h);
  world.clock.advance(5s);
  for (std::size_t i = before; i < before + under_way; ++i)
    EXPECT_EQ(world.sink.results.at(i).verdict, Verdict::unknown) << i;
  EXPECT_LE(world.sink.results.size(), before + under_way + 2) << "no burst";
}

/// Case 121.
TEST_F(Schedule, BelievesNoClockBefore2024) {
  world.clock.step_wall(-world.clock.wall_now().time_since_epoch());
  start(sites(3));
  world.clock.advance(5min);
  ASSERT_EQ(world.sink.results.size(), 3u);
  for (const ProbeResult& each : world.sink.results) EXPECT_EQ(each.reason, clock_implausible);
  world.clock.step_wall(FakeClock::default_start.time_since_epoch());
  world.clock.advance(5min);
  EXPECT_EQ(world.sink.results.size(), 6u);
  EXPECT_EQ(world.sink.count(Verdict::good), 3u);
}

/// Case 50: a resolver that is dead blames no site, and is told once.
TEST_F(Schedule, ADeadResolverIsOurOwnFault) {
  std::vector<Site> list;
  for (int i = 0; i < 40; ++i) {
    const std::string host = "n" + std::to_string(i) + ".example";
    world.resolver.set(host, DnsRule::addresses({"20.1." + std::to_string(i) + ".1"}));
    list.push_back(site_named(host, "http://" + host + "/"));
  }
  start(std::move(list));
  world.clock.advance(5min);
  EXPECT_EQ(world.sink.count(Verdict::good), 40u);
  world.resolver.fail_always(DnsOutcome::timeout);
  world.clock.advance(5min);
  EXPECT_EQ(world.sink.count(Verdict::bad), 0u);
  ASSERT_EQ(world.network.size(), 1u);
  world.resolver.fail_always(std::nullopt);
  world.clock.advance(5min);
  EXPECT_EQ(world.network.size(), 2u);
  EXPECT_TRUE(prober->own_network_up());
}

/// Case 113: with no descriptors left fewer visits are made at a time, and nobody is blamed.
TEST_F(Schedule, MakesFewerVisitsAtATimeWhereDescriptorsAreShort) {
  constexpr int descriptors = 6;
  settings.max_in_flight = 100;
  world.http.program = [this](const FetchRequest&) {
    FetchResponse response = world.http.in_flight > descriptors ? failed(own_descriptors) : page();
    if (response.failure == none) response.seconds = 2;
    return response;
  };
  std::vector<Site> list = sites(200);
  for (Site& each : list) each.probe.interval = 60s;
  start(std::move(list));
  world.clock.advance(10min);
  EXPECT_EQ(world.sink.count(Verdict::bad), 0u);
  EXPECT_GT(world.sink.count(Verdict::good), 800u);
  EXPECT_LT(world.sink.count(Verdict::unknown), 300u) << "it does not run against the wall all the time";
}

TEST_F(Schedule, AThousandVisitsASecondAreAllOnTime) {
  std::vector<Site> list = sites(250);
  for (int i = 0; i < 750; ++i)
    list.push_back(site_named("t" + std::to_string(i),
                              "http://20." + std::to_string(2 + i / 250) + "." + std::to_string(i % 250) + ".1/"));
  for (Site& each : list) each.probe.interval = 1s;
  start(std::move(list));
  world.clock.advance(5s);
  EXPECT_GE(world.sink.results.size(), 4'850u);
  EXPECT_EQ(prober->missed(), 0u);
  for (const Duration each : world.lags) EXPECT_LE(each, 1ms);
}

}  // namespace
}  // namespace sitewatch
