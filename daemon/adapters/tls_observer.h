#pragma once

#include <openssl/types.h>

#include <optional>
#include <string>

#include "domain/probe_result.h"

namespace sitewatch {

/// Watches one handshake: lets it go on whatever the certificate is worth, and remembers what is wrong with it.
/// One thread at a time; must outlive the connection it was attached to.
class TlsObserver {
 public:
  /// Forgets the last handshake. `host`: as Url has it, a name or a numeric address.
  void begin(const std::string& host);
  /// Makes every connection of `context` verify against `trust`, report here, and go on.
  void attach(SSL_CTX* context, X509_STORE* trust);

  /// None until the server's certificate has come.
  const std::optional<CertificateFacts>& certificate() const { return certificate_; }
  /// "TLS 1.3" once the handshake has ended well, else empty.
  const std::string& version() const { return version_; }
  /// One side said that the other's protocol version will not do: the server speaks nothing newer than TLS 1.1.
  bool version_refused() const { return version_refused_; }

 private:
  static int on_verify(X509_STORE_CTX* context, void* self);
  static int on_fault(int good, X509_STORE_CTX* context);
  static void on_info(const SSL* connection, int where, int value);

  void read_dates(X509* leaf, X509_STORE_CTX* context);
  void judge_name(X509* leaf);
  void note(CertificateFault fault, std::string explanation);

  std::string host_;
  std::optional<CertificateFacts> certificate_;
  std::string version_;
  bool version_refused_ = false;
};

}  // namespace sitewatch
