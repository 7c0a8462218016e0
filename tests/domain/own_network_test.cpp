#include "domain/own_network.h"

#include <gtest/gtest.h>

#include "domain/clock_sense.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;

const SteadyTime start{1'000s};

/// Sites 0 … are visited one a second; `lost(n)` says which visits were lost.
template <class Lost>
NetworkTally after_round(std::uint64_t sites, Lost lost, std::uint64_t networks = 10) {
  NetworkEvidence evidence{60s};
  SteadyTime now = start;
  const auto gap = 20'000ms / static_cast<int>(sites);
  for (std::uint64_t round = 0; round < 2; ++round)
    for (std::uint64_t site = 0; site < sites; ++site, now += gap) {
      const bool fails = round == 1 && lost(site);
      evidence.note({site + 1, site % networks + 1, fails ? NetworkSign::lost : NetworkSign::alive, now, now + 5ms});
    }
  return evidence.tally(now);
}

TEST(OwnNetwork, IsSuspectWhenAThirdFailsAndTheReferencesAreSilent) {
  const auto tally = after_round(100, [](std::uint64_t site) { return site < 30; });
  EXPECT_EQ(tally.lost, 30u);
  EXPECT_EQ(tally.seen, 100u);
  EXPECT_TRUE(own_network_suspect(tally, ReferenceLook::silent, 100, {}));
  EXPECT_FALSE(own_network_suspect(tally, ReferenceLook::none_configured, 100, {}));
}

/// Case 102: 60 % of the sites are really down, and a reference answers.
TEST(OwnNetwork, IsClearedByReferencesThatAnswer) {
  const auto tally = after_round(100, [](std::uint64_t site) { return site < 60; });
  EXPECT_FALSE(own_network_suspect(tally, ReferenceLook::answered, 100, {}));
  EXPECT_EQ(fate(start, tally, ReferenceLook::answered, 100, {}), HeldVerdict::stands);
}

/// Case 103: the references are down, but the sites are up.
TEST(OwnNetwork, IsNotSuspectForSilentReferencesAlone) {
  const auto tally = after_round(100, [](std::uint64_t site) { return site == 50; });
  EXPECT_FALSE(own_network_suspect(tally, ReferenceLook::silent, 100, {}));
  EXPECT_EQ(fate(start, tally, ReferenceLook::silent, 100, {}), HeldVerdict::stands) << "others answered since";
  EXPECT_EQ(fate(start + 1h, tally, ReferenceLook::silent, 100, {}), HeldVerdict::unknown) << "nobody answered since";
}

TEST(OwnNetwork, WithoutReferencesNeedsAHigherShareOfSeveralNetworks) {
  const auto most = [](std::uint64_t site) { return site < 70; };
  EXPECT_TRUE(own_network_suspect(after_round(100, most), ReferenceLook::none_configured, 100, {}));
  EXPECT_FALSE(own_network_suspect(after_round(100, most, 2), ReferenceLook::none_configured, 100, {}))
      << "one hosting centre";
}

TEST(OwnNetwork, FewSitesFailTogetherOrNotAtAll) {
  const auto all = after_round(3, [](std::uint64_t) { return true; });
  EXPECT_TRUE(own_network_suspect(all, ReferenceLook::silent, 3, {}));
  const auto four = after_round(10, [](std::uint64_t site) { return site < 4; });
  EXPECT_FALSE(own_network_suspect(four, ReferenceLook::silent, 10, {}));
}

TEST(OwnNetwork, ASiteThatHasBeenFailingIsNoNews) {
  NetworkEvidence evidence{60s};
  for (int round = 0; round < 5; ++round)
    for (std::uint64_t site = 1; site <= 10; ++site)
      evidence.note({site, site, NetworkSign::lost, start + 61s * round, start + 61s * round});
  EXPECT_EQ(evidence.tally(start + 61s * 4).lost, 0u);
}

TEST(OwnNetwork, ADeadResolverIsOursUnlessSomebodyIsReached) {
  NetworkEvidence evidence{60s};
  for (std::uint64_t site = 1; site <= 6; ++site)
    evidence.note({site, 0, NetworkSign::resolver_lost, start + 1s, start + 11s});
  EXPECT_TRUE(own_network_suspect(evidence.tally(start + 12s), ReferenceLook::answered, 20, {}));
  evidence.note({7, 1, NetworkSign::alive, start + 11s, start + 12s});
  EXPECT_FALSE(own_network_suspect(evidence.tally(start + 12s), ReferenceLook::answered, 20, {}));
}

TEST(OwnNetwork, OldVisitsLeaveTheWindow) {
  NetworkEvidence evidence{60s};
  evidence.note({1, 1, NetworkSign::lost, start, start});
  EXPECT_EQ(evidence.tally(start + 59s).lost, 1u);
  EXPECT_EQ(evidence.tally(start + 60s).lost, 0u);
  EXPECT_EQ(evidence.tally(start + 60s).networks, 0u);
}

TEST(OwnNetwork, ALoneSiteIsNotHeldBackForever) {
  EXPECT_EQ(fate(start, {}, ReferenceLook::none_configured, 1, {}), HeldVerdict::stands);
  EXPECT_EQ(fate(start, {}, ReferenceLook::none_configured, 2, {}), HeldVerdict::wait);
}

TEST(OwnNetwork, OnlySilenceMayBeOurs) {
  ProbeResult result;
  const auto maybe = [&](FailureReason reason, int status = 0) {
    result.reason = reason;
    result.verdict = verdict_of(reason);
    result.http_status = status;
    result.phase = Phase::connect;
    return may_be_ours(result);
  };
  EXPECT_TRUE(maybe(FailureReason::connect_timeout));
  EXPECT_TRUE(maybe(FailureReason::host_unreachable));
  EXPECT_TRUE(maybe(FailureReason::connection_refused));
  EXPECT_TRUE(maybe(FailureReason::timeout));
  EXPECT_FALSE(maybe(FailureReason::timeout, 200)) << "it had begun to answer";
  EXPECT_FALSE(maybe(FailureReason::http_5xx, 503));
  EXPECT_FALSE(maybe(FailureReason::tls_handshake_failed));
  EXPECT_FALSE(maybe(FailureReason::dns_timeout)) << "unknown already";
  EXPECT_FALSE(maybe(FailureReason::nxdomain));
  EXPECT_EQ(sign_of(result), std::nullopt) << "a resolver's memory is no sign of life";
}

ProbeResult rejected() {
  ProbeResult result;
  result.certificate = CertificateFacts{};
  result.certificate->fault = CertificateFault::not_yet_valid;
  result.reason = FailureReason::certificate_rejected;
  result.verdict = Verdict::bad;
  return result;
}

/// Case 121: a machine without a clock of its own starts in 1970.
TEST(ClockSense, AnImplausibleClockMakesEveryVerdictUnknown) {
  ClockSense sense;
  sense.observe(WallTime{}, 10s);
  ProbeResult result = rejected();
  sense.apply(result);
  EXPECT_EQ(result.reason, FailureReason::clock_implausible);
  EXPECT_EQ(result.verdict, Verdict::unknown);
  EXPECT_FALSE(result.certificate.has_value());

  sense.observe(from_milliseconds(1'800'000'000'000), 20s);
  ProbeResult later = rejected();
  sense.apply(later);
  EXPECT_EQ(later.verdict, Verdict::bad) << "the clock was set: from now on it is believed";
}

/// Case 118: somebody moves the clock.
TEST(ClockSense, AfterAStepNobodysCertificateDatesAreJudgedForAnHour) {
  ClockSense sense;
  const WallTime now = from_milliseconds(1'800'000'000'000);
  sense.observe(now, 10s);
  sense.observe(now + 24h, 11s);
  ProbeResult result = rejected();
  sense.apply(result);
  EXPECT_EQ(result.verdict, Verdict::unknown);
  ProbeResult fine;
  fine.verdict = Verdict::good;
  sense.apply(fine);
  EXPECT_EQ(fine.verdict, Verdict::good);

  sense.observe(now + 25h + 1s, 3'612s);
  ProbeResult later = rejected();
  sense.apply(later);
  EXPECT_EQ(later.verdict, Verdict::bad);
}

TEST(ClockSense, TimeThatPassesIsNoStep) {
  ClockSense sense;
  const WallTime now = from_milliseconds(1'800'000'000'000);
  sense.observe(now, 10s);
  sense.observe(now + 8h, 8h + 10s);
  EXPECT_FALSE(sense.stepped_lately());
}

}  // namespace
}  // namespace sitewatch
