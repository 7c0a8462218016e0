#include "freshness/column_watch.h"

#include <gmock/gmock.h>

#include "freshness/watch_world.h"

namespace sitewatch::freshness {
namespace {

using namespace date::literals;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsNull;
using testing::NotNull;
using testing::SizeIs;

constexpr hours day{24};

Site with_columns() {
  return site("www.edu.example", {column("news", ColumnType::news), column("tz", ColumnType::notices),
                                  column("old", ColumnType::archive)});
}

std::int64_t number(const AlertCondition& condition, const char* fact) {
  return std::get<std::int64_t>(condition.facts.values.at(fact));
}

TEST(ColumnWatch, LooksAtEachColumnOncePerIntervalAsAListOfItsPart) {
  Site watched = with_columns();
  watched.columns[0].part.within = "#list";
  WatchWorld world{{watched}};
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{12});
  EXPECT_EQ(std::count(world.server.asked.begin(), world.server.asked.end(), "http://www.edu.example/news/"), 2);
  EXPECT_EQ(std::count(world.server.asked.begin(), world.server.asked.end(), "http://www.edu.example/"), 12);
  const auto read = std::find_if(world.server.reads.begin(), world.server.reads.end(),
                                 [](const PageSource& source) { return source.url == "http://www.edu.example/news/"; });
  ASSERT_NE(read, world.server.reads.end());
  EXPECT_EQ(read->kind, PageKind::list);
  EXPECT_EQ(read->part.within, "#list");
  EXPECT_EQ(world.state("news"), "fresh");
  EXPECT_EQ(world.state("old"), "unknown") << "what no rule judges is not judged";
  EXPECT_THAT(world.store.tables.observations, SizeIs(4));
  EXPECT_THAT(world.alerts.firing, IsEmpty());
}

TEST(ColumnWatch, TellsOfStaleColumnsInOneAlertAndWarnsFromTheLimitOn) {
  WatchWorld world{{with_columns()}};
  world.show("news/", dated(2026_y / 2 / 1));
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{7});
  const AlertCondition* stale = world.firing(AlertName::ColumnsStale);
  ASSERT_THAT(stale, NotNull());
  EXPECT_EQ(stale->severity, Severity::info);
  EXPECT_EQ(number(*stale, "total"), 1);
  EXPECT_EQ(number(*stale, "count"), 1);
  EXPECT_EQ(number(*stale, "limit"), 2);
  EXPECT_EQ(stale->starts, test_settings().zone.at(2026_y / 2 / 16, Duration{0}));
  ASSERT_THAT(stale->facts.lists.at("columns"), SizeIs(1));
  EXPECT_EQ(std::get<std::string>(stale->facts.lists.at("columns")[0].at("name")), "栏目news");
  EXPECT_EQ(std::get<std::string>(stale->facts.lists.at("columns")[0].at("newest")), "2026-02-01");
  EXPECT_EQ(std::get<std::int64_t>(stale->facts.lists.at("columns")[0].at("days")), 29);

  world.show("tz/", dated(2025_y / 9 / 1));
  world.clock.advance(hours{7});
  stale = world.firing(AlertName::ColumnsStale);
  ASSERT_THAT(stale, NotNull());
  EXPECT_EQ(stale->severity, Severity::warning) << "news and notices are counted together";
  EXPECT_EQ(number(*stale, "count"), 2);
  EXPECT_EQ(world.watch.content("www.edu.example").findings->at(0).kind, FindingKind::columns_stale);

  world.show("news/", dated(2026_y / 3 / 2));
  world.show("tz/", dated(2026_y / 3 / 2));
  world.clock.advance(hours{7});
  EXPECT_THAT(world.firing(AlertName::ColumnsStale), IsNull());
  ASSERT_THAT(world.alerts.ended, SizeIs(1));
  EXPECT_EQ(world.alerts.ended[0].ending, Ending::recovered);
}

TEST(ColumnWatch, TellsWhatFellAsleepFromWhatSleptAtTheFirstLook) {
  WatchWorld world{{with_columns()}};
  world.show("news/", dated(2026_y / 2 / 1));
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{7});
  const auto old = [&] {
    return std::get<bool>(world.firing(AlertName::ColumnsStale)->facts.values.at("at_first_look"));
  };
  EXPECT_TRUE(old());
  EXPECT_EQ(number(*world.firing(AlertName::ColumnsStale), "fallen"), 0);
  PageReading undated = in_state(PageState::undated);
  undated.items = 10;
  undated.newest_items.push_back({std::nullopt, "一条没有日期的信息", "http://www.edu.example/1"});
  world.show("tz/", undated);
  world.show("1", in_state(PageState::undated));
  world.clock.advance(hours{7});
  EXPECT_FALSE(old()) << "the notices were well before";
  EXPECT_EQ(number(*world.firing(AlertName::ColumnsStale), "fallen"), 1);
  EXPECT_EQ(number(*world.firing(AlertName::ColumnsStale), "total"), 2);
}

