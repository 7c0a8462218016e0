// The home page as the column watch follows it.
#include <gmock/gmock.h>

#include "freshness/watch_world.h"

namespace sitewatch::freshness {
namespace {

using namespace date::literals;
using std::chrono::hours;
using std::chrono::minutes;
using testing::IsEmpty;
using testing::SizeIs;

TEST(HomeWatch, LooksOncePerIntervalAndStoresWhatItSaw) {
  WatchWorld world;
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{5});
  EXPECT_EQ(world.server.asked.size(), 5u);
  EXPECT_EQ(world.state(), "fresh");
  ASSERT_THAT(world.store.tables.observations, SizeIs(1));
  EXPECT_EQ(world.server.reads.back().url, "http://www.edu.example/");
  EXPECT_EQ(world.server.reads.back().today, Day{2026_y / 3 / 2});
  EXPECT_THAT(world.alerts.firing, IsEmpty());
}

TEST(HomeWatch, ReadsAnUnchangedPageOnce) {
  WatchWorld world;
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{36});
  EXPECT_EQ(world.server.asked.size(), 36u);
  EXPECT_EQ(world.server.reads.size(), 1u) << "what says today on its first day says it of that day";
  EXPECT_EQ(test_settings().zone.day(world.store.tables.observations.begin()->second.read_at), Day{2026_y / 3 / 3})
      << "a look a day is noted";
}

TEST(HomeWatch, ReadsAPageAgainAfterARestartAsOfTheDayItWasFirstSeen) {
  WatchWorld world;
  Observation known;
  known.site = "www.edu.example";
  known.first_seen = world.clock.wall_now() - hours{24 * 9};
  known.read_at = world.clock.wall_now() - hours{3};
  known.body_hash = fnv1a("pagex");
  known.record.state = PageState::dated;
  known.record.newest = 2026_y / 2 / 21;
  known.reading = dated(2026_y / 2 / 21);
  world.watch.start({known});
  world.show(dated(2026_y / 2 / 21), hours{2});
  ASSERT_THAT(world.server.reads, SizeIs(1));
  EXPECT_EQ(world.server.reads[0].today, Day{2026_y / 2 / 21}) << "else 今天 would be news for ever";
}

TEST(HomeWatch, WarnsOnDayTenAndRaisesOnceFourteenFullDaysHavePassed) {
  WatchWorld world;
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
  EXPECT_EQ(condition.starts, test_settings().zone.at(2026_y / 3 / 16, Duration{0}));
  EXPECT_EQ(std::get<std::string>(condition.facts.values.at("newest")), "2026-03-01");
  EXPECT_EQ(std::get<std::int64_t>(condition.facts.values.at("days")), 15);
  EXPECT_EQ(std::get<std::int64_t>(condition.facts.values.at("items")), 20);
  EXPECT_EQ(std::get<std::int64_t>(condition.facts.values.at("dated")), 12);
  EXPECT_EQ(std::get<std::string>(condition.facts.lists.at("newest_items").at(0).at("title")), "关于开展工作的通知");
  EXPECT_EQ(world.state(), "stale");
}

TEST(HomeWatch, EndsTheAlertWhenTheSiteIsUpdated) {
  WatchWorld world;
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
  WatchWorld world;
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{1});
  for (const PageState state : {PageState::js_only, PageState::unparsed, PageState::challenged, PageState::blank})
    world.show(in_state(state), hours{48});
  for (const Verdict verdict : {Verdict::bad, Verdict::unknown}) {
    world.server.everywhere.verdict = verdict;
    world.show(dated(2026_y / 1 / 1), hours{24 * 20});
  }
  EXPECT_EQ(world.state(), "fresh");
  EXPECT_EQ(world.watch.content("www.edu.example").home->reading->newest, Day{2026_y / 3 / 1});
  EXPECT_EQ(world.alerts.raises, 0);
}

