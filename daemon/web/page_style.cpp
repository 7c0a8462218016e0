#include "web/page_style.h"

#include <openssl/evp.h>

#include "web/settings.h"

namespace sitewatch::web {

std::string_view page_style() {
  return "body{margin:0}";
}

const std::string& page_style_hash() {
  static const std::string hash = [] {
    const Sha256 digest = sha256_of(page_style());
    unsigned char encoded[64];
    const int size = EVP_EncodeBlock(encoded, digest.data(), static_cast<int>(digest.size()));
    return "sha256-" + std::string(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size));
  }();
  return hash;
}

}  // namespace sitewatch::web
