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
  std::size_t more_links = 0;      ///< So many further certificates in the chain, of nobody's concern.
  bool in_a_circle = false;        ///< Issued by one of two strangers that vouch for each other.
};

class TlsAuthority;

/// What a responder says of a leaf; the default is that it is good.
struct OcspSpec {
  bool revoked = false;
  bool try_later = false;                                  ///< An error instead of an answer.
  bool appointed = false;                                  ///< Signed by a responder with a certificate of its own.
  const TlsAuthority* signer = nullptr;                    ///< Not this authority but another one signs.
  std::chrono::seconds produced = -std::chrono::hours{1};  ///< From now.
  std::chrono::seconds next = std::chrono::hours{24};      ///< From now.
};

/// A certificate authority in memory, new with each object, so that nothing else trusts it.
class TlsAuthority {
 public:
  explicit TlsAuthority(const std::string& name = "Sitewatch test authority");
  ~TlsAuthority();
  TlsAuthority(const TlsAuthority&) = delete;
  TlsAuthority& operator=(const TlsAuthority&) = delete;

  TlsIdentity issue(const LeafSpec& spec) const;
  /// The response a responder gives for a leaf of this authority, DER, as a server staples it.
  std::string ocsp_answer(const TlsIdentity& identity, const OcspSpec& spec) const;
  /// PEM, as a trust file holds it.
  std::string certificate() const;

 private:
  struct Keys;
  std::unique_ptr<Keys> keys_;
};

}  // namespace sitewatch
