#include "domain/health.h"

#include <gtest/gtest.h>

#include <string>

#include "domain/probe_names.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;

const WallTime start = from_milliseconds(1'800'000'000'000);

/// Plays visits a minute apart: g good, b bad, u unknown.
struct Story {
  Health health;
  ProbePolicy policy;
  HealthStep last;
  WallTime now = start;

  Story& play(std::string_view visits) {
    for (const char visit : visits) {
      now += 1min;
      const Verdict verdict = visit == 'g' ? Verdict::good : visit == 'b' ? Verdict::bad : Verdict::unknown;
      last = advance(health, verdict, visit == 'b' ? FailureReason::http_5xx : FailureReason::none, now, policy);
    }
    return *this;
  }
};

TEST(Health, FirstGoodVisitDecidesAtOnce) {
  Story story;
  EXPECT_EQ(story.play("g").last.transition, HealthTransition::changed);
  EXPECT_EQ(story.health.state, HealthState::up);
  EXPECT_EQ(story.health.since, start + 1min);
}

TEST(Health, ABadVisitAtTheStartMustReachItsThreshold) {
  Story story;
  EXPECT_EQ(story.play("b").last.transition, HealthTransition::change_pending);
  EXPECT_EQ(story.play("b").health.state, HealthState::unknown);
  EXPECT_EQ(story.play("b").last.transition, HealthTransition::changed);
  EXPECT_EQ(story.health.state, HealthState::down);
}

TEST(Health, ThreeInARowAreDownDatedAtTheFirst) {
  Story story;
  story.play("gggb");
  const WallTime first_bad = story.now;
  story.play("bb");
  EXPECT_EQ(story.health.state, HealthState::down);
  EXPECT_EQ(story.health.since, first_bad);
  EXPECT_EQ(story.health.reason, FailureReason::http_5xx);
}

TEST(Health, OneGoodVisitBreaksTheRow) {
  Story story;
  EXPECT_EQ(story.play("gbbgbb").health.state, HealthState::up);
  EXPECT_EQ(story.play("g").health.reason, FailureReason::none);
}

TEST(Health, UnknownMovesNothing) {
  Story story;
  story.play("gbb");
  const Health before = story.health;
  EXPECT_EQ(story.play("uuuu").last.transition, HealthTransition::unchanged);
  EXPECT_EQ(story.last.recheck_in, std::nullopt);
  EXPECT_EQ(story.health, before);
  EXPECT_EQ(story.play("b").health.state, HealthState::down);
}

TEST(Health, TwoGoodVisitsMakeItUpAgainDatedAtTheFirst) {
  Story story;
  story.play("gbbbg");
  const WallTime first_good = story.now;
  EXPECT_EQ(story.health.state, HealthState::down);
  EXPECT_EQ(story.last.transition, HealthTransition::change_pending);
  EXPECT_EQ(story.health.reason, FailureReason::http_5xx);
  EXPECT_EQ(story.play("g").last.transition, HealthTransition::changed);
  EXPECT_EQ(story.health.since, first_good);
  EXPECT_EQ(story.health.reason, FailureReason::none);
}

TEST(Health, LooksAgainAfterThirtyAndThenSixtySeconds) {
  Story story;
  EXPECT_EQ(story.play("gb").last.recheck_in, 30s);
  EXPECT_EQ(story.play("b").last.recheck_in, 60s);
  EXPECT_EQ(story.play("b").last.recheck_in, std::nullopt);
  EXPECT_EQ(story.play("g").last.recheck_in, 30s);
}

TEST(Health, TheLastDelayGoesOnForALongThreshold) {
  Story story;
  story.policy.failures = 5;
  EXPECT_EQ(story.play("gbbbb").last.recheck_in, 60s);
  story.policy.rechecks.clear();
  EXPECT_EQ(story.play("gb").last.recheck_in, std::nullopt);
}

TEST(Health, AThresholdOfOneChangesAtOnce) {
  Story story;
  story.policy.failures = 1;
  story.policy.successes = 1;
  EXPECT_EQ(story.play("gb").health.state, HealthState::down);
  EXPECT_EQ(story.play("g").health.state, HealthState::up);
}

TEST(ProbeNames, ComeBackFromTheirText) {
  for (const Phase each : {Phase::resolve, Phase::connect, Phase::tls, Phase::processing, Phase::transfer})
    EXPECT_EQ(phase_named(name(each)), each);
  for (int fault = 0; fault <= static_cast<int>(CertificateFault::revoked); ++fault)
    EXPECT_EQ(certificate_fault_named(name(static_cast<CertificateFault>(fault))),
              static_cast<CertificateFault>(fault));
  for (const HealthState each : {HealthState::unknown, HealthState::up, HealthState::down})
    EXPECT_EQ(health_state_named(name(each)), each);
  for (const VisitKind each : {VisitKind::scheduled, VisitKind::recheck, VisitKind::manual})
    EXPECT_EQ(visit_kind_named(name(each)), each);
  EXPECT_EQ(phase_named("lunch"), std::nullopt);
}

}  // namespace
}  // namespace sitewatch
