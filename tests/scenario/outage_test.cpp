#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/world.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string ops = "ops@district.example";
const std::string office = "office@district.example";

/// A district that has been fine for an hour; the baseline mail is behind us.
class Outage : public testing::Test {
 protected:
  explicit Outage(int sites = 3) : world(district(sites)) {
    for (int i = 1; i <= sites; ++i) world.net->site(host_of(i));
    world.start();
    world.advance(1h);
    world.relay->forget();
  }
  World world;
};

TEST_F(Outage, SendsOneMailWhenASiteGoesDownAndOneInTheSameThreadWhenItRecovers) {
  world.net->site(host_of(2)).status = 503;
  world.advance(9min);
  ASSERT_THAT(world.relay->subjects_to(ops), ElementsAre(HasSubstr("第2局网站无法访问")));
  EXPECT_THAT(world.relay->subjects_to(unit_mail(2)), IsEmpty()) << "a unit hears only after 10 minutes";
  world.advance(10min);
  ASSERT_THAT(world.relay->subjects_to(unit_mail(2)), ElementsAre(HasSubstr("第2局网站无法访问")));
  EXPECT_THAT(world.relay->subjects_to(unit_mail(3)), IsEmpty());

  world.net->site(host_of(2)).status = 200;
  world.advance(40min);
  ASSERT_THAT(world.relay->subjects_to(ops), ElementsAre(HasSubstr("无法访问"), HasSubstr("恢复访问")));
  ASSERT_THAT(world.relay->subjects_to(unit_mail(2)), ElementsAre(HasSubstr("无法访问"), HasSubstr("恢复访问")));
  EXPECT_THAT(world.relay->mails().back().message, HasSubstr("In-Reply-To:"));
}

TEST_F(Outage, OfTwoBadVisitsIsNone) {
  world.net->site(host_of(2)).failure = FailureReason::connection_refused;
  while (world.app->status().find(host_of(2))->targets[0].health->bad_in_row < 2) world.advance(10s);
  world.net->site(host_of(2)).failure = FailureReason::none;
  world.advance(30min);
  EXPECT_THAT(world.relay->mails(), IsEmpty());
}

TEST_F(Outage, ThatEndsBeforeTheUnitWasToldSendsTheUnitNothing) {
  world.net->site(host_of(2)).status = 500;
  while (world.app->status().find(host_of(2))->state != HealthState::down) world.advance(10s);
  world.net->site(host_of(2)).status = 200;
  world.advance(1h);
  EXPECT_THAT(world.relay->subjects_to(unit_mail(2)), IsEmpty());
  EXPECT_EQ(world.relay->subjects_to(ops).size(), 2u);
}

TEST_F(Outage, OfThePortalIsToldToAllAtOnce) {
  world.net->site(host_of(1)).status = 503;
  world.advance(9min);
  EXPECT_THAT(world.relay->subjects_to(ops), ElementsAre(HasSubstr("无法访问")));
  EXPECT_THAT(world.relay->subjects_to(office), ElementsAre(HasSubstr("无法访问")));
  EXPECT_THAT(world.relay->subjects_to(unit_mail(1)), ElementsAre(HasSubstr("无法访问")));
}

TEST_F(Outage, IsToldOnceThoughTheDaemonIsKilledAndStartedAgain) {
  world.net->site(host_of(2)).status = 503;
  world.advance(9min);
  ASSERT_EQ(world.relay->subjects_to(ops).size(), 1u);
  world.kill();
  world.start();
  world.advance(2h);
  EXPECT_EQ(world.relay->subjects_to(ops).size(), 1u);
  EXPECT_EQ(world.relay->subjects_to(unit_mail(2)).size(), 1u);
  world.net->site(host_of(2)).status = 200;
  world.advance(30min);
  EXPECT_THAT(world.relay->subjects_to(ops), ElementsAre(HasSubstr("无法访问"), HasSubstr("恢复访问")));
}

TEST_F(Outage, ThatTheDaemonNeverSawTheEndOfIsToldAsRecoveredAfterTheRestart) {
  world.net->site(host_of(2)).status = 503;
  world.advance(20min);
  world.stop();
  world.net->site(host_of(2)).status = 200;
  world.start();
  world.advance(30min);
  EXPECT_THAT(world.relay->subjects_to(unit_mail(2)), ElementsAre(HasSubstr("无法访问"), HasSubstr("恢复访问")));
}

