#include "freshness/home_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "support/fake_clock.h"
#include "support/memory_store.h"
#include "support/recording_alert_sink.h"
#include "support/test_spawner.h"

namespace sitewatch::freshness {
namespace {

using namespace date::literals;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// Every site answers `body`, unless it is said to fail.
class ScriptedFetcher : public SiteFetcher {
 public:
  Task<Visit> visit(const Site& site, Url url, VisitKind kind) override {
    EXPECT_EQ(kind, VisitKind::manual);
    ++visits;
    Visit made;
    made.result.site = site.id;
    made.result.verdict = verdict;
    made.result.final_url = url.text();
    made.body = body;
    co_return made;
  }
  Task<Visit> read(const Site& site, PageRequest request) override {
    return visit(site, std::move(request.url), VisitKind::manual);
  }
  Verdict verdict = Verdict::good;
  std::string body = "page";
  int visits = 0;
};

class ScriptedReader : public PageReader {
 public:
  Task<PageReading> read(PageSource source) override {
    ++reads;
    last = source;
    co_return reading;
  }
  PageReading reading;
  PageSource last;
  int reads = 0;
};

PageReading dated(Day newest) {
  PageReading reading;
  reading.state = PageState::dated;
  reading.newest = newest;
  reading.items = 20;
  reading.dated_items = 12;
  reading.newest_items = {{newest, "关于开展工作的通知", "/a"}};
  return reading;
}

PageReading unreadable(PageState state) {
  PageReading reading;
  reading.state = state;
  return reading;
}

Site site(const char* id, Disposition disposition = Disposition::keep) {
  Site made;
  made.id = id;
  made.name = "区教育局网站";
  made.sponsor = "edu";
  made.disposition = disposition;
  made.home_urls = {*Url::parse("http://www.edu.example/")};
  return made;
}

WatchSettings settings() {
  WatchSettings made;
  made.zone = *Zone::named("Asia/Shanghai");
  made.rule = {.soon_days = 10, .stale_days = 14, .long_stale_days = 180};
  return made;
}

WatchedSites shared(std::vector<Site> sites) {
  return std::make_shared<const std::vector<Site>>(std::move(sites));
}

/// Starts on Monday, 2026-03-02 08:00 in Shanghai.
struct World {
  explicit World(std::vector<Site> sites = {site("www.edu.example")})
      : watch{ports(), shared(std::move(sites)), settings()} {}
  /// The watch's tasks end before the watch does.
  ~World() {
    tasks.cancel();
    EXPECT_TRUE(tasks.run_until_empty());
  }

  WatchPorts ports() { return {clock, fetcher, reader, store.observations, alerts, tasks}; }
  /// Another page from now on, looked at for as long.
  void show(PageReading reading, std::chrono::nanoseconds span) {
    reader.reading = std::move(reading);
    fetcher.body += "x";
    clock.advance(span);
  }
  std::string state() const { return watch.home("www.edu.example")->state; }

  boost::asio::io_context loop;
  FakeClock clock{loop};
  MemoryStore store{clock};
  ScriptedFetcher fetcher;
  ScriptedReader reader;
  RecordingAlertSink alerts;
  TestSpawner tasks{loop};
  HomeWatch watch;
};

TEST(HomeWatch, LooksOncePerIntervalAndStoresWhatItSaw) {
  World world;
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{5});
  EXPECT_EQ(world.fetcher.visits, 5);
  EXPECT_EQ(world.state(), "fresh");
  ASSERT_THAT(world.store.tables.observations, SizeIs(1));
  EXPECT_EQ(world.reader.last.url, "http://www.edu.example/");
  EXPECT_EQ(world.reader.last.today, Day{2026_y / 3 / 2});
  EXPECT_THAT(world.alerts.firing, IsEmpty());
}

TEST(HomeWatch, ReadsAnUnchangedPageOnceADay) {
  World world;
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{36});
  EXPECT_EQ(world.fetcher.visits, 36);
  EXPECT_EQ(world.reader.reads, 2);
}

TEST(HomeWatch, WarnsOnDayTenAndRaisesOnceFourteenFullDaysHavePassed) {
  World world;
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{24} * 9 - hours{8});
  EXPECT_THAT(world.alerts.firing, IsEmpty());
  world.clock.advance(hours{1});
  ASSERT_THAT(world.alerts.firing, SizeIs(1));
  EXPECT_EQ(world.alerts.firing.begin()->second.severity, Severity::info);
  EXPECT_EQ(world.state(), "fresh");

  world.clock.advance(hours{24} * 5 - hours{1});
  EXPECT_EQ(world.alerts.firing.begin()->second.severity, Severity::info);
  world.clock.advance(hours{1});
  const AlertCondition& condition = world.alerts.firing.begin()->second;
  EXPECT_EQ(condition.severity, Severity::warning);
  EXPECT_EQ(condition.sponsor, "edu");
  EXPECT_EQ(condition.starts, settings().zone.at(2026_y / 3 / 16, Duration{0}));
  EXPECT_EQ(std::get<std::string>(condition.facts.values.at("newest")), "2026-03-01");
  EXPECT_EQ(std::get<std::int64_t>(condition.facts.values.at("days")), 15);
  EXPECT_EQ(std::get<std::int64_t>(condition.facts.values.at("items")), 20);
  EXPECT_EQ(std::get<std::int64_t>(condition.facts.values.at("dated")), 12);
  EXPECT_EQ(std::get<std::string>(condition.facts.lists.at("newest_items").at(0).at("title")), "关于开展工作的通知");
  EXPECT_EQ(world.state(), "stale");
}

