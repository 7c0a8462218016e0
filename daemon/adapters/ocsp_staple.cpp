#include "adapters/ocsp_staple.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include <memory>

namespace sitewatch {
namespace {

constexpr long clocks_apart_seconds = 300;
constexpr long any_age = -1;

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Response = std::unique_ptr<OCSP_RESPONSE, Release<OCSP_RESPONSE_free>>;
using Basic = std::unique_ptr<OCSP_BASICRESP, Release<OCSP_BASICRESP_free>>;
using CertificateId = std::unique_ptr<OCSP_CERTID, Release<OCSP_CERTID_free>>;

Basic read_basic(std::span<const unsigned char> staple) {
  const unsigned char* bytes = staple.data();
  const Response response(d2i_OCSP_RESPONSE(nullptr, &bytes, static_cast<long>(staple.size())));
  if (!response || OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) return nullptr;
  return Basic(OCSP_response_get1_basic(response.get()));
}

// The responder chose the digest; ours must be made with the same.
bool is_about(const OCSP_SINGLERESP* single, X509* leaf, X509* issuer) {
  const OCSP_CERTID* const id = OCSP_SINGLERESP_get0_id(single);
  ASN1_OBJECT* digest = nullptr;
  OCSP_id_get0_info(nullptr, &digest, nullptr, nullptr, const_cast<OCSP_CERTID*>(id));
  const EVP_MD* const known = EVP_get_digestbyobj(digest);
  if (!known) return false;
  const CertificateId ours(OCSP_cert_to_id(known, leaf, issuer));
  return ours && OCSP_id_cmp(id, ours.get()) == 0;
}

std::optional<std::string> revocation_of(OCSP_BASICRESP* basic, X509* leaf, X509* issuer) {
  for (int i = 0; i < OCSP_resp_count(basic); ++i) {
    OCSP_SINGLERESP* const single = OCSP_resp_get0(basic, i);
    int reason = OCSP_REVOKED_STATUS_NOSTATUS;
    ASN1_GENERALIZEDTIME* from = nullptr;
    ASN1_GENERALIZEDTIME* until = nullptr;
    if (OCSP_single_get0_status(single, &reason, nullptr, &from, &until) != V_OCSP_CERTSTATUS_REVOKED) continue;
    if (OCSP_check_validity(from, until, clocks_apart_seconds, any_age) != 1 || !is_about(single, leaf, issuer))
      continue;
    std::string words = "certificate revoked, says the stapled OCSP response";
    if (reason != OCSP_REVOKED_STATUS_NOSTATUS) words += std::string{": "} + OCSP_crl_reason_str(reason);
    return words;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> revocation_in(std::span<const unsigned char> staple, stack_st_X509* chain,
                                         X509_STORE* trust) {
  if (staple.empty() || sk_X509_num(chain) < 2) return std::nullopt;
  const Basic basic = read_basic(staple);
  std::optional<std::string> revoked;
  if (basic) revoked = revocation_of(basic.get(), sk_X509_value(chain, 0), sk_X509_value(chain, 1));
  // Signatures cost most, and nearly every staple says good: only bad news needs a proof.
  if (revoked && OCSP_basic_verify(basic.get(), chain, trust, 0) != 1) revoked.reset();
  ERR_clear_error();
  return revoked;
}

}  // namespace sitewatch
