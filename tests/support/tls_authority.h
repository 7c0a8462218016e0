#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace sitewatch {

/// A server's key and the chain it sends, leaf first, both PEM.
struct TlsIdentity {
  std::string key;
  std::string chain;
};

enum class LeafKey : unsigned char { ec_p256, rsa_2048, rsa_1024 };

/// The certificate to make; the default is a good one.
struct LeafSpec {
  std::vector<std::string> names{"localhost"};              ///< DNS names; the first is also the subject.
  std::chrono::seconds starts = -std::chrono::hours{24};    ///< From now.
  std::chrono::seconds ends = std::chrono::hours{24 * 90};  ///< From now.
  LeafKey key = LeafKey::ec_p256;
  bool sha1 = false;  ///< Signed with SHA-1.
  bool self_signed = false;
  bool intermediate = false;       ///< Issued by an intermediate, which the chain holds …
  bool omit_intermediate = false;  ///< … or, a common mistake, does not.
  std::size_t more_names = 0;      ///< So many further names, for a very large certificate.
};

/// A certificate authority in memory, new with each object, so that nothing else trusts it.
class TlsAuthority {
 public:
  explicit TlsAuthority(const std::string& name = "Sitewatch test authority");
  ~TlsAuthority();
  TlsAuthority(const TlsAuthority&) = delete;
  TlsAuthority& operator=(const TlsAuthority&) = delete;

  TlsIdentity issue(const LeafSpec& spec) const;
  /// PEM, as a trust file holds it.
  std::string certificate() const;

 private:
  struct Keys;
  std::unique_ptr<Keys> keys_;
};

}  // namespace sitewatch
