#pragma once

#include <memory>
#include <string>

#include "domain/result.h"
#include "ports/entropy.h"
#include "ports/form_links.h"

namespace sitewatch {

/// `base64url(period, expires, nonce, sponsor).base64url(HMAC-SHA256)` under a key of 32 bytes in a file. Nothing about
/// a link is stored: whoever replaces the key makes every link invalid.
class SignedFormLinks : public FormLinks {
 public:
  /// Reads the key, or makes it (0600, on disk when this answers) where there is none. Refuses a file that is no plain
  /// file of this user, that others may read, or that has another size. `entropy` outlives the object.
  static Result<std::unique_ptr<SignedFormLinks>> open(const std::string& key_file, Entropy& entropy);

  std::string token(const FormGrant& grant) override;
  std::optional<FormGrant> read(std::string_view token) const override;

 private:
  SignedFormLinks(std::string key, Entropy& entropy) : key_(std::move(key)), entropy_(entropy) {}
  std::string signature(std::string_view payload) const;

  std::string key_;
  Entropy& entropy_;
};

}  // namespace sitewatch
