#include <gtest/gtest.h>

#include "probe_world.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;
using enum FailureReason;

constexpr const char* reference = "http://198.41.0.4/";

/// Many sites by number, each on an address of its own; the link to all of them can be cut.
struct District {
  ProbeWorld world;
  ProbeSettings settings;
  bool link_up = true;
  bool references_up = true;
  std::function<bool(int site)> site_up = [](int) { return true; };
  std::unique_ptr<Prober> prober;
  std::unique_ptr<TestSpawner> tasks = std::make_unique<TestSpawner>(world.loop);

  explicit District(int sites, bool with_references = true) {
    if (with_references) settings.guard.references = {*Url::parse(reference)};
    world.sink.recheck = 30s;
    world.http.program = [this](const FetchRequest& request) { return answer(request); };
    prober = std::make_unique<Prober>(world.ports(*tasks), settings, world.observers());
    std::vector<Site> list;
    for (int i = 0; i < sites; ++i) {
      const std::string host = "20." + std::to_string(i % 50) + "." + std::to_string(i / 50) + ".1";
      list.push_back(site_named(std::to_string(i), "http://" + host + "/" + std::to_string(i)));
    }
    prober->start(list_of(std::move(list)));
  }
  ~District() { tasks.reset(); }

  FetchResponse answer(const FetchRequest& request) const {
    if (!link_up) return failed(connect_timeout);
    if (request.url.text() == reference) return references_up ? page() : failed(connect_timeout);
    return site_up(std::stoi(request.url.path.substr(1))) ? page() : failed(connect_timeout);
  }
};

/// Case 100 and 101, as large as a district gets.
TEST(OwnLink, CutWithFiveThousandSitesBlamesNoneAndIsToldOnce) {
  District district{5000};
  district.world.clock.advance(5min);
  EXPECT_GE(district.world.sink.results.size(), 4980u);

  const WallTime cut = district.world.clock.wall_now();
  district.link_up = false;
  district.world.clock.advance(15min);
  EXPECT_EQ(district.world.sink.count(Verdict::bad), 0u);
  EXPECT_GT(district.world.sink.count(Verdict::unknown), 12'000u) << "the gap is told as unknown, visit by visit";
  ASSERT_EQ(district.world.network.size(), 1u);
  EXPECT_FALSE(district.world.network.front().first);
  EXPECT_LE(cut - 1s, district.world.network.front().second);
  EXPECT_LE(district.world.network.front().second, cut + 5s) << "dated when it began, not when it was noticed";
  EXPECT_FALSE(district.prober->own_network_up());

  district.link_up = true;
  const std::size_t before = district.world.http.requests.size();
  district.world.clock.advance(35s);
  ASSERT_EQ(district.world.network.size(), 2u);
  EXPECT_TRUE(district.world.network.back().first);
  EXPECT_LT(district.world.http.requests.size() - before, 900u) << "spread out as before, no thundering herd";
  const std::size_t unknown = district.world.sink.count(Verdict::unknown);
  district.world.clock.advance(5min);
  EXPECT_EQ(district.world.sink.count(Verdict::unknown), unknown);
  EXPECT_EQ(district.world.sink.count(Verdict::bad), 0u);
  EXPECT_EQ(district.world.network.size(), 2u);
}

/// Case 102: what really is down is told, however many.
TEST(OwnLink, IsNotSuspectedWhenMostSitesAreReallyDown) {
  District district{500};
  district.world.clock.advance(5min);
  district.site_up = [](int site) { return site % 10 >= 6; };
  district.world.clock.advance(5min + 30s);
  EXPECT_GE(district.world.sink.count(Verdict::bad), 300u);
  EXPECT_EQ(district.world.sink.count(Verdict::unknown), 0u);
  EXPECT_TRUE(district.world.network.empty());
}

/// Case 103: silent references are evidence, not proof.
TEST(OwnLink, IsNotSuspectedForSilentReferencesWhileSitesAnswer) {
  District district{100};
  district.references_up = false;
  district.world.clock.advance(5min);
  district.site_up = [](int site) { return site != 7; };
  district.world.clock.advance(6min);
  EXPECT_GE(district.world.sink.count(Verdict::bad), 1u);
  for (const ProbeResult& each : district.world.sink.results) {
    if (each.verdict == Verdict::bad) {
      EXPECT_EQ(each.site, "7");
    }
  }
  EXPECT_TRUE(district.world.network.empty());
}

/// Two sites and broken references: a witness is asked, so that the one that is down is still told.
TEST(OwnLink, AWitnessClearsItWhereVisitsAreRare) {
  District district{2};
  district.references_up = false;
  district.world.clock.advance(5min);
  district.site_up = [](int site) { return site != 0; };
  district.world.clock.advance(6min);
  EXPECT_GE(district.world.sink.count(Verdict::bad), 1u);
}

TEST(OwnLink, WithoutReferencesTheSitesThemselvesTell) {
  District district{600, false};
  district.world.clock.advance(5min);
  district.link_up = false;
  district.world.clock.advance(5min);
  EXPECT_EQ(district.world.sink.count(Verdict::bad), 0u);
  ASSERT_EQ(district.world.network.size(), 1u);
  district.link_up = true;
  district.world.clock.advance(1min);
  ASSERT_EQ(district.world.network.size(), 2u);
  EXPECT_TRUE(district.prober->own_network_up());
  const std::size_t unknown = district.world.sink.count(Verdict::unknown);
  district.world.clock.advance(5min);
  EXPECT_EQ(district.world.sink.count(Verdict::bad), 0u);
  EXPECT_LE(district.world.sink.count(Verdict::unknown), unknown + 40) << "visits begun in the outage";
}

TEST(OwnLink, WithoutReferencesOneSiteDownIsStillTold) {
  District district{20, false};
  district.world.clock.advance(5min);
  district.site_up = [](int site) { return site != 3; };
  district.world.clock.advance(6min);
  EXPECT_GE(district.world.sink.count(Verdict::bad), 1u);
  EXPECT_EQ(district.world.sink.count(Verdict::unknown), 0u);
}

TEST(OwnLink, ALoneSiteIsToldAtOnce) {
  District district{1, false};
  district.site_up = [](int) { return false; };
  district.world.clock.advance(5min + 16s);
  EXPECT_EQ(district.world.sink.count(Verdict::bad), district.world.sink.results.size());
  EXPECT_GE(district.world.sink.results.size(), 1u);
}

/// The kernel says it at once: "network is unreachable".
TEST(OwnLink, NoRouteAtAllIsNoticedWithinSeconds) {
  District district{500};
  district.world.clock.advance(5min);
  district.world.http.program = [](const FetchRequest&) { return failed(own_network); };
  district.world.clock.advance(60s);
  EXPECT_EQ(district.world.sink.count(Verdict::bad), 0u);
  ASSERT_EQ(district.world.network.size(), 1u);
}

}  // namespace
}  // namespace sitewatch
