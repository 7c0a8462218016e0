#include "app/site_board.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sitewatch {
namespace {

using testing::ElementsAre;
using namespace std::chrono_literals;

Site site(const std::string& id) {
  Site made;
  made.id = id;
  made.name = "区" + id + "网站";
  made.sponsor = "unit-" + id;
  Url url;
  url.host = id + ".example";
  made.home_urls = {url};
  return made;
}

std::shared_ptr<const Config> config_of(const std::vector<std::string>& ids) {
  Config config;
  for (const auto& id : ids) {
    config.sites.push_back(site(id));
    Sponsor sponsor;
    sponsor.id = "unit-" + id;
    config.sponsors.push_back(sponsor);
  }
  return std::make_shared<const Config>(std::move(config));
}

ProbeResult result(const std::string& target, Verdict verdict, WallTime at) {
  ProbeResult made;
  made.target = target;
  made.verdict = verdict;
  made.started_at = at;
  return made;
}

TEST(SiteBoard, KeepsTheStateOfSitesThatStayAndNamesThoseThatAreGone) {
  SiteBoard board;
  board.replace(config_of({"edu", "health"}));
  board.find_target("edu#1").first->targets[0].health.state = HealthState::down;
  EXPECT_THAT(board.replace(config_of({"culture", "edu"})), ElementsAre("health"));
  EXPECT_EQ(board.find("edu")->targets[0].health.state, HealthState::down);
  EXPECT_EQ(board.find("culture")->targets[0].health.state, HealthState::unknown);
  EXPECT_EQ(board.find("health"), nullptr);
  EXPECT_EQ(board.find("edu")->sponsor->id, "unit-edu");
}

TEST(SiteBoard, FindsTargetsByNumberAndRefusesWhatIsNone) {
  SiteBoard board;
  board.replace(config_of({"edu"}));
  EXPECT_EQ(board.find_target("edu#1").second, 0u);
  for (const char* wrong : {"edu", "edu#0", "edu#2", "edu#", "edu#x", "#1", "other#1"})
    EXPECT_EQ(board.find_target(wrong).first, nullptr) << wrong;
}

TEST(TargetRow, KeepsTheLastVerdictWhileLaterVisitsAreUnknown) {
  TargetRow row;
  const WallTime start{1h};
  row.remember(result("edu#1", Verdict::good, start));
  row.remember(result("edu#1", Verdict::unknown, start + 5min));
  row.remember(result("edu#1", Verdict::unknown, start + 10min));
  EXPECT_EQ(row.last->verdict, Verdict::unknown);
  ASSERT_NE(row.last_judged_result(), nullptr);
  EXPECT_EQ(row.last_judged_result()->started_at, start);
  EXPECT_EQ(row.last_judged, start);
  row.remember(result("edu#1", Verdict::bad, start + 15min));
  EXPECT_EQ(row.last_judged_result()->verdict, Verdict::bad);
  EXPECT_EQ(row.judged, nullptr);
}

TEST(TargetRow, KeepsWhatAnAddressFamilyLastSaidUntilItIsAskedAgain) {
  TargetRow row;
  ProbeResult both = result("edu#1", Verdict::good, WallTime{1h});
  both.families[0] = {true, Verdict::good, FailureReason::none};
  both.families[1] = {true, Verdict::bad, FailureReason::connect_timeout};
  both.defects.ipv6_broken = true;
  row.remember(both);
  ProbeResult ipv4_alone = result("edu#1", Verdict::good, WallTime{2h});
  ipv4_alone.families[0] = {true, Verdict::good, FailureReason::none};
  row.remember(ipv4_alone);
  EXPECT_TRUE(row.last->families[1].tried);
  EXPECT_EQ(row.last->families[1].verdict, Verdict::bad);
  EXPECT_TRUE(row.last->defects.ipv6_broken);
  both.families[1] = {true, Verdict::good, FailureReason::none};
  both.defects.ipv6_broken = false;
  row.remember(both);
  EXPECT_FALSE(row.last->defects.ipv6_broken);
}

TEST(SiteBoard, RestoresWhatTheStoreKnewAndIgnoresTargetsThatLeft) {
  SiteBoard board;
  board.replace(config_of({"edu"}));
  TargetState state;
  state.target = "edu#1";
  state.health.state = HealthState::up;
  state.last_status = 200;
  board.restore(state);
  state.target = "gone#1";
  board.restore(state);
  EXPECT_EQ(board.find("edu")->targets[0].health.state, HealthState::up);
  EXPECT_EQ(board.find("edu")->targets[0].state().last_status, 200);
}

}  // namespace
}  // namespace sitewatch
