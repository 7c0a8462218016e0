#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sitewatch::page {

enum class ReferencePlace : bool { text, attribute };

/// Reads the character reference at the "&" that `text` begins with: appends what it stands for and answers its length,
/// or 0 where the "&" stands for itself. In attributes a name without ";" before "=", a letter or a digit is none.
std::size_t append_reference(std::string_view text, ReferencePlace place, std::string& out);

}  // namespace sitewatch::page