TEST(HomeWatch, EndsTheAlertWhenTheSiteIsUpdated) {
  World world;
  world.watch.start({});
  world.show(dated(2026_y / 2 / 1), hours{1});
  ASSERT_THAT(world.alerts.firing, SizeIs(1));
  world.show(dated(2026_y / 3 / 2), hours{1});
  EXPECT_THAT(world.alerts.firing, IsEmpty());
  ASSERT_THAT(world.alerts.ended, SizeIs(1));
  EXPECT_EQ(world.alerts.ended[0].ending, Ending::recovered);
  EXPECT_EQ(std::get<std::string>(world.alerts.ended[0].facts.values.at("newest")), "2026-03-02");
}

TEST(HomeWatch, IsMovedByNothingItCouldNotFetchOrRead) {
  World world;
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{1});
  for (const PageState state : {PageState::js_only, PageState::unparsed, PageState::challenged, PageState::blank})
    world.show(unreadable(state), hours{48});
  for (const Verdict verdict : {Verdict::bad, Verdict::unknown}) {
    world.fetcher.verdict = verdict;
    world.show(dated(2026_y / 1 / 1), hours{24 * 20});
  }
  EXPECT_EQ(world.state(), "fresh");
  EXPECT_EQ(world.watch.home("www.edu.example")->reading->newest, Day{2026_y / 3 / 1});
  EXPECT_EQ(world.alerts.raises, 0);
}

TEST(HomeWatch, KeepsAStaleAlertWhileThePageCannotBeRead) {
  World world;
  world.watch.start({});
  world.show(dated(2026_y / 2 / 1), hours{1});
  world.show(unreadable(PageState::unparsed), hours{24});
  world.show(unreadable(PageState::undated), hours{24});
  EXPECT_THAT(world.alerts.firing, SizeIs(1));
  EXPECT_THAT(world.alerts.ended, IsEmpty());
}

TEST(HomeWatch, SaysUnknownOfAPageItNeverCouldRead) {
  World world;
  EXPECT_FALSE(world.watch.home("www.edu.example"));
  world.watch.start({});
  world.show(unreadable(PageState::js_only), hours{1});
  EXPECT_EQ(world.state(), "unknown");
  EXPECT_THAT(world.alerts.firing, IsEmpty());
}

TEST(HomeWatch, AsksNoUpdateOfASiteThatIsToBeClosed) {
  World world{{site("www.edu.example", Disposition::close)}};
  world.watch.start({});
  world.show(dated(2025_y / 1 / 1), hours{2});
  EXPECT_EQ(world.state(), "stale");
  EXPECT_EQ(world.alerts.raises, 0);
}

TEST(HomeWatch, GoesOnWhereItWasAfterARestart) {
  World world;
  Observation known;
  known.site = "www.edu.example";
  known.read_at = world.clock.wall_now() - hours{24 * 40};
  known.reading = dated(2026_y / 1 / 20);
  world.fetcher.verdict = Verdict::bad;
  world.watch.start({known});
  world.clock.advance(hours{2});
  EXPECT_EQ(world.state(), "fresh");
  EXPECT_EQ(world.watch.home("www.edu.example")->read_at, known.read_at);
  EXPECT_EQ(world.alerts.raises, 0);
}

TEST(HomeWatch, EndsTheAlertOfASiteThatLeavesWithoutClaimingAnUpdate) {
  World world{{site("www.edu.example"), site("old.example")}};
  world.watch.start({});
  world.show(dated(2026_y / 2 / 1), hours{1});
  ASSERT_THAT(world.alerts.firing, SizeIs(2));
  world.watch.replace(shared({site("www.edu.example", Disposition::close)}), settings());
  world.clock.advance(hours{2});
  EXPECT_THAT(world.alerts.firing, IsEmpty());
  ASSERT_THAT(world.alerts.ended, SizeIs(2));
  for (const auto& ended : world.alerts.ended) EXPECT_EQ(ended.ending, Ending::unmonitored);
  EXPECT_FALSE(world.watch.home("old.example"));
}

TEST(HomeWatch, TakesUpANewSiteAndAShorterIntervalOnReload) {
  World world;
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{1});
  WatchSettings faster = settings();
  faster.interval = minutes{5};
  world.watch.replace(shared({site("www.edu.example"), site("new.example")}), faster);
  world.fetcher.visits = 0;
  world.clock.advance(hours{1});
  EXPECT_EQ(world.fetcher.visits, 24);
  EXPECT_TRUE(world.watch.home("new.example"));
}

TEST(HomeWatch, SpreadsTheSitesOverTheInterval) {
  std::vector<Site> sites;
  for (int i = 0; i < 600; ++i) sites.push_back(site(("s" + std::to_string(i)).c_str()));
  World world{std::move(sites)};
  world.watch.start({});
  world.reader.reading = dated(2026_y / 3 / 1);
  world.clock.advance(minutes{30});
  EXPECT_NEAR(world.fetcher.visits, 300, 60);
  world.clock.advance(minutes{30});
  EXPECT_EQ(world.fetcher.visits, 600);
}

TEST(HomeWatch, GoesOnWhenTheStoreRefuses) {
  World world;
  world.store.fail_from_now_on();
  world.watch.start({});
  world.show(dated(2026_y / 2 / 1), hours{3});
  EXPECT_EQ(world.fetcher.visits, 3);
  EXPECT_THAT(world.alerts.firing, SizeIs(1));
}

TEST(HomeWatch, StopsWhenTold) {
  World world;
  world.watch.start({});
  world.clock.settle();
  world.watch.stop();
  world.clock.advance(hours{3});
  EXPECT_EQ(world.fetcher.visits, 0);
  EXPECT_EQ(world.tasks.running(), 0u);
}

}  // namespace
}  // namespace sitewatch::freshness
