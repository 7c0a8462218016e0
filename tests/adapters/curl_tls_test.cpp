// Group C of the cases: certificates of every kind are read and told, and only a failed handshake is an outage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "adapters/fetching.h"
#include "support/tls_authority.h"

namespace sitewatch {
namespace {

using namespace behaviours;
using std::chrono::hours;
using std::chrono::milliseconds;
using testing::HasSubstr;

/// The trust file of an authority, for as long as the object lives.
class TrustFile {
 public:
  explicit TrustFile(const TlsAuthority& authority) {
    char path[] = "/tmp/sitewatch-trust-XXXXXX";
    const int fd = mkstemp(path);
    close(fd);
    path_ = path;
    std::ofstream(path_) << authority.certificate();
  }
  ~TrustFile() { std::filesystem::remove(path_); }
  TrustFile(const TrustFile&) = delete;
  TrustFile& operator=(const TrustFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class TlsFetch : public testing::Test {
 protected:
  static constexpr const char* host = "site.example";

  FetchResponse fetch_from(const RawServer& server, const std::string& name = host) {
    return fetching_.fetch(Fetching::tls_request_to(server, name));
  }
  FetchResponse fetch_with(const LeafSpec& spec, const std::string& name = host) {
    return fetch_with(authority_, spec, name);
  }
  FetchResponse fetch_with(const TlsAuthority& authority, const LeafSpec& spec, const std::string& name = host) {
    const RawServer server({.tls = ServerTls{authority.issue(spec)}}, page("secure"));
    return fetch_from(server, name);
  }
  /// Whatever the certificate is worth, the page was fetched.
  void expect_fault(const FetchResponse& response, CertificateFault fault) {
    EXPECT_EQ(response.failure, FailureReason::none) << response.detail;
    EXPECT_EQ(response.body, "secure");
    ASSERT_TRUE(response.certificate.has_value());
    EXPECT_EQ(response.certificate->fault, fault) << response.certificate->explanation;
    EXPECT_EQ(response.certificate->explanation.empty(), fault == CertificateFault::none);
  }
  static LeafSpec good_leaf() {
    LeafSpec spec;
    spec.names = {host};
    return spec;
  }
  static double hours_until(WallTime time) {
    return std::chrono::duration<double, std::ratio<3600>>(time - std::chrono::system_clock::now()).count();
  }

  TlsAuthority authority_;
  TrustFile trust_{authority_};
  Fetching fetching_{{.trust_file = trust_.path()}};
};

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

TEST_F(TlsFetch, KeepsTheCertificateOfAFetchThatFailsLater) {
  const RawServer server({.tls = ServerTls{authority_.issue(good_leaf())}},
                         answer_and_reset("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome"));
  const FetchResponse response = fetch_from(server);
  EXPECT_EQ(response.failure, FailureReason::partial_body) << response.detail;
  EXPECT_TRUE(response.certificate.has_value());
  EXPECT_EQ(response.tls_version, "TLS 1.3");
}

/// One HTTP/2 frame.
std::string frame(char type, char flags, char stream, const std::string& payload) {
  std::string bytes{static_cast<char>(payload.size() >> 16),
                    static_cast<char>(payload.size() >> 8),
                    static_cast<char>(payload.size() & 0xff),
                    type,
                    flags,
                    0,
                    0,
                    0,
                    stream};
  return bytes + payload;
}

constexpr char data_type = 0;
constexpr char headers_type = 1;
constexpr char reset_type = 3;
constexpr char settings_type = 4;
constexpr char goaway_type = 7;
const std::string status_200 = "\x88";  // HPACK's static entry 8.

/// Whether a client's bytes, preface first, hold a HEADERS frame: its request.
bool has_request(const std::string& seen) {
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(seen[at])); };
  for (std::size_t at = 24; at + 9 <= seen.size(); at += 9 + (byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2)))
    if (seen[at + 3] == headers_type) return true;
  return false;
}

class Http2Fetch : public TlsFetch {
 protected:
  /// The answer to the first request, in frames.
  FetchResponse fetch_frames(const std::string& frames) {
    ServerTls tls{authority_.issue(good_leaf())};
    tls.http2 = true;
    const RawServer server({.tls = tls}, [frames](Peer& peer) {
      std::string seen;
      while (!has_request(seen)) {
        const std::string more = peer.read_some(4096);
        if (more.empty()) return;
        seen += more;
      }
      if (peer.send(frame(settings_type, 0, 0, "") + frames)) peer.stall();
    });
    return fetch_from(server);
  }
};

TEST_F(Http2Fetch, IsSpokenWhereTheServerOffersIt) {
  const FetchResponse response = fetch_frames(frame(headers_type, 4, 1, status_200) + frame(data_type, 1, 1, "secure"));
  expect_fault(response, CertificateFault::none);
  EXPECT_EQ(response.http_version, 20);
  EXPECT_EQ(response.status, 200);
}

// Case 35.
TEST_F(Http2Fetch, EndsBadlyOnAResetStreamAGoodbyeOrNonsense) {
  const std::string reset = frame(reset_type, 0, 1, std::string("\0\0\0\x02", 4));
  const std::string goodbye = frame(goaway_type, 0, 0, std::string(8, '\0'));
  for (const std::string& each : {reset, goodbye, std::string(100, '\xff')}) {
    const FetchResponse response = fetch_frames(each);
    EXPECT_THAT(response.failure, testing::AnyOf(FailureReason::protocol_error, FailureReason::empty_reply))
        << response.detail;
    EXPECT_LT(response.seconds, 5);
  }
}

}  // namespace
}  // namespace sitewatch
