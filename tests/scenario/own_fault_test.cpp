#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/world.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string ops = "ops@district.example";

Config with_reference(int sites) {
  Config config = district(sites);
  Url reference;
  reference.host = "reference.example";
  config.own_network.targets = {reference};
  return config;
}

class OwnFault : public testing::Test {
 protected:
  OwnFault() : world(with_reference(40)) {
    world.net->site("reference.example");
    for (int i = 1; i <= 40; ++i) world.net->site(host_of(i));
    world.start();
    world.advance(1h);
    world.relay->forget();
  }
  int sites_in(HealthState state) const {
    int count = 0;
    for (std::size_t i = 0; i < world.app->status().site_count(); ++i)
      if (world.app->status().site(i).state == state) ++count;
    return count;
  }
  World world;
};

TEST_F(OwnFault, OfTheLinkBlamesNoSiteAndIsToldInOneMailWhenItIsBack) {
  world.net->cut(true);
  world.advance(15min);
  EXPECT_FALSE(world.app->status().daemon().own_network_up);
  EXPECT_EQ(sites_in(HealthState::down), 0);
  EXPECT_THAT(world.relay->mails(), IsEmpty());
  world.net->cut(false);
  world.advance(1h);
  EXPECT_TRUE(world.app->status().daemon().own_network_up);
  EXPECT_THAT(world.relay->subjects_to(ops), ElementsAre(HasSubstr("监测中断")));
  for (int i = 1; i <= 40; ++i) {
    EXPECT_EQ(world.app->status().find(host_of(i))->window.failed, 0u) << "the gap is left out of the statistics";
    EXPECT_THAT(world.relay->subjects_to(unit_mail(i)), IsEmpty());
  }
}

TEST_F(OwnFault, IsNotAssumedWhenManySitesFailAndTheReferenceAnswers) {
  for (int i = 1; i <= 24; ++i) world.net->site(host_of(i)).failure = FailureReason::connect_timeout;
  world.advance(20min);
  EXPECT_TRUE(world.app->status().daemon().own_network_up);
  EXPECT_EQ(sites_in(HealthState::down), 24);
  EXPECT_THAT(world.relay->subjects_to(ops), SizeIs(testing::Le(3u))) << "a shared hosting centre is one story";
}

TEST_F(OwnFault, IsNotAssumedWhenOnlyTheReferenceIsSilent) {
  world.net->site("reference.example").failure = FailureReason::connect_timeout;
  world.net->site(host_of(7)).failure = FailureReason::connection_refused;
  world.advance(20min);
  EXPECT_TRUE(world.app->status().daemon().own_network_up);
  EXPECT_EQ(world.app->status().find(host_of(7))->state, HealthState::down);
}

TEST_F(OwnFault, OfTheResolverBlamesNoSite) {
  for (int i = 1; i <= 40; ++i) world.net->site(host_of(i)).dns = DnsOutcome::servfail;
  world.advance(1h);
  EXPECT_EQ(sites_in(HealthState::down), 0);
  for (int i = 1; i <= 40; ++i) EXPECT_THAT(world.relay->subjects_to(unit_mail(i)), IsEmpty());
}

TEST_F(OwnFault, OfTheClockSteppedForwardADayRaisesNoAlarm) {
  world.clock.step_wall(24h);
  world.advance(1h);
  EXPECT_EQ(sites_in(HealthState::down), 0);
  EXPECT_THAT(world.relay->mails(), Each(testing::Field(&FakeRelay::Arrived::subject, HasSubstr("网站晨报"))));
  world.clock.step_wall(-25h);
  world.advance(1h);
  EXPECT_EQ(sites_in(HealthState::down), 0);
}

TEST_F(OwnFault, OfAMachineThatSleptEightHoursIsNoOutage) {
  world.clock.suspend(8h);
  world.advance(30min);
  EXPECT_EQ(sites_in(HealthState::down), 0);
  for (int i = 1; i <= 40; ++i) EXPECT_THAT(world.relay->subjects_to(unit_mail(i)), IsEmpty());
}

TEST_F(OwnFault, OfAFullDiskStillMailsAndLosesNoAlert) {
  world.store.fail_from_now_on();
  world.net->site(host_of(5)).status = 503;
  world.advance(20min);
  EXPECT_FALSE(world.app->status().daemon().store_writable);
  EXPECT_THAT(world.relay->subjects_to(ops), ElementsAre(HasSubstr("无法访问")));
  world.store.work_again();
  world.advance(1min);
  EXPECT_TRUE(world.app->status().daemon().store_writable);
  world.advance(10min);
  EXPECT_THAT(world.relay->subjects_to(ops), SizeIs(1));
}

TEST_F(OwnFault, OfTheRelayLosesNoMail) {
  world.relay->refuse(MailVerdict::temporary);
  world.net->site(host_of(5)).status = 503;
  world.advance(1h);
  EXPECT_TRUE(world.app->status().daemon().mail_blocked);
  world.relay->refuse(std::nullopt);
  world.advance(2h);
  EXPECT_THAT(world.relay->subjects_to(unit_mail(5)), ElementsAre(HasSubstr("无法访问")));
  EXPECT_FALSE(world.app->status().daemon().mail_blocked);
}

}  // namespace
}  // namespace sitewatch
