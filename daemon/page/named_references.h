#pragma once

#include <optional>
#include <string_view>

namespace sitewatch::page {

struct NamedReference {
  char32_t first = 0;
  char32_t second = 0;  ///< 0 where the name stands for one character.
  bool stands_without_semicolon = false;
};

/// One of the 2231 names of the HTML standard, given without "&" and ";".
std::optional<NamedReference> named_reference(std::string_view name);

/// No name that may stand without ";" is longer.
inline constexpr std::size_t longest_without_semicolon = 6;
inline constexpr std::size_t longest_named_reference = 31;

}  // namespace sitewatch::page
