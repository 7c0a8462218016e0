#include "adapters/tls_observer.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>

#include "adapters/ocsp_staple.h"
#include "domain/address.h"
#include "text/escape.h"

namespace sitewatch {
namespace {

// RSA from 2048 bits, no SHA-1: what browsers ask for.
constexpr int wanted_level = 2;
// Room for a certificate with thousands of names; OpenSSL's own limit is 100 KiB.
constexpr long most_chain_bytes = 512 << 10;
constexpr int most_names_told = 3;
// A handshake has ten; some servers begin a second one to ask for a client's certificate.
constexpr int most_handshake_messages = 100;
// What an empty record costs us is worth about so many bytes.
constexpr std::size_t record_overhead = 64;

int context_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

TlsObserver* observer_of(const SSL* connection) {
  return static_cast<TlsObserver*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), context_index()));
}

WallTime wall_time(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return WallTime{};
  return WallTime{std::chrono::seconds{timegm(&parts)}};
}

CertificateFault fault_of(int error) {
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return CertificateFault::expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return CertificateFault::not_yet_valid;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return CertificateFault::wrong_name;
    case X509_V_ERR_CERT_REVOKED:
      return CertificateFault::revoked;
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return CertificateFault::weak;
    default:
      return CertificateFault::untrusted;
  }
}

// A name that does not fit says little about a certificate nobody vouches for; weakness says least.
int weight(CertificateFault fault) {
  switch (fault) {
    case CertificateFault::none:
      return 0;
    case CertificateFault::weak:
      return 1;
    case CertificateFault::wrong_name:
      return 2;
    default:
      return 3;
  }
}

std::string names_of(X509* leaf) {
  auto* const names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(leaf, NID_subject_alt_name, nullptr, nullptr));
  std::string text;
  const int count = sk_GENERAL_NAME_num(names);
  for (int i = 0, told = 0; i < count && told < most_names_told; ++i) {
    const GENERAL_NAME* const each = sk_GENERAL_NAME_value(names, i);
    if (each->type != GEN_DNS) continue;
    const auto* const bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(each->d.dNSName));
    if (told++ > 0) text += ", ";
    text.append(bytes, std::min<std::size_t>(100, static_cast<std::size_t>(ASN1_STRING_length(each->d.dNSName))));
  }
  GENERAL_NAMES_free(names);
  return text;
}

}  // namespace

void TlsObserver::begin(const std::string& host, std::size_t most_bytes) {
  host_ = host;
  bytes_left_ = most_bytes;
  handshake_messages_ = 0;
  cut_ = FailureReason::none;
  certificate_.reset();
  version_.clear();
  version_refused_ = false;
}

void TlsObserver::attach(SSL_CTX* context, X509_STORE* trust) {
  SSL_CTX_set_ex_data(context, context_index(), this);
  SSL_CTX_set1_cert_store(context, trust);
  SSL_CTX_set_cert_verify_callback(context, on_verify, this);
  SSL_CTX_set_tlsext_status_type(context, TLSEXT_STATUSTYPE_ocsp);
  SSL_CTX_set_tlsext_status_cb(context, on_staple);
  SSL_CTX_set_tlsext_status_arg(context, this);
  SSL_CTX_set_info_callback(context, on_info);
  SSL_CTX_set_msg_callback(context, on_message);
  SSL_CTX_set_msg_callback_arg(context, this);
  SSL_CTX_set_max_cert_list(context, most_chain_bytes);
  // A weak key or an old renegotiation is told, not taken for an outage: people's browsers do connect.
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT);
}

int TlsObserver::on_verify(X509_STORE_CTX* context, void* self) {
  auto& observer = *static_cast<TlsObserver*>(self);
  X509* const leaf = X509_STORE_CTX_get0_cert(context);
  observer.read_dates(leaf, context);
  X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(context), wanted_level);
  X509_STORE_CTX_set_verify_cb(context, on_fault);
  X509_verify_cert(context);
  observer.judge_name(leaf);
  X509_STORE_CTX_set_error(context, X509_V_OK);
  return 1;
}

