// What every ObservationStore does, the fake as SQLite.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/store_world.h"

namespace sitewatch {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const WallTime start = FakeClock::default_start;
const Day march_second{date::year{2026}, date::month{3}, date::day{2}};

class ObservationStoreContract : public testing::TestWithParam<std::string> {
 protected:
  std::vector<Observation> load() { return world->wait(world->observations().load()).value(); }
  void write(std::vector<Observation> observations) {
    const auto written = world->wait(world->observations().write(std::move(observations)));
    ASSERT_TRUE(written) << written.error().message;
  }
  std::unique_ptr<StoreWorld> world = make_store_world(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Stores, ObservationStoreContract, testing::Values("memory", "sqlite"),
                         [](const auto& each) { return each.param; });

Observation full_observation() {
  Observation seen;
  seen.site = "a.example";
  seen.read_at = start;
  seen.first_seen = start - hours{3};
  seen.body_hash = 0xfedcba9876543210ULL;
  seen.validators = {"\"v1\"", "Mon, 02 Mar 2026 00:00:00 GMT"};
  seen.record.state = PageState::blank;
  seen.record.newest = march_second;
  seen.record.items = 12;
  seen.record.dated_items = 9;
  seen.record.doubtful = seen.record.from_articles = seen.record.held_items = seen.record.was_well = true;
  seen.record.empty_days = {march_second, plus_days(march_second, 1)};
  seen.hosts = {{"lyj.qinghe.example", start - hours{7}, start, true}, {"b.qinghe.example", start, start, false}};
  seen.identity = PageIdentity{};
  seen.identity->tags = {"某某区 \"教育局\"", "http://a.example/", "4503040099", "要闻", "动态"};
  seen.identity->codes = {"4503040012", "桂ICP备05000000号-1", "45030402000012"};
  seen.proposed = {{"通知公告", *Url::parse("http://a.example/tz/?a=\"b"), ColumnType::notices},
                   {"机构", *Url::parse("http://a.example/jg/"), ColumnType::other}};
  seen.reading.kind = PageKind::list;
  seen.reading.state = PageState::dated;
  seen.reading.charset = "gb18030";
  seen.reading.title = "某某区教育局 \"首页\"\n\x01";
  seen.reading.newest = march_second;
  seen.reading.items = 12;
  seen.reading.dated_items = 9;
  seen.reading.newest_items = {{march_second, "通知", "/a?b=\"c\""}, {std::nullopt, "", ""}};
  seen.reading.evidence = Evidence{"2026-03-02 通知", "http://a.example/1"};
  seen.reading.notes = {"one", "二"};
  return seen;
}

std::vector<std::string> proposed_in(const Observation& seen) {
  std::vector<std::string> lines;
  for (const FoundColumn& each : seen.proposed)
    lines.push_back(each.name + " " + each.url.text() + " " + std::string{name(each.type)});
  return lines;
}

TEST_P(ObservationStoreContract, KeepsEveryMemberOverARestart) {
  EXPECT_THAT(load(), IsEmpty());
  write({full_observation()});
  world->restart();
  const std::vector<Observation> all = load();
  ASSERT_THAT(all, SizeIs(1));
  const Observation& seen = all[0];
  const Observation want = full_observation();
  EXPECT_EQ(seen.site, want.site);
  EXPECT_EQ(seen.column, "home");
  EXPECT_EQ(seen.read_at, want.read_at);
  EXPECT_EQ(seen.body_hash, want.body_hash);
  EXPECT_EQ(seen.first_seen, want.first_seen);
  EXPECT_EQ(seen.validators, want.validators);
  EXPECT_EQ(seen.record, want.record);
  EXPECT_EQ(seen.hosts, want.hosts);
  EXPECT_THAT(proposed_in(seen),
              ElementsAre("通知公告 http://a.example/tz/?a=%22b notices", "机构 http://a.example/jg/ other"));
  ASSERT_TRUE(seen.identity);
  EXPECT_EQ(seen.identity->tags, want.identity->tags);
  EXPECT_EQ(seen.identity->codes, want.identity->codes);
  EXPECT_EQ(seen.reading.kind, PageKind::list);
  EXPECT_EQ(seen.reading.state, want.reading.state);
  EXPECT_EQ(seen.reading.charset, want.reading.charset);
  EXPECT_EQ(seen.reading.title, want.reading.title);
  EXPECT_EQ(seen.reading.newest, want.reading.newest);
  EXPECT_EQ(seen.reading.items, 12);
  EXPECT_EQ(seen.reading.dated_items, 9);
  ASSERT_THAT(seen.reading.newest_items, SizeIs(2));
  EXPECT_EQ(seen.reading.newest_items[0].date, march_second);
  EXPECT_EQ(seen.reading.newest_items[0].title, "通知");
  EXPECT_EQ(seen.reading.newest_items[0].link, "/a?b=\"c\"");
  EXPECT_FALSE(seen.reading.newest_items[1].date);
  ASSERT_TRUE(seen.reading.evidence);
  EXPECT_EQ(seen.reading.evidence->text, want.reading.evidence->text);
  EXPECT_EQ(seen.reading.evidence->link, want.reading.evidence->link);
  EXPECT_EQ(seen.reading.notes, want.reading.notes);
}

TEST_P(ObservationStoreContract, KeepsEveryPageState) {
  for (int i = 0; i <= static_cast<int>(PageState::unparsed); ++i) {
    Observation seen;
    seen.site = "a.example";
    seen.reading.state = static_cast<PageState>(i);
    write({seen});
    EXPECT_EQ(load().at(0).reading.state, static_cast<PageState>(i));
    EXPECT_FALSE(load().at(0).reading.evidence);
    EXPECT_FALSE(load().at(0).reading.newest);
  }
}

TEST_P(ObservationStoreContract, AnswersTheLatestOfEachColumn) {
  Observation home = full_observation();
  Observation news = home;
  news.column = "news";
  Observation other = home;
  other.site = "b.example";
  write({home, news, other});
  home.read_at = start + hours{1};
  write({home});
  const std::vector<Observation> all = load();
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[0].read_at, start + hours{1});
  EXPECT_EQ(all[1].column, "news");
  EXPECT_EQ(all[1].read_at, start);
  EXPECT_EQ(all[2].site, "b.example");
}

TEST_P(ObservationStoreContract, LoadsTheReadingsOfHomePagesAndAnswersThoseOfOneSite) {
  Observation home = full_observation();
  Observation news = home;
  news.column = "news";
  Observation other = home;
  other.site = "b.example";
  write({home, news, other});
  EXPECT_EQ(load()[0].reading.title, home.reading.title);
  EXPECT_EQ(load()[1].reading.title, "") << "a hundred thousand columns are not kept in memory";
  EXPECT_EQ(load()[1].record, news.record);
  const auto site = world->wait(world->observations().of("a.example")).value();
  ASSERT_THAT(site, SizeIs(2));
  EXPECT_EQ(site[1].column, "news");
  EXPECT_EQ(site[1].reading.title, home.reading.title);
}

TEST_P(ObservationStoreContract, RemembersWhatAPageShowedBefore) {
  const auto past = [&] { return world->wait(world->observations().past("a.example", "home")).value(); };
  EXPECT_THAT(past(), IsEmpty());
  Observation seen = full_observation();
  write({seen});
  seen.read_at += hours{1};
  seen.body_hash = 7;
  write({seen});
  ASSERT_THAT(past(), SizeIs(1)) << "another body that tells the same is no news";
  EXPECT_EQ(past()[0].first_seen, start);
  EXPECT_EQ(past()[0].last_seen, start + hours{1});
  EXPECT_EQ(past()[0].evidence->text, seen.reading.evidence->text);

  for (std::size_t i = 0; i < most_past_readings; ++i) {
    seen.read_at += hours{1};
    ++seen.reading.items;
    write({seen});
  }
  world->restart();
  ASSERT_THAT(past(), SizeIs(most_past_readings)) << "the first has left";
  EXPECT_EQ(past()[0].items, seen.reading.items);
  EXPECT_EQ(past()[0].first_seen, seen.read_at);
  EXPECT_EQ(past().back().first_seen, start + hours{2});
}

TEST_P(ObservationStoreContract, KeepsTheItemsOfAColumnUntilOthersReplaceThem) {
  const auto items = [&] { return world->wait(world->observations().items("a.example", "home")).value().items; };
  EXPECT_THAT(items(), IsEmpty());
  Observation seen = full_observation();
  const ItemHistory known{{{0xfedcba9876543210ULL, 1, march_second, march_second, true},
                           {2, 0, std::nullopt, plus_days(march_second, 1), false}}};
  seen.items = known;
  write({seen});
  seen.items.reset();
  seen.read_at += hours{1};
  write({seen});
  world->restart();
  EXPECT_EQ(items(), known.items);
  seen.items = ItemHistory{};
  write({seen});
  EXPECT_THAT(items(), IsEmpty());
}

TEST_P(ObservationStoreContract, KeepsTheReadingOfAPageThatIsUnchanged) {
  Observation seen = full_observation();
  seen.is_unchanged = true;
  write({seen});
  EXPECT_THAT(load(), IsEmpty()) << "nothing was known of it";
  seen.is_unchanged = false;
  write({seen});
  Observation later;
  later.site = seen.site;
  later.read_at = start + hours{24};
  later.record = seen.record;
  later.record.empty_days.push_back(plus_days(march_second, 2));
  later.is_unchanged = true;
  write({later});
  world->restart();
  ASSERT_THAT(load(), SizeIs(1));
  EXPECT_EQ(load()[0].read_at, later.read_at);
  EXPECT_EQ(load()[0].first_seen, seen.first_seen);
  EXPECT_EQ(load()[0].record, later.record);
  EXPECT_EQ(load()[0].reading.title, seen.reading.title);
  ASSERT_TRUE(load()[0].identity);
  EXPECT_EQ(load()[0].identity->codes, seen.identity->codes);
  EXPECT_EQ(proposed_in(load()[0]), proposed_in(seen));
  EXPECT_EQ(world->wait(world->observations().past("a.example", "home")).value().at(0).last_seen, later.read_at);
}

TEST_P(ObservationStoreContract, TellsAPageThatSaysNothingOfItselfFromOneThatWasNotRead) {
  Observation seen;
  seen.site = "a.example";
  write({seen});
  EXPECT_FALSE(load()[0].identity);
  seen.identity = PageIdentity{};
  write({seen});
  world->restart();
  ASSERT_TRUE(load()[0].identity);
  EXPECT_EQ(load()[0].identity->codes, FooterCodes{});
}

TEST_P(ObservationStoreContract, WritesAllOrNothing) {
  world->fill_disk();
  const auto refused = world->wait(world->observations().write({full_observation()}));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().retry);
  world->empty_disk();
  EXPECT_THAT(load(), IsEmpty());
  write({full_observation()});
  EXPECT_THAT(load(), SizeIs(1));
}

}  // namespace
}  // namespace sitewatch
