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
  seen.body_hash = 0xfedcba9876543210ULL;
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