TEST(ColumnWatch, CallsAColumnBlankOnceItWasSeenEmptyOnThreeDays) {
  WatchWorld world{{with_columns()}};
  world.show("news/", in_state(PageState::blank));
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{39});
  EXPECT_EQ(world.state("news"), "unknown");
  EXPECT_THAT(world.firing(AlertName::ColumnsBlank), IsNull());
  world.clock.advance(hours{24});
  EXPECT_EQ(world.state("news"), "blank") << "also where the server says that nothing has changed";
  const AlertCondition* blank = world.firing(AlertName::ColumnsBlank);
  ASSERT_THAT(blank, NotNull());
  EXPECT_EQ(std::get<std::string>(blank->facts.lists.at("columns")[0].at("day3")), "2026-03-04");
  world.show("news/", dated(2026_y / 3 / 4));
  world.clock.advance(hours{7});
  EXPECT_THAT(world.firing(AlertName::ColumnsBlank), IsNull());
}

TEST(ColumnWatch, KeepsWhatItSaidOfAColumnThatCannotBeReadToday) {
  WatchWorld world{{with_columns()}};
  world.show("news/", dated(2026_y / 2 / 1));
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{7});
  ASSERT_THAT(world.firing(AlertName::ColumnsStale), NotNull());
  for (const PageState state : {PageState::js_only, PageState::unparsed, PageState::challenged, PageState::soft_404}) {
    world.show("news/", in_state(state));
    world.clock.advance(day);
    EXPECT_EQ(number(*world.firing(AlertName::ColumnsStale), "total"), 1) << name(state);
  }
  PageReading thin = dated(2026_y / 3 / 5);
  thin.newest = 2026_y / 1 / 1;
  thin.dated_items = 1;
  world.show("news/", thin);
  world.clock.advance(day);
  EXPECT_THAT(world.firing(AlertName::ColumnsStale), NotNull()) << "thin evidence neither accuses nor acquits";
}

TEST(ColumnWatch, AccusesNobodyOfTimeThatPassedUnseen) {
  WatchWorld world{{with_columns()}};
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{7});
  world.server.everywhere.verdict = Verdict::unknown;
  world.clock.advance(day * 40);
  EXPECT_EQ(world.state(), "fresh");
  EXPECT_EQ(world.state("news"), "fresh");
  EXPECT_EQ(world.alerts.raises, 0);
}

TEST(ColumnWatch, ReadsTheArticlesOfAListWithoutDates) {
  WatchWorld world{{with_columns()}};
  PageReading list = in_state(PageState::undated);
  list.items = 10;
  for (const char* link : {"http://www.edu.example/1", "http://www.edu.example/2", "http://other.example/3"})
    list.newest_items.push_back({std::nullopt, "一条没有日期的信息", link});
  world.show("news/", list);
  world.show("1", dated(2026_y / 2 / 27));
  world.show("2", dated(2026_y / 2 / 25));
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{7});
  EXPECT_EQ(world.state("news"), "fresh");
  EXPECT_EQ(world.watch.content("www.edu.example").columns[0].record->newest, Day{2026_y / 2 / 27});
  EXPECT_TRUE(world.watch.content("www.edu.example").columns[0].record->from_articles);
  EXPECT_EQ(std::count(world.server.asked.begin(), world.server.asked.end(), "http://other.example/3"), 0);
  for (const PageSource& source : world.server.reads)
    if (source.url == "http://www.edu.example/1") {
      EXPECT_EQ(source.kind, PageKind::article);
    }
}

TEST(ColumnWatch, SaysUndatedOnlyWhereTheArticlesShowNoDatesEither) {
  WatchWorld world{{with_columns()}};
  PageReading list = in_state(PageState::undated);
  list.items = 10;
  list.newest_items.push_back({std::nullopt, "一条没有日期的信息", "http://www.edu.example/1"});
  world.show("news/", list);
  world.server.page("1").verdict = Verdict::bad;
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{7});
  EXPECT_EQ(world.state("news"), "unknown");
  EXPECT_THAT(world.firing(AlertName::ColumnsStale), IsNull());

  world.server.page("1").verdict = Verdict::good;
  world.show("1", in_state(PageState::undated));
  world.show("news/", list);
  world.clock.advance(hours{7});
  EXPECT_EQ(world.state("news"), "undated");
  const AlertCondition* stale = world.firing(AlertName::ColumnsStale);
  ASSERT_THAT(stale, NotNull());
  const FactRow& row = stale->facts.lists.at("columns")[0];
  EXPECT_TRUE(std::get<bool>(row.at("undated")));
  EXPECT_FALSE(row.contains("days")) << "never said to be so many days old";
}