TEST(HomeWatch, KeepsAStaleAlertWhileThePageCannotBeRead) {
  WatchWorld world;
  world.watch.start({});
  world.show(dated(2026_y / 2 / 1), hours{1});
  world.show(in_state(PageState::unparsed), hours{24});
  world.show(in_state(PageState::undated), hours{24});
  EXPECT_THAT(world.alerts.firing, SizeIs(1));
  EXPECT_THAT(world.alerts.ended, IsEmpty());
}

TEST(HomeWatch, SaysUnknownOfAPageItNeverCouldRead) {
  WatchWorld world;
  EXPECT_FALSE(world.watch.content("www.edu.example").home);
  world.watch.start({});
  world.show(in_state(PageState::js_only), hours{1});
  EXPECT_EQ(world.state(), "unknown");
  EXPECT_THAT(world.alerts.firing, IsEmpty());
}

TEST(HomeWatch, AsksNoUpdateOfASiteThatIsToBeClosed) {
  WatchWorld world{{site("www.edu.example", {}, Disposition::close)}};
  world.watch.start({});
  world.show(dated(2025_y / 1 / 1), hours{2});
  EXPECT_EQ(world.state(), "stale");
  EXPECT_EQ(world.alerts.raises, 0);
}

TEST(HomeWatch, GoesOnWhereItWasAfterARestart) {
  WatchWorld world;
  Observation known;
  known.site = "www.edu.example";
  known.read_at = world.clock.wall_now() - hours{24 * 40};
  known.record.state = PageState::dated;
  known.record.newest = 2026_y / 1 / 20;
  known.record.items = known.record.dated_items = 20;
  known.reading = dated(2026_y / 1 / 20);
  world.server.everywhere.verdict = Verdict::bad;
  world.watch.start({known});
  world.clock.advance(hours{2});
  EXPECT_EQ(world.state(), "fresh");
  EXPECT_EQ(world.watch.content("www.edu.example").home->read_at, known.read_at);
  EXPECT_EQ(world.alerts.raises, 0);
}

TEST(HomeWatch, EndsTheAlertOfASiteThatLeavesWithoutClaimingAnUpdate) {
  WatchWorld world{{site("www.edu.example"), site("old.example")}};
  world.watch.start({});
  world.show(dated(2026_y / 2 / 1), hours{1});
  ASSERT_THAT(world.alerts.firing, SizeIs(2));
  world.replace({site("www.edu.example", {}, Disposition::close)}, test_settings());
  world.clock.advance(hours{2});
  EXPECT_THAT(world.alerts.firing, IsEmpty());
  ASSERT_THAT(world.alerts.ended, SizeIs(2));
  for (const auto& ended : world.alerts.ended) EXPECT_EQ(ended.ending, Ending::unmonitored);
  EXPECT_FALSE(world.watch.content("old.example").home);
}

TEST(HomeWatch, TakesUpANewSiteAndAShorterIntervalOnReload) {
  WatchWorld world;
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{1});
  WatchSettings faster = test_settings();
  faster.home_interval = minutes{5};
  world.replace({site("www.edu.example"), site("new.example")}, faster);
  world.server.asked.clear();
  world.clock.advance(hours{1});
  EXPECT_EQ(world.server.asked.size(), 24u);
  EXPECT_TRUE(world.watch.content("new.example").home);
}

TEST(HomeWatch, SpreadsTheSitesOverTheInterval) {
  std::vector<Site> sites;
  for (int i = 0; i < 600; ++i) sites.push_back(site(("s" + std::to_string(i)).c_str()));
  WatchWorld world{std::move(sites)};
  world.watch.start({});
  world.server.everywhere.reading = dated(2026_y / 3 / 1);
  world.clock.advance(minutes{30});
  EXPECT_NEAR(static_cast<double>(world.server.asked.size()), 300, 60);
  world.clock.advance(minutes{30});
  EXPECT_EQ(world.server.asked.size(), 600u);
}

