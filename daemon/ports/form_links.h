#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/filing.h"

namespace sitewatch {

/// What a form link allows: to see and file one sponsor's report of one period, until it expires.
struct FormGrant {
  SponsorId sponsor;
  Period period;
  WallTime expires{};
  friend bool operator==(const FormGrant&, const FormGrant&) = default;
};

/// Makes and reads the secret part of a form link. It cannot be guessed, and holds for this state directory alone.
class FormLinks {
 public:
  virtual ~FormLinks() = default;
  /// Letters, digits, '-', '_' and '.'; another one at each call.
  virtual std::string token(const FormGrant& grant) = 0;
  /// None if it was not made here. Whether it has expired is the caller's to say.
  virtual std::optional<FormGrant> read(std::string_view token) const = 0;
};

}  // namespace sitewatch