TEST(ColumnWatch, TellsOfAHomePageWithoutDatesInItsOwnWords) {
  WatchWorld world;
  PageReading home = in_state(PageState::undated);
  home.items = 30;
  home.newest_items.push_back({std::nullopt, "一条没有日期的信息", "http://www.edu.example/1"});
  world.show("", home);
  world.show("1", in_state(PageState::undated));
  world.watch.start({});
  world.clock.advance(hours{2});
  const AlertCondition* undated = world.firing(AlertName::UndatedHomepage);
  ASSERT_THAT(undated, NotNull());
  EXPECT_EQ(number(*undated, "items"), 30);
  EXPECT_EQ(number(*undated, "articles_read"), 1);
  EXPECT_TRUE(std::get<bool>(undated->facts.values.at("at_first_look")));
  EXPECT_THAT(world.firing(AlertName::HomepageStale), IsNull());
  world.show("", dated(2026_y / 3 / 1));
  world.clock.advance(hours{2});
  EXPECT_THAT(world.firing(AlertName::UndatedHomepage), IsNull());
  world.show("", home);
  world.clock.advance(hours{2});
  EXPECT_FALSE(std::get<bool>(world.firing(AlertName::UndatedHomepage)->facts.values.at("at_first_look")));
}

TEST(ColumnWatch, FollowsFramesAndRefreshesOfTheSameSite) {
  WatchWorld world;
  PageReading entry = in_state(PageState::redirect);
  entry.follow = {"http://elsewhere.example/", "http://www.edu.example/main.html"};
  PageReading frame = in_state(PageState::unparsed);
  frame.follow = {"http://www.edu.example/", "http://www.edu.example/body.html"};
  world.show("", entry);
  world.show("main.html", frame);
  world.show("body.html", dated(2026_y / 3 / 1));
  world.watch.start({});
  world.clock.advance(hours{1});
  EXPECT_EQ(world.state(), "fresh");
  EXPECT_THAT(world.server.asked, ElementsAre("http://www.edu.example/", "http://www.edu.example/main.html",
                                              "http://www.edu.example/body.html"));
  world.show("body.html", dated(2026_y / 2 / 1));
  world.clock.advance(hours{1});
  EXPECT_EQ(world.state(), "stale") << "the entry page is what it was, the page in it is not";
}

TEST(ColumnWatch, SaysNothingWhereAFrameCouldNotBeFetched) {
  WatchWorld world;
  PageReading entry = in_state(PageState::blank);
  entry.follow = {"http://www.edu.example/body.html"};
  world.show("", entry);
  world.server.page("body.html").verdict = Verdict::bad;
  world.watch.start({});
  world.clock.advance(day * 5);
  EXPECT_EQ(world.state(), "unknown");
}

TEST(ColumnWatch, AsksOnlyForWhatHasChangedButOnceADayForAll) {
  WatchWorld world;
  world.server.everywhere.validators = {"\"v1\"", ""};
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{24});
  const auto whole = std::count_if(world.server.questions.begin(), world.server.questions.end(),
                                   [](const Validators& known) { return known.empty(); });
  EXPECT_EQ(whole, 2) << "the first of each day";
  EXPECT_EQ(world.server.reads.size(), 1u);
  EXPECT_EQ(world.state(), "fresh");
}

TEST(ColumnWatch, StaysAwayForAsLongAsItIsAsked) {
  WatchWorld world;
  world.server.everywhere.verdict = Verdict::unknown;
  world.server.everywhere.retry_after = world.clock.wall_now() + hours{5};
  world.watch.start({});
  world.clock.advance(hours{4});
  EXPECT_THAT(world.server.asked, SizeIs(1));
}