TEST(HomeWatch, KeepsWhatThePageSaysOfItselfUntilItSaysOtherwise) {
  WatchWorld world;
  world.watch.start({});
  const auto saying = [](const char* code) {
    PageReading reading = dated(2026_y / 3 / 1);
    PageIdentity identity;
    identity.codes.id_code = code;
    reading.identity = std::make_shared<const PageIdentity>(identity);
    return reading;
  };
  const auto kept = [&] { return world.store.tables.observations.begin()->second.identity->codes.id_code; };
  world.show(saying("4503040012"), hours{1});
  EXPECT_EQ(kept(), "4503040012");
  world.show(saying("4503040099"), hours{1});
  EXPECT_EQ(kept(), "4503040099");
  world.show(in_state(PageState::unparsed), hours{30});
  EXPECT_EQ(kept(), "4503040099");
  EXPECT_THAT(world.alerts.firing, IsEmpty()) << "it blames nobody";
}

PageReading leading_to(const std::string& name, int columns = 1) {
  PageReading reading = dated(2026_y / 3 / 1);
  HomeLinks links;
  for (int i = 0; i < columns; ++i)
    links.columns.push_back(
        {name, *Url::parse("http://www.edu.example/c" + std::to_string(i) + "/"), ColumnType::notices});
  reading.links = std::make_shared<const HomeLinks>(std::move(links));
  return reading;
}

TEST(HomeWatch, ProposesColumnsOnlyWhereTheInventoryNamesNone) {
  WatchWorld world;
  world.watch.start({});
  const auto kept = [&] { return world.store.tables.observations.at({"www.edu.example", "home"}).proposed; };
  world.show(leading_to("通知"), hours{1});
  ASSERT_THAT(kept(), SizeIs(1));
  world.show(leading_to("公告", 40), hours{1});
  ASSERT_THAT(kept(), SizeIs(most_proposed_columns));
  EXPECT_EQ(kept()[0].name, "公告");
  world.show(in_state(PageState::unparsed), hours{30});
  EXPECT_THAT(kept(), SizeIs(most_proposed_columns)) << "what could not be read moves nothing";
  EXPECT_THAT(world.alerts.firing, IsEmpty());
  EXPECT_THAT(world.watch.content("www.edu.example").columns, IsEmpty());
  for (const std::string& url : world.server.asked) EXPECT_EQ(url, "http://www.edu.example/") << "they are not read";
}

TEST(HomeWatch, ProposesAnewOnceTheInventoryNamesColumnsOrNoneAnyMore) {
  WatchWorld world;
  world.watch.start({});
  const auto kept = [&] { return world.store.tables.observations.at({"www.edu.example", "home"}).proposed; };
  world.show(leading_to("通知"), hours{2});
  EXPECT_THAT(kept(), SizeIs(1));
  world.replace({site("www.edu.example", {column("tz", ColumnType::notices)})}, test_settings());
  world.clock.advance(hours{1});
  EXPECT_THAT(kept(), IsEmpty());
  world.replace({site("www.edu.example")}, test_settings());
  world.clock.advance(hours{1});
  EXPECT_THAT(kept(), SizeIs(1)) << "the page itself is what it was";
}

TEST(HomeWatch, ProposesNothingOfAPageThatMayBeInOtherHands) {
  WatchWorld world;
  world.watch.start({});
  PageReading reading = leading_to("通知");
  PageIdentity identity;
  identity.grey_title = identity.grey_keywords = true;
  reading.identity = std::make_shared<const PageIdentity>(identity);
  world.show(std::move(reading), hours{1});
  EXPECT_THAT(world.store.tables.observations.at({"www.edu.example", "home"}).proposed, IsEmpty());
}

TEST(HomeWatch, GoesOnWhenTheStoreRefuses) {
  WatchWorld world;
  world.store.fail_from_now_on();
  world.watch.start({});
  world.show(dated(2026_y / 2 / 1), hours{3});
  EXPECT_EQ(world.server.asked.size(), 3u);
  EXPECT_THAT(world.alerts.firing, SizeIs(1));
}

TEST(HomeWatch, StopsWhenTold) {
  WatchWorld world;
  world.watch.start({});
  world.clock.settle();
  world.watch.stop();
  world.clock.advance(hours{3});
  EXPECT_EQ(world.server.asked.size(), 0u);
  EXPECT_EQ(world.tasks.running(), 0u);
}

}  // namespace
}  // namespace sitewatch::freshness
