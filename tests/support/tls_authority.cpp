#include "support/tls_authority.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <ctime>
#include <stdexcept>

namespace sitewatch {
namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Memory = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Time = std::unique_ptr<ASN1_TIME, Release<ASN1_TIME_free>>;
using OcspBasic = std::unique_ptr<OCSP_BASICRESP, Release<OCSP_BASICRESP_free>>;
using OcspId = std::unique_ptr<OCSP_CERTID, Release<OCSP_CERTID_free>>;
using OcspResponse = std::unique_ptr<OCSP_RESPONSE, Release<OCSP_RESPONSE_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;

Key make_key(LeafKey kind) {
  switch (kind) {
    case LeafKey::rsa_2048:
      return Key(EVP_RSA_gen(2048u));
    case LeafKey::rsa_1024:
      return Key(EVP_RSA_gen(1024u));
    case LeafKey::ec_p256:
      break;
  }
  return Key(EVP_EC_gen("P-256"));
}

std::string text_of(const Memory& memory) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string pem(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(memory.get(), certificate);
  return text_of(memory);
}

std::string pem(EVP_PKEY* key) {
  const Memory memory(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(memory);
}

void extend(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()));
  if (!extension) throw std::runtime_error("certificate extension " + value);
  X509_add_ext(certificate, extension.get(), -1);
}

/// Byte for byte: OpenSSL's own configuration text could not hold every name that a hostile certificate may.
void add_names(X509* certificate, const std::vector<std::string>& names) {
  GENERAL_NAMES* const all = sk_GENERAL_NAME_new_null();
  for (const std::string& name : names) {
    ASN1_IA5STRING* const bytes = ASN1_IA5STRING_new();
    ASN1_STRING_set(bytes, name.data(), static_cast<int>(name.size()));
    GENERAL_NAME* const each = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(each, GEN_DNS, bytes);
    sk_GENERAL_NAME_push(all, each);
  }
  X509_add1_ext_i2d(certificate, NID_subject_alt_name, all, 0, X509V3_ADD_DEFAULT);
  GENERAL_NAMES_free(all);
}

struct Names {
  std::string subject;
  std::chrono::seconds starts;
  std::chrono::seconds ends;
};

// Signing is left to the caller: extensions come first.
Certificate unsigned_certificate(const Names& names, EVP_PKEY* key, X509* issuer) {
  static std::atomic<long> serial{1000};
  Certificate made(X509_new());
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), static_cast<long>(names.starts.count()));
  X509_gmtime_adj(X509_getm_notAfter(made.get()), static_cast<long>(names.ends.count()));
  X509_NAME* const subject = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(names.subject.c_str()), -1, -1, 0);
  X509_set_issuer_name(made.get(), issuer ? X509_get_subject_name(issuer) : subject);
  X509_set_pubkey(made.get(), key);
  return made;
}

Certificate authority_certificate(const std::string& name, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  const Names names{name, -std::chrono::hours{24 * 30}, std::chrono::hours{24 * 365}};
  Certificate made = unsigned_certificate(names, key, issuer);
  X509* const signer = issuer ? issuer : made.get();
  extend(made.get(), signer, NID_basic_constraints, "critical,CA:TRUE");
  extend(made.get(), signer, NID_key_usage, "critical,keyCertSign,cRLSign");
  extend(made.get(), signer, NID_subject_key_identifier, "hash");
  X509_sign(made.get(), issuer_key, EVP_sha256());
  return made;
}

Certificate responder_certificate(EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  Certificate made =
      unsigned_certificate({"Responder", -std::chrono::hours{24}, std::chrono::hours{24 * 90}}, key, issuer);
  extend(made.get(), issuer, NID_ext_key_usage, "OCSPSigning");
  X509_sign(made.get(), issuer_key, EVP_sha256());
  return made;
}

Time from_now(std::chrono::seconds offset) {
  return Time(ASN1_GENERALIZEDTIME_adj(nullptr, std::time(nullptr), 0, static_cast<long>(offset.count())));
}

Certificate signed_leaf(const LeafSpec& spec, EVP_PKEY* key, X509* issuer, EVP_PKEY* signing_key) {
  Certificate leaf = unsigned_certificate({spec.names.at(0), spec.starts, spec.ends}, key, issuer);
  std::vector<std::string> names = spec.names;
  for (std::size_t i = 0; i < spec.more_names; ++i) names.push_back("name-" + std::to_string(i) + ".example");
  add_names(leaf.get(), names);
  extend(leaf.get(), issuer ? issuer : leaf.get(), NID_basic_constraints, "critical,CA:FALSE");
  X509_sign(leaf.get(), signing_key, spec.sha1 ? EVP_sha1() : EVP_sha256());
  return leaf;
}

