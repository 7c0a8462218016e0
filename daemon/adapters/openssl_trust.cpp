#include "adapters/openssl_trust.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

namespace sitewatch {
namespace {

std::string last_error() {
  const unsigned long code = ERR_peek_last_error();
  const char* const reason = ERR_reason_error_string(code);
  ERR_clear_error();
  return reason ? reason : "cannot be read";
}

}  // namespace

Result<TrustStore> load_trust_store(const std::string& file) {
  TrustStore store(X509_STORE_new(), X509_STORE_free);
  if (!store) return failure("cannot make a certificate store");
  ERR_clear_error();
  const std::string path = file.empty() ? X509_get_default_cert_file() : file;
  if (X509_STORE_load_file(store.get(), path.c_str()) != 1)
    return failure("cannot load trusted certificates from " + path + ": " + last_error());
  // An operator may trust an intermediate or a single site, as curl and browsers let them.
  X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
  return store;
}

}  // namespace sitewatch
