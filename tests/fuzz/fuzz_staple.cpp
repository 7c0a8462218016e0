// A stapled OCSP response that nobody signed revokes nothing, whatever its bytes.
#include <openssl/x509.h>

#include <cstdint>
#include <memory>
#include <span>

#include "adapters/ocsp_staple.h"
#include "fuzz/fuzz_check.h"

namespace {

/// A leaf and its issuer with keys, which sign nothing.
struct Chain {
  STACK_OF(X509) * certificates = sk_X509_new_null();
  X509_STORE* trust = X509_STORE_new();

  Chain() {
    for (const char* name : {"leaf", "issuer"}) {
      X509* const made = X509_new();
      EVP_PKEY* const key = EVP_EC_gen("P-256");
      X509_set_pubkey(made, key);
      X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_ASC,
                                 reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
      ASN1_INTEGER_set(X509_get_serialNumber(made), 4711);
      sk_X509_push(certificates, made);
      EVP_PKEY_free(key);
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Chain chain;
  FUZZ_CHECK(!sitewatch::revocation_in(std::span(data, size), chain.certificates, chain.trust));
  return 0;
}
