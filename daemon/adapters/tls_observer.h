#pragma once

#include <openssl/types.h>

#include <optional>
#include <string>

#include "domain/probe_result.h"

namespace sitewatch {

/// Watches one connection: lets the handshake go on whatever the certificate is worth, and remembers what is wrong with
/// it. Cuts a connection that floods us, for OpenSSL and libcurl read on as long as there is something to read.
/// One thread at a time; must outlive the connection it was attached to.
class TlsObserver {
 public:
  /// Forgets the last connection. `host`: as Url has it, a name or a numeric address. `most_bytes`: of records that
  /// may come in, each counted with its overhead.
  void begin(const std::string& host, std::size_t most_bytes);
  /// Makes every connection of `context` verify against `trust`, ask for a stapled OCSP response, report here, and
  /// go on.
  void attach(SSL_CTX* context, X509_STORE* trust);

  /// None until the server's certificate has come.
  const std::optional<CertificateFacts>& certificate() const { return certificate_; }
  /// "TLS 1.3" once the handshake has ended well, else empty.
  const std::string& version() const { return version_; }
  /// One side said that the other's protocol version will not do: the server speaks nothing newer than TLS 1.1.
  bool version_refused() const { return version_refused_; }
  /// Why the connection was cut here: `too_large` beyond `most_bytes`, `protocol_error` for handshakes without end;
  /// `none`: it was not.
  FailureReason cut() const { return cut_; }

 private:
  static int on_verify(X509_STORE_CTX* context, void* self);
  static int on_fault(int good, X509_STORE_CTX* context);
  static int on_staple(SSL* connection, void* self);
  static void on_info(const SSL* connection, int where, int value);
  static void on_message(int sent, int version, int type, const void* bytes, std::size_t size, SSL* connection,
                         void* self);

  void read_dates(X509* leaf, X509_STORE_CTX* context);
  void judge_name(X509* leaf);
  void note(CertificateFault fault, std::string explanation);

  std::string host_;
  std::optional<CertificateFacts> certificate_;
  std::string version_;
  bool version_refused_ = false;
  std::size_t bytes_left_ = 0;
  int handshake_messages_ = 0;
  FailureReason cut_ = FailureReason::none;
};

}  // namespace sitewatch