TlsIdentity issue_in_a_circle(const LeafSpec& spec) {
  const Key key = make_key(spec.key);
  const Key one_key = make_key(LeafKey::ec_p256);
  const Key other_key = make_key(LeafKey::ec_p256);
  const Certificate other_itself = authority_certificate("Other", other_key.get(), nullptr, other_key.get());
  const Certificate one = authority_certificate("One", one_key.get(), other_itself.get(), other_key.get());
  const Certificate other = authority_certificate("Other", other_key.get(), one.get(), one_key.get());
  const Certificate leaf = signed_leaf(spec, key.get(), one.get(), one_key.get());
  return {pem(key.get()), pem(leaf.get()) + pem(one.get()) + pem(other.get())};
}

OcspBasic unsigned_answer(const TlsIdentity& identity, X509* issuer, const OcspSpec& spec) {
  const Memory text(BIO_new_mem_buf(identity.chain.data(), static_cast<int>(identity.chain.size())));
  const Certificate leaf(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr));
  OcspBasic basic(OCSP_BASICRESP_new());
  const OcspId id(OCSP_cert_to_id(EVP_sha1(), leaf.get(), issuer));
  const Time from = from_now(spec.produced);
  const Time until = from_now(spec.next);
  const int status = spec.revoked ? V_OCSP_CERTSTATUS_REVOKED : V_OCSP_CERTSTATUS_GOOD;
  OCSP_basic_add1_status(basic.get(), id.get(), status, OCSP_REVOKED_STATUS_KEYCOMPROMISE, from.get(), from.get(),
                         until.get());
  return basic;
}

std::string der(OCSP_RESPONSE* response) {
  unsigned char* bytes = nullptr;
  const int size = i2d_OCSP_RESPONSE(response, &bytes);
  if (size <= 0) throw std::runtime_error("OCSP response");
  std::string text(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return text;
}

}  // namespace

struct TlsAuthority::Keys {
  Key root_key = make_key(LeafKey::ec_p256);
  Certificate root;
  Key middle_key = make_key(LeafKey::ec_p256);
  Certificate middle;
};

TlsAuthority::TlsAuthority(const std::string& name) : keys_(std::make_unique<Keys>()) {
  keys_->root = authority_certificate(name, keys_->root_key.get(), nullptr, keys_->root_key.get());
  keys_->middle = authority_certificate(name + " 2", keys_->middle_key.get(), keys_->root.get(), keys_->root_key.get());
}
TlsAuthority::~TlsAuthority() = default;

TlsIdentity TlsAuthority::issue(const LeafSpec& spec) const {
  if (spec.in_a_circle) return issue_in_a_circle(spec);
  const Key key = make_key(spec.key);
  if (spec.self_signed) return {pem(key.get()), pem(signed_leaf(spec, key.get(), nullptr, key.get()).get())};
  X509* const issuer = spec.intermediate ? keys_->middle.get() : keys_->root.get();
  EVP_PKEY* const signing_key = spec.intermediate ? keys_->middle_key.get() : keys_->root_key.get();
  std::string chain = pem(signed_leaf(spec, key.get(), issuer, signing_key).get());
  if (spec.intermediate && !spec.omit_intermediate) chain += pem(keys_->middle.get());
  for (std::size_t i = 0; i < spec.more_links; ++i) chain += pem(keys_->middle.get());
  return {pem(key.get()), std::move(chain)};
}

std::string TlsAuthority::ocsp_answer(const TlsIdentity& identity, const OcspSpec& spec) const {
  if (spec.try_later) {
    const OcspResponse response(OCSP_response_create(OCSP_RESPONSE_STATUS_TRYLATER, nullptr));
    return der(response.get());
  }
  const Keys& signer = spec.signer ? *spec.signer->keys_ : *keys_;
  const OcspBasic basic = unsigned_answer(identity, keys_->root.get(), spec);
  if (spec.appointed) {
    const Key key = make_key(LeafKey::ec_p256);
    const Certificate responder = responder_certificate(key.get(), signer.root.get(), signer.root_key.get());
    OCSP_basic_sign(basic.get(), responder.get(), key.get(), EVP_sha256(), nullptr, 0);
  } else {
    const unsigned long flags = spec.signer ? 0 : OCSP_NOCERTS;
    OCSP_basic_sign(basic.get(), signer.root.get(), signer.root_key.get(), EVP_sha256(), nullptr, flags);
  }
  const OcspResponse response(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
  return der(response.get());
}

std::string TlsAuthority::certificate() const {
  return pem(keys_->root.get());
}

}  // namespace sitewatch
