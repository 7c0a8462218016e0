// A site whose columns nobody listed: they are proposed from its home page, neither read nor judged.
#include <gmock/gmock.h>

#include "scenario/world.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

Config one_site() {
  Config made = district(1);
  made.sites[0].probe.interval = 20min;
  return made;
}

Config with_notices() {
  Config made = one_site();
  made.sites[0].columns = {
      {"tzgg", "通知公告", *Url::parse("http://" + host_of(1) + "/tzgg/"), ColumnType::notices, {}}};
  return made;
}

class Proposed : public testing::Test {
 protected:
  Proposed() : world(one_site()) {
    world.net->site(host_of(1)).body =
        "<nav><a href=/>首页</a><a href=/jyyw/>教育要闻</a><a href=/tzgg/>通知公告</a></nav>" +
        page_of(Day{date::year{2026} / 3 / 1});
    world.start();
    world.advance_to("2026-03-02 10:00");
  }
  std::vector<std::string> proposed() const {
    std::vector<std::string> names;
    for (const FoundColumn& each : world.store.tables.observations.at({host_of(1), "home"}).proposed)
      names.push_back(each.name);
    return names;
  }
  World world;
};

TEST_F(Proposed, AreKeptUntilOneIsListedAndNeitherReadNorJudged) {
  EXPECT_THAT(proposed(), ElementsAre("教育要闻", "通知公告"));
  EXPECT_EQ(world.store.tables.observations.size(), 1u) << "the home page alone is read";
  world.stop();
  world.start();
  world.advance_to("2026-03-02 14:00");
  EXPECT_THAT(proposed(), ElementsAre("教育要闻", "通知公告"));

  EXPECT_THAT(world.reload(with_notices()), IsEmpty());
  world.advance(7h);
  EXPECT_THAT(proposed(), IsEmpty());
  EXPECT_TRUE(world.store.tables.observations.contains({host_of(1), "tzgg"}));
  EXPECT_FALSE(world.store.tables.observations.contains({host_of(1), "jyyw"}));
}

}  // namespace
}  // namespace sitewatch
