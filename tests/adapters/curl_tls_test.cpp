// Group C of the cases: certificates of every kind are read and told, and only a failed handshake is an outage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/tls_fetching.h"

namespace sitewatch {
namespace {

using namespace behaviours;
using std::chrono::hours;
using std::chrono::milliseconds;
using testing::HasSubstr;

TEST_F(TlsFetch, ReadsTheDatesOfAGoodCertificate) {
  const FetchResponse response = fetch_with(good_leaf());
  expect_fault(response, CertificateFault::none);
  EXPECT_EQ(response.tls_version, "TLS 1.3");
  EXPECT_NEAR(hours_until(response.certificate->not_after), 90 * 24, 1);
  EXPECT_NEAR(hours_until(response.certificate->not_before), -24, 1);
  EXPECT_EQ(response.certificate->earliest_expiry, response.certificate->not_after);
  EXPECT_GT(response.phases.tls, 0);
  EXPECT_GT(response.phases.connect, 0);
}

TEST_F(TlsFetch, ReadsAnExpiryAtHand) {
  for (const int days : {1, 7, 30}) {
    LeafSpec spec = good_leaf();
    spec.ends = hours{24 * days};
    const FetchResponse response = fetch_with(spec);
    expect_fault(response, CertificateFault::none);
    EXPECT_NEAR(hours_until(response.certificate->not_after), 24 * days, 1);
  }
}

TEST_F(TlsFetch, GoesOnWhenACertificateHasExpiredOrIsNotValidYet) {
  LeafSpec spec = good_leaf();
  spec.ends = -hours{1};
  const FetchResponse expired = fetch_with(spec);
  expect_fault(expired, CertificateFault::expired);
  EXPECT_NEAR(hours_until(expired.certificate->not_after), -1, 0.1);
  spec = good_leaf();
  spec.starts = hours{24};
  expect_fault(fetch_with(spec), CertificateFault::not_yet_valid);
}

TEST_F(TlsFetch, GoesOnWhenNobodyVouchesForACertificate) {
  LeafSpec self_signed = good_leaf();
  self_signed.self_signed = true;
  const FetchResponse own = fetch_with(self_signed);
  expect_fault(own, CertificateFault::untrusted);
  EXPECT_THAT(own.certificate->explanation, HasSubstr("self-signed"));

  const TlsAuthority stranger("Somebody else");
  expect_fault(fetch_with(stranger, good_leaf()), CertificateFault::untrusted);

  LeafSpec chained = good_leaf();
  chained.intermediate = true;
  expect_fault(fetch_with(chained), CertificateFault::none);
  chained.omit_intermediate = true;
  const FetchResponse incomplete = fetch_with(chained);
  expect_fault(incomplete, CertificateFault::untrusted);
  EXPECT_THAT(incomplete.certificate->explanation, HasSubstr("issuer"));
}

TEST_F(TlsFetch, GoesOnWhenACertificateIsForAnotherName) {
  LeafSpec spec = good_leaf();
  spec.names = {"other.example"};
  const FetchResponse other = fetch_with(spec);
  expect_fault(other, CertificateFault::wrong_name);
  EXPECT_THAT(other.certificate->explanation, HasSubstr("other.example"));
  spec.names = {"*.example.example"};
  expect_fault(fetch_with(spec, "www.example.example"), CertificateFault::none);
  expect_fault(fetch_with(spec, "a.www.example.example"), CertificateFault::wrong_name);
  expect_fault(fetch_with(spec, "example.example"), CertificateFault::wrong_name);
  expect_fault(fetch_with(good_leaf(), "127.0.0.1"), CertificateFault::wrong_name);
}

// Case 45: what a certificate says goes into mails, logs and pages.
TEST_F(TlsFetch, TellsHostileNamesInOneHarmlessLine) {
  LeafSpec spec = good_leaf();
  spec.names = {std::string{"localhost\0.attacker.example", 27}, "a.example\r\nBcc: all@edu.example",
                "<script>x</script>\x1b[2J"};
  const FetchResponse response = fetch_with(spec);
  expect_fault(response, CertificateFault::wrong_name);
  const std::string& told = response.certificate->explanation;
  EXPECT_THAT(told, HasSubstr("attacker.example"));
  EXPECT_TRUE(std::none_of(told.begin(), told.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }))
      << told;
}

// Case 38: a Chinese host is an A-label by the time it is fetched.
TEST_F(TlsFetch, MatchesAChineseNameInItsAsciiForm) {
  LeafSpec spec = good_leaf();
  spec.names = {"xn--fiq228c.example"};
  expect_fault(fetch_with(spec, "xn--fiq228c.example"), CertificateFault::none);
}

// Case 39.
TEST_F(TlsFetch, GoesOnWithAWeakCertificateAndSaysSo) {
  LeafSpec sha1 = good_leaf();
  sha1.key = LeafKey::rsa_2048;
  sha1.sha1 = true;
  expect_fault(fetch_with(sha1), CertificateFault::weak);
  LeafSpec small = good_leaf();
  small.key = LeafKey::rsa_1024;
  expect_fault(fetch_with(small), CertificateFault::weak);
}

TEST_F(TlsFetch, TellsTheGravestOfSeveralFaults) {
  LeafSpec spec = good_leaf();
  spec.names = {"other.example"};
  spec.ends = -hours{1};
  spec.key = LeafKey::rsa_1024;
  expect_fault(fetch_with(spec), CertificateFault::expired);
}

TEST_F(TlsFetch, TellsAServerThatOnlySpeaksOldTlsFromABrokenOne) {
  ServerTls old{authority_.issue(good_leaf())};
  old.only_tls_1_0 = true;
  const RawServer server({.tls = old}, page("old"));
  const FetchResponse response = fetch_from(server);
  EXPECT_EQ(response.failure, FailureReason::too_old_tls) << response.detail;
  EXPECT_EQ(response.phase, Phase::tls);
}

// Case 40.
TEST_F(TlsFetch, CallsAFailedHandshakeSoWhateverItFailedOf) {
  ServerTls refusing{authority_.issue(good_leaf())};
  refusing.refuse = true;
  const RawServer alert({.tls = refusing}, page("never"));
  const RawServer closing(close_after_first_bytes());

  const RawServer talking([](Peer& peer) {
    peer.read_some(1);
    peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  });
  for (const RawServer* const each : {&alert, &closing, &talking}) {
    const FetchResponse response = fetch_from(*each);
    EXPECT_EQ(response.failure, FailureReason::tls_handshake_failed) << response.detail;
    EXPECT_EQ(response.phase, Phase::tls);
    EXPECT_EQ(response.status, 0);
  }
}

// Case 41.
TEST_F(TlsFetch, GivesUpAStalledHandshakeAsAConnectionThatNeverCameAbout) {
  const RawServer server(stall());
  FetchRequest request = Fetching::tls_request_to(server);
  request.connect_timeout = milliseconds{300};
  const FetchResponse response = fetching_.fetch(request);
  EXPECT_EQ(response.failure, FailureReason::connect_timeout);
  EXPECT_EQ(response.phase, Phase::tls);
  EXPECT_GT(response.phases.tls, 0.2);
  EXPECT_LT(response.seconds, 1.3);
  EXPECT_TRUE(server.wait_until_idle());
}

// Case 42.
TEST_F(TlsFetch, ReadsACertificateWithTenThousandNames) {
  LeafSpec spec = good_leaf();
  spec.more_names = 10'000;
  expect_fault(fetch_with(spec), CertificateFault::none);
  spec.more_names = 40'000;
  const FetchResponse monstrous = fetch_with(spec);
  EXPECT_EQ(monstrous.failure, FailureReason::tls_handshake_failed);
}

// Case 44.
TEST_F(TlsFetch, EndsSoonWhereTheServerWantsNewKeysAgainAndAgain) {
  for (const bool old : {false, true}) {
    ServerTls tls{authority_.issue(good_leaf())};
    tls.only_tls_1_2 = old;
    const RawServer server({.tls = tls}, [](Peer& peer) {
      if (peer.read_head().empty()) return;
      while (peer.rekey()) {
      }
    });
    const FetchResponse response = fetch_from(server);
    EXPECT_EQ(response.failure, FailureReason::protocol_error) << response.detail;
    EXPECT_EQ(response.tls_version, old ? "TLS 1.2" : "TLS 1.3");
    EXPECT_TRUE(server.wait_until_idle());
  }
}

TEST_F(TlsFetch, GoesAlongWithOneMoreHandshakeForThePage) {
  for (const bool old : {false, true}) {
    ServerTls tls{authority_.issue(good_leaf())};
    tls.only_tls_1_2 = old;
    const RawServer server({.tls = tls}, [](Peer& peer) {
      if (!peer.read_head().empty() && peer.rekey()) peer.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecure");
    });
    expect_fault(fetch_from(server), CertificateFault::none);
  }
}

/// Case 43: what a server staples of its own certificate.
class StapledFetch : public TlsFetch {
 protected:
  FetchResponse fetch_judged(const OcspSpec& spec) { return fetch_stapled(authority_.ocsp_answer(identity_, spec)); }
  FetchResponse fetch_stapled(const std::string& answer) {
    const RawServer server({.tls = ServerTls{.identity = identity_, .staple = answer}}, page("secure"));
    return fetch_from(server);
  }
  TlsIdentity identity_ = authority_.issue(good_leaf());
};

TEST_F(StapledFetch, TellsARevokedCertificate) {
  for (const bool appointed : {false, true}) {
    const FetchResponse response = fetch_judged({.revoked = true, .appointed = appointed});
    expect_fault(response, CertificateFault::revoked);
    EXPECT_THAT(response.certificate->explanation, HasSubstr("keyCompromise"));
  }
}

TEST_F(StapledFetch, RaisesNoAlarmOverAGoodALateOrABrokenAnswer) {
  expect_fault(fetch_judged({}), CertificateFault::none);
  expect_fault(fetch_judged({.try_later = true}), CertificateFault::none);
  expect_fault(fetch_judged({.revoked = true, .produced = -hours{48}, .next = -hours{24}}), CertificateFault::none);
  expect_fault(fetch_judged({.revoked = true, .produced = hours{24}, .next = hours{48}}), CertificateFault::none);
  expect_fault(fetch_stapled(std::string{"no OCSP at all"}), CertificateFault::none);
  // The signature comes last.
  std::string forged = authority_.ocsp_answer(identity_, {.revoked = true});
  forged.back() = static_cast<char>(forged.back() ^ 1);
  expect_fault(fetch_stapled(forged), CertificateFault::none);
}

TEST_F(StapledFetch, BelievesNeitherAStrangerNorAnAnswerAboutAnotherCertificate) {
  const TlsAuthority stranger("Sitewatch test authority");
  for (const bool appointed : {false, true})
    expect_fault(fetch_judged({.revoked = true, .appointed = appointed, .signer = &stranger}), CertificateFault::none);
  const TlsIdentity other = authority_.issue(good_leaf());
  expect_fault(fetch_stapled(authority_.ocsp_answer(other, {.revoked = true})), CertificateFault::none);
}

TEST_F(TlsFetch, ReadsALongChainAndRefusesAnEndlessOne) {
  LeafSpec spec = good_leaf();
  spec.more_links = 500;
  expect_fault(fetch_with(spec), CertificateFault::none);
  spec.more_links = 5000;  // 2 MB.
  const FetchResponse endless = fetch_with(spec);
  EXPECT_EQ(endless.failure, FailureReason::tls_handshake_failed) << endless.detail;
}

TEST_F(TlsFetch, GoesOnWhenTheIssuersVouchForEachOtherInACircle) {
  LeafSpec spec = good_leaf();
  spec.in_a_circle = true;
  expect_fault(fetch_with(spec), CertificateFault::untrusted);
}

TEST_F(TlsFetch, KeepsTheCertificateOfAFetchThatFailsLater) {
  const RawServer server({.tls = ServerTls{authority_.issue(good_leaf())}},
                         answer_and_reset("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome"));
  const FetchResponse response = fetch_from(server);
  EXPECT_EQ(response.failure, FailureReason::partial_body) << response.detail;
  EXPECT_TRUE(response.certificate.has_value());
  EXPECT_EQ(response.tls_version, "TLS 1.3");
}

}  // namespace
}  // namespace sitewatch
