// What a restart or a reload must neither lose nor invent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/world.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string ops = "ops@district.example";

class Restart : public testing::Test {
 protected:
  Restart() : world(district(3)) {
    for (int i = 1; i <= 3; ++i) world.net->site(host_of(i));
    world.start();
    world.advance(1h);
    world.relay->forget();
  }
  bool fires(AlertName alert, const SiteId& site) const {
    for (const Alert& each : world.app->alerts().alerts())
      if (each.identity.alert == alert && each.identity.site == site && each.firing()) return true;
    return false;
  }
  World world;
};

TEST_F(Restart, InAChallengeEndsItWhenTheSiteAnswersAgain) {
  FakeSite& site = world.net->site(host_of(2));
  site.status = 521;
  site.headers = {{"x-via-jsl", "abc"}, {"set-cookie", "__jsluid_h=1"}};
  world.advance(1h);
  ASSERT_TRUE(fires(AlertName::SiteChallenged, host_of(2)));
  world.kill();
  site = FakeSite{};
  world.start();
  world.advance(30min);
  EXPECT_FALSE(fires(AlertName::SiteChallenged, host_of(2)));
}

TEST_F(Restart, KeepsTheBeginningOfAChallenge) {
  FakeSite& site = world.net->site(host_of(2));
  site.status = 521;
  site.headers = {{"x-via-jsl", "abc"}, {"set-cookie", "__jsluid_h=1"}};
  world.advance(1h);
  const auto since = [&] {
    for (const Alert& each : world.app->alerts().alerts())
      if (each.identity.alert == AlertName::SiteChallenged) return std::get<WallTime>(each.facts.values.at("since"));
    return WallTime{};
  };
  const WallTime before = since();
  world.kill();
  world.start();
  world.advance(30min);
  EXPECT_EQ(since(), before);
}

TEST_F(Restart, BetweenAnAlertAndItsVisitsIsNoRecovery) {
  world.net->site(host_of(2)).status = 503;
  // The alert is on disk at once, its visits are up to a second later.
  while (!fires(AlertName::SiteDown, host_of(2))) world.advance(100ms);
  world.kill();
  world.start();
  world.advance(1min);
  EXPECT_TRUE(fires(AlertName::SiteDown, host_of(2)));
  world.advance(1h);
  EXPECT_THAT(world.relay->subjects_to(ops), ElementsAre(HasSubstr("无法访问")));
  world.net->site(host_of(2)).status = 200;
  world.advance(30min);
  EXPECT_THAT(world.relay->subjects_to(ops), ElementsAre(HasSubstr("无法访问"), HasSubstr("恢复访问")));
}

TEST_F(Restart, BetweenAnAlertAndItsVisitsStillSeesTheEndOfABriefOutage) {
  world.net->site(host_of(2)).status = 503;
  while (!fires(AlertName::SiteDown, host_of(2))) world.advance(100ms);
  world.kill();
  world.net->site(host_of(2)).status = 200;
  world.start();
  world.advance(30min);
  EXPECT_FALSE(fires(AlertName::SiteDown, host_of(2)));
}

TEST_F(Restart, UnderANewIdKeepsStateAndAlert) {
  world.net->site(host_of(2)).status = 503;
  world.advance(20min);
  ASSERT_EQ(world.relay->subjects_to(unit_mail(2)).size(), 1u);
  const auto failed = world.app->status().find(host_of(2))->window.failed;
  Config renamed = district(3);
  renamed.sites[1].id = "renamed.example";
  renamed.sites[1].was = {host_of(2)};
  EXPECT_THAT(world.reload(renamed), IsEmpty());
  world.advance(1s);
  ASSERT_TRUE(world.app->status().find("renamed.example"));
  EXPECT_EQ(world.app->status().find("renamed.example")->state, HealthState::down);
  EXPECT_GE(world.app->status().find("renamed.example")->window.failed, failed);
  world.advance(30min);
  EXPECT_TRUE(fires(AlertName::SiteDown, "renamed.example"));
  for (const FakeRelay::Arrived& each : world.relay->mails()) EXPECT_THAT(each.subject, Not(HasSubstr("停止监测")));
  EXPECT_EQ(world.relay->subjects_to(unit_mail(2)).size(), 1u) << "the same outage is not told twice";
  world.kill();
  world.start();
  EXPECT_EQ(world.app->status().find("renamed.example")->state, HealthState::down);
  world.net->site(host_of(2)).status = 200;
  world.advance(30min);
  EXPECT_THAT(world.relay->subjects_to(unit_mail(2)), ElementsAre(HasSubstr("无法访问"), HasSubstr("恢复访问")));
}

TEST_F(Restart, WithANewIdKeepsStateAndAlert) {
  world.net->site(host_of(2)).status = 503;
  world.advance(20min);
  world.stop();
  Config renamed = district(3);
  renamed.sites[1].id = "renamed.example";
  renamed.sites[1].was = {host_of(2)};
  world.config = std::make_shared<const Config>(renamed);
  world.start();
  EXPECT_EQ(world.app->status().find("renamed.example")->state, HealthState::down);
  world.net->site(host_of(2)).status = 200;
  world.advance(30min);
  EXPECT_THAT(world.relay->subjects_to(unit_mail(2)), ElementsAre(HasSubstr("无法访问"), HasSubstr("恢复访问")));
}

TEST_F(Restart, ByAReloadWhileAVisitIsUnderWayBlamesNobodyForTheOldAddress) {
  world.net->site(host_of(2)).failure = FailureReason::connect_timeout;
  while (world.app->status().find(host_of(2))->targets[0].health->bad_in_row < 2) world.advance(1s);
  world.advance(61s);  // The deciding visit is under way: it takes its whole limit.
  Config moved = district(3);
  moved.sites[1].home_urls[0].host = "new-home.example";
  world.net->site("new-home.example");
  EXPECT_THAT(world.reload(moved), IsEmpty());
  world.advance(30min);
  EXPECT_EQ(world.app->status().find(host_of(2))->state, HealthState::up);
  EXPECT_THAT(world.relay->subjects_to(unit_mail(2)), IsEmpty());
}

}  // namespace
}  // namespace sitewatch