int TlsObserver::on_fault(int good, X509_STORE_CTX* context) {
  if (good) return good;
  const auto* const connection =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const int error = X509_STORE_CTX_get_error(context);
  observer_of(connection)->note(fault_of(error), X509_verify_cert_error_string(error));
  return 1;
}

// Comes after on_verify, whether or not the server stapled anything.
int TlsObserver::on_staple(SSL* connection, void* self) {
  unsigned char* bytes = nullptr;
  const long size = SSL_get_tlsext_status_ocsp_resp(connection, &bytes);
  if (size <= 0) return 1;
  X509_STORE* const trust = SSL_CTX_get_cert_store(SSL_get_SSL_CTX(connection));
  auto revoked = revocation_in({bytes, static_cast<std::size_t>(size)}, SSL_get0_verified_chain(connection), trust);
  if (revoked) static_cast<TlsObserver*>(self)->note(CertificateFault::revoked, std::move(*revoked));
  return 1;
}

void TlsObserver::on_info(const SSL* connection, int where, int value) {
  TlsObserver& observer = *observer_of(connection);
  if ((where & SSL_CB_ALERT) != 0 && (value & 0xff) == SSL_AD_PROTOCOL_VERSION) observer.version_refused_ = true;
  if ((where & SSL_CB_HANDSHAKE_DONE) == 0) return;
  const std::string version = SSL_get_version(connection);
  observer.version_ = version.starts_with("TLSv") ? "TLS " + version.substr(4) : version;
}

void TlsObserver::on_message(int sent, int, int type, const void* bytes, std::size_t size, SSL* connection,
                             void* self) {
  if (sent != 0) return;
  auto& observer = *static_cast<TlsObserver*>(self);
  if (type == SSL3_RT_HEADER && size == SSL3_RT_HEADER_LENGTH) {
    const auto* const header = static_cast<const unsigned char*>(bytes);
    const std::size_t cost = record_overhead + (static_cast<std::size_t>(header[3]) << 8 | header[4]);
    if (cost > observer.bytes_left_) observer.cut_ = FailureReason::too_large;
    observer.bytes_left_ -= std::min(cost, observer.bytes_left_);
  } else if (type == SSL3_RT_HANDSHAKE && ++observer.handshake_messages_ > most_handshake_messages) {
    observer.cut_ = FailureReason::protocol_error;
  }
  // As if the server had said goodbye: the reading under way ends here and now.
  if (observer.cut_ != FailureReason::none) SSL_set_shutdown(connection, SSL_RECEIVED_SHUTDOWN);
}

void TlsObserver::read_dates(X509* leaf, X509_STORE_CTX* context) {
  CertificateFacts facts;
  facts.not_before = wall_time(X509_get0_notBefore(leaf));
  facts.not_after = wall_time(X509_get0_notAfter(leaf));
  facts.earliest_expiry = facts.not_after;
  STACK_OF(X509)* const sent = X509_STORE_CTX_get0_untrusted(context);
  for (int i = 0; i < sk_X509_num(sent); ++i)
    facts.earliest_expiry = std::min(facts.earliest_expiry, wall_time(X509_get0_notAfter(sk_X509_value(sent, i))));
  certificate_ = std::move(facts);
}

void TlsObserver::judge_name(X509* leaf) {
  const bool fits = Address::parse(host_) ? X509_check_ip_asc(leaf, host_.c_str(), 0) == 1
                                          : X509_check_host(leaf, host_.c_str(), host_.size(), 0, nullptr) == 1;
  if (!fits) note(CertificateFault::wrong_name, "the certificate is for " + one_line(names_of(leaf)));
}

void TlsObserver::note(CertificateFault fault, std::string explanation) {
  if (!certificate_ || weight(fault) <= weight(certificate_->fault)) return;
  certificate_->fault = fault;
  certificate_->explanation = std::move(explanation);
}

}  // namespace sitewatch
