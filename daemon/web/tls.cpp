#include "web/tls.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/asio/ssl/context.hpp>

namespace sitewatch::web {
namespace {

namespace ssl = boost::asio::ssl;

Error tls_error(const std::string& tried, const boost::system::error_code& error) {
  return {.message = "cannot use " + tried + ": " + error.message()};
}

}  // namespace

Result<std::shared_ptr<TlsIdentity>> TlsIdentity::load(TlsFiles files) {
  auto identity = std::make_shared<TlsIdentity>(std::move(files));
  if (auto read = identity->read(); !read) return tl::unexpected(read.error());
  return identity;
}

TlsIdentity::Stamp TlsIdentity::stamp() const {
  Stamp stamp;
  for (const std::string* file : {&files_.certificate, &files_.key, &files_.client_ca}) {
    struct stat status{};
    if (file->empty() || ::stat(file->c_str(), &status) != 0) continue;
    stamp.insert(stamp.end(), {status.st_mtim.tv_sec, status.st_mtim.tv_nsec, std::int64_t(status.st_size),
                               std::int64_t(status.st_ino)});
  }
  return stamp;
}

Result<void> TlsIdentity::refresh() {
  if (stamp() == read_at_) return {};
  return read();
}

Result<void> TlsIdentity::read() {
  read_at_ = stamp();
  auto fresh = std::make_shared<ssl::context>(ssl::context::tls_server);
  boost::system::error_code error;
  SSL_CTX_set_min_proto_version(fresh->native_handle(), files_.tls13_only ? TLS1_3_VERSION : TLS1_2_VERSION);
  SSL_CTX_set_options(fresh->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  fresh->use_certificate_chain_file(files_.certificate, error);
  if (error) return tl::unexpected(tls_error("certificate " + files_.certificate, error));
  fresh->use_private_key_file(files_.key, ssl::context::pem, error);
  if (error) return tl::unexpected(tls_error("key " + files_.key, error));
  if (SSL_CTX_check_private_key(fresh->native_handle()) != 1)
    return failure("cannot use key " + files_.key + ": it does not belong to " + files_.certificate);
  if (!files_.client_ca.empty()) {
    fresh->load_verify_file(files_.client_ca, error);
    if (error) return tl::unexpected(tls_error("client CA " + files_.client_ca, error));
    fresh->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
    constexpr unsigned char session_context[] = "sitewatch";
    SSL_CTX_set_session_id_context(fresh->native_handle(), session_context, sizeof session_context - 1);
  }
  context_ = std::move(fresh);
  return {};
}

bool client_is_named(void* native, const std::vector<std::string>& names) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(static_cast<SSL*>(native)),
                                                                &X509_free);
  if (!certificate) return false;
  if (names.empty()) return true;
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> sans(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free);
  for (int index = 0; index < sk_GENERAL_NAME_num(sans.get()); ++index) {
    const GENERAL_NAME* san = sk_GENERAL_NAME_value(sans.get(), index);
    if (san->type != GEN_DNS && san->type != GEN_EMAIL && san->type != GEN_URI) continue;
    const ASN1_IA5STRING* text = san->d.ia5;
    const std::string name{reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                           static_cast<std::size_t>(ASN1_STRING_length(text))};
    if (std::find(names.begin(), names.end(), name) != names.end()) return true;
  }
  return false;
}

}  // namespace sitewatch::web
