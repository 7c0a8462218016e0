// P3 where there is little to judge our own connection by: few sites, no reference targets, a restart in an outage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/world.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A district without reference targets, in which every site answers.
class SmallList : public testing::TestWithParam<int> {
 protected:
  SmallList() : world(district(GetParam())) {
    for (int i = 1; i <= GetParam(); ++i) world.net->site(host_of(i));
  }
  int sites_down() const {
    int count = 0;
    for (std::size_t i = 0; i < world.app->status().site_count(); ++i)
      if (world.app->status().site(i).state == HealthState::down) ++count;
    return count;
  }
  void expect_no_blame() const {
    EXPECT_EQ(sites_down(), 0);
    for (const FakeRelay::Arrived& each : world.relay->mails()) EXPECT_THAT(each.subject, Not(HasSubstr("无法访问")));
    for (int i = 1; i <= GetParam(); ++i)
      EXPECT_EQ(world.app->status().find(host_of(i))->window.failed, 0u) << host_of(i);
  }
  World world;
};

TEST_P(SmallList, IsNotBlamedForALongOutageOfOurOwnLink) {
  world.start();
  world.advance(1h);
  world.net->cut(true);
  world.advance(3h);
  expect_no_blame();
  world.net->cut(false);
  world.advance(1h);
  expect_no_blame();
  world.net->site(host_of(1)).failure = FailureReason::connection_refused;
  world.advance(30min);
  EXPECT_EQ(world.app->status().find(host_of(1))->state, HealthState::down) << "and it sees again";
}

TEST_P(SmallList, IsNotBlamedByADaemonThatIsStartedInAnOutage) {
  world.net->cut(true);
  world.start();
  world.advance(2h);
  expect_no_blame();
}

TEST_P(SmallList, IsNotBlamedByADaemonThatIsStartedAgainInAnOutage) {
  world.start();
  world.advance(1h);
  world.net->cut(true);
  world.advance(20min);
  world.kill();
  world.start();
  world.advance(1h);
  world.stop();
  world.start();
  world.advance(1h);
  expect_no_blame();
}

TEST_P(SmallList, IsNotBlamedForAResolverThatIsSilent) {
  for (int i = 1; i <= GetParam(); ++i) world.net->site(host_of(i)).dns = DnsOutcome::timeout;
  world.start();
  world.advance(6h);
  expect_no_blame();
}

INSTANTIATE_TEST_SUITE_P(OfSites, SmallList, testing::Values(2, 3, 10, 40));

TEST(LoneSite, IsToldWhenItFailsAndAReferenceSaysThatWeAreWell) {
  Config config = district(1);
  Url reference;
  reference.host = "reference.example";
  config.own_network.targets = {reference};
  World world{config};
  world.net->site("reference.example");
  world.net->site(host_of(1));
  world.start();
  world.advance(1h);
  world.net->cut(true);
  world.advance(2h);
  EXPECT_EQ(world.app->status().find(host_of(1))->state, HealthState::up);
  world.net->cut(false);
  world.net->site(host_of(1)).failure = FailureReason::connection_refused;
  world.advance(1h);
  EXPECT_EQ(world.app->status().find(host_of(1))->state, HealthState::down);
}

TEST(LoneSite, OfASilentResolverIsNotBlamed) {
  World world{district(1)};
  world.net->site(host_of(1)).dns = DnsOutcome::timeout;
  world.start();
  world.advance(24h);
  EXPECT_EQ(world.app->status().find(host_of(1))->state, HealthState::unknown);
}

TEST(ClockJump, OfTenYearsRaisesNoAlarmAndLosesNoDuty) {
  World world{district(3)};
  for (int i = 1; i <= 3; ++i) {
    world.net->site(host_of(i)).body = page_of(date::year{2026} / 3 / 1);
    world.net->site(host_of(i)).certificate_expires = World::monday_morning + 24h * 300;
  }
  world.start();
  world.advance(2h);
  world.relay->forget();
  world.clock.step_wall(24h * 3653);
  world.advance(10min);
  world.clock.step_wall(-24h * 3653);
  world.advance(3h);
  for (int i = 1; i <= 3; ++i) {
    EXPECT_EQ(world.app->status().find(host_of(i))->state, HealthState::up);
    EXPECT_THAT(world.relay->subjects_to(unit_mail(i)), IsEmpty());
  }
  world.net->site(host_of(2)).status = 503;
  world.advance(1h);
  EXPECT_THAT(world.relay->subjects_to(unit_mail(2)), testing::Contains(HasSubstr("无法访问")))
      << "what is really down is told after the clock was set right";
}

}  // namespace
}  // namespace sitewatch
