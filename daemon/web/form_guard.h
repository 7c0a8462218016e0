#pragma once

#include <string>
#include <string_view>

namespace sitewatch::web {

/// Tells the forms that this process gave to a login from those that a foreign page made up for it.
class FormGuard {
 public:
  explicit FormGuard(std::string secret) : secret_(std::move(secret)) {}

  /// Hexadecimal digits for a hidden field; good until the process ends.
  std::string token(std::string_view login) const;
  /// In the same time wherever they differ.
  bool accepts(std::string_view token, std::string_view login) const;

 private:
  std::string secret_;
};

}  // namespace sitewatch::web