TEST(ColumnWatch, CountsDistinctItemsAndNotesThoseUnderNewDates) {
  WatchWorld world{{with_columns()}};
  const auto list = [](Day first) {
    PageReading reading = dated(first);
    reading.marks = {{10, 100, first}, {11, 101, 2026_y / 2 / 20}, {12, 102, 2025_y / 12 / 1}};
    return reading;
  };
  world.show("news/", list(2026_y / 2 / 1));
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{7});
  EXPECT_THAT(world.watch.content("www.edu.example").columns[0].updates, ElementsAre(1, 2, 3));
  EXPECT_EQ(world.watch.content("www.edu.example").columns[0].redated, 0);

  world.show("news/", list(2026_y / 3 / 2));
  world.clock.advance(hours{7});
  EXPECT_EQ(world.watch.content("www.edu.example").columns[0].redated, 1);
  EXPECT_THAT(world.watch.content("www.edu.example").columns[0].updates, ElementsAre(1, 2, 3))
      << "an old text under a new date is no update";
  EXPECT_THAT(world.store.tables.known_items.at({"www.edu.example", "news"}).items, SizeIs(3));
}

TEST(ColumnWatch, SuspectsTamperingOnlyOnSeveralSigns) {
  WatchWorld world;
  PageReading grey = in_state(PageState::hijack_suspected);
  grey.title = "某某娱乐城";
  grey.identity = std::make_shared<const PageIdentity>(PageIdentity{{}, {}, true, false});
  world.watch.start({});
  world.show(grey, hours{1});
  const AlertCondition* suspected = world.firing(AlertName::SiteHijackSuspected);
  ASSERT_THAT(suspected, NotNull());
  EXPECT_EQ(suspected->severity, Severity::critical);
  EXPECT_EQ(number(*suspected, "signals"), 2);
  for (const auto& [fact, value] : suspected->facts.values)
    if (const auto* text = std::get_if<std::string>(&value)) {
      EXPECT_EQ(text->find("娱乐城"), std::string::npos) << fact;
    }
  world.show(dated(2026_y / 3 / 1), hours{1});
  EXPECT_THAT(world.firing(AlertName::SiteHijackSuspected), IsNull());

  PageReading news = dated(2026_y / 3 / 1);
  news.title = "区教育局网站：警惕代开发票";
  news.identity = std::make_shared<const PageIdentity>(PageIdentity{{}, {}, true, false});
  world.show(news, hours{1});
  EXPECT_THAT(world.firing(AlertName::SiteHijackSuspected), IsNull());
}

TEST(ColumnWatch, GoesOnWhereItWasAfterARestart) {
  WatchWorld first{{with_columns()}};
  first.show("news/", dated(2026_y / 2 / 1));
  first.watch.start({});
  first.show(dated(2026_y / 3 / 1), hours{7});
  std::vector<Observation> known;
  for (const auto& [key, observation] : first.store.tables.observations) known.push_back(observation);

  WatchWorld second{{with_columns()}};
  second.server.everywhere.verdict = Verdict::bad;
  second.watch.start(known);
  second.clock.advance(day * 20);
  EXPECT_EQ(second.state("news"), "stale");
  EXPECT_EQ(second.state("tz"), "fresh");
  EXPECT_EQ(second.watch.content("www.edu.example").findings->size(), 1u);
}

TEST(ColumnWatch, TakesUpAndLetsGoOfColumnsOnReload) {
  WatchWorld world{{with_columns()}};
  world.show("news/", dated(2026_y / 2 / 1));
  world.watch.start({});
  world.show(dated(2026_y / 3 / 1), hours{7});
  ASSERT_THAT(world.firing(AlertName::ColumnsStale), NotNull());
  world.replace({site("www.edu.example", {column("tz", ColumnType::notices), column("zc", ColumnType::other)})},
                test_settings());
  EXPECT_EQ(world.state("tz"), "fresh");
  EXPECT_EQ(world.state("news"), "not seen");
  world.clock.advance(hours{7});
  EXPECT_THAT(world.firing(AlertName::ColumnsStale), IsNull());
  EXPECT_EQ(std::count(world.server.asked.begin(), world.server.asked.end(), "http://www.edu.example/zc/"), 1);
}

TEST(ColumnWatch, ReloadsWhileItLooks) {
  std::vector<Site> sites;
  for (int i = 0; i < 1000; ++i)
    sites.push_back(site(("s" + std::to_string(i)).c_str(), {column("n", ColumnType::news)}));
  WatchWorld world{sites};
  world.watch.start({});
  world.server.everywhere.reading = dated(2026_y / 3 / 1);
  for (int i = 0; i < 6; ++i) {
    sites.resize(sites.size() - 100);
    world.tasks.spawn("replace", world.watch.replace(shared(sites), test_settings()));
    world.clock.advance(minutes{20});
  }
  EXPECT_TRUE(world.watch.content("s399").home);
  EXPECT_FALSE(world.watch.content("s400").home);
}

}  // namespace
}  // namespace sitewatch::freshness