TEST_F(Outage, OfASiteThatIsRemovedEndsAsNoLongerMonitoredWithoutAClaimOfRecovery) {
  world.net->site(host_of(3)).status = 503;
  world.advance(20min);
  Config without = district(3);
  without.sites.pop_back();
  EXPECT_THAT(world.reload(without), IsEmpty());
  world.advance(10min);
  EXPECT_THAT(world.relay->subjects_to(unit_mail(3)), ElementsAre(HasSubstr("无法访问"), HasSubstr("停止监测")));
  for (const auto& each : world.relay->mails()) EXPECT_THAT(each.subject, testing::Not(HasSubstr("恢复")));
  EXPECT_FALSE(world.app->status().find(host_of(3)));
}

TEST_F(Outage, MarkedFalseByAPersonIsCorrectedToEveryoneWhoWasToldAndLeavesTheStatistics) {
  world.net->site(host_of(2)).status = 503;
  world.advance(1h);
  ASSERT_GT(world.app->status().find(host_of(2))->window.failed, 5u);
  AlertIdentity identity;
  identity.site = host_of(2);
  ASSERT_TRUE(world.correct(fingerprint(identity)));
  world.net->site(host_of(2)).status = 200;
  world.advance(30min);
  EXPECT_THAT(world.relay->subjects_to(unit_mail(2)), ElementsAre(HasSubstr("无法访问"), HasSubstr("更正")));
  EXPECT_EQ(world.app->status().find(host_of(2))->window.failed, 0u);
}

TEST_F(Outage, MarkedFalseLeavesTheStatisticsWithTheVisitsOfThisSecondAndThoseUnderWay) {
  FakeSite& site = world.net->site(host_of(2));
  site.status = 503;
  world.advance(20min);
  const auto failed = [&] { return world.app->status().find(host_of(2))->window.failed; };
  const auto before = failed();
  while (failed() == before) world.advance(10ms);
  AlertIdentity identity;
  identity.site = host_of(2);
  ASSERT_TRUE(world.correct(fingerprint(identity)));
  world.advance(5s);
  EXPECT_EQ(failed(), 0u) << "the last visit waited in the visit writer";

  site.status = 200;
  world.advance(30min);
  site.status = 503;
  world.advance(20min);
  ASSERT_GT(failed(), 0u);
  site.seconds = 10;
  world.advance(5min);
  const std::size_t fetches = world.net->fetches_of(host_of(2));
  while (world.net->fetches_of(host_of(2)) == fetches) world.advance(1s);
  const WallTime corrected = world.clock.wall_now();
  ASSERT_TRUE(world.correct(fingerprint(identity)));
  world.advance(1min);
  EXPECT_EQ(failed(), 0u) << "the visit under way began before the correction";
  for (const FailedVisit& each : world.store.tables.failures) EXPECT_EQ(each.left_out, each.at < corrected);
}

TEST_F(Outage, OnAChallengePageIsNeitherUpNorDown) {
  FakeSite& site = world.net->site(host_of(2));
  site.status = 521;
  site.headers = {{"x-via-jsl", "abc"}, {"set-cookie", "__jsluid_h=1"}};
  world.advance(2h);
  const SiteView view = *world.app->status().find(host_of(2));
  EXPECT_EQ(view.state, HealthState::up);
  EXPECT_EQ(view.reason, FailureReason::challenged);
  EXPECT_FALSE(view.judged_now);
  EXPECT_EQ(view.window.failed, 0u);
  EXPECT_THAT(world.relay->subjects_to(unit_mail(2)), IsEmpty());
  EXPECT_THAT(world.relay->subjects_to(ops), ElementsAre(HasSubstr("监测受限")));
}

TEST_F(Outage, OfASiteDecidedToCloseIsNobodysBusiness) {
  Config closing = district(3);
  closing.sites[1].disposition = Disposition::close;
  world.reload(closing);
  world.net->site(host_of(2)).failure = FailureReason::connection_refused;
  world.advance(3h);
  EXPECT_THAT(world.relay->mails(), IsEmpty());
}

}  // namespace
}  // namespace sitewatch
