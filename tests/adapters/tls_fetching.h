#pragma once

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "adapters/fetching.h"
#include "support/tls_authority.h"

namespace sitewatch {

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
    const RawServer server({.tls = ServerTls{authority.issue(spec)}}, behaviours::page("secure"));
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

}  // namespace sitewatch
