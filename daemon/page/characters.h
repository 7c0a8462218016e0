#pragma once

#include <string>
#include <string_view>

namespace sitewatch::page {

/// What in a stretch of the page stands for something else; line ends always do.
struct Resolving {
  bool references = false;
  bool in_attribute = false;  ///< References of an attribute's value.
  bool nul = true;            ///< A NUL byte becomes U+FFFD.
};

/// Itself where nothing has to be changed, else kept in `buffer`. Linear in `written`.
std::string_view resolved(std::string_view written, Resolving what, std::string& buffer);

}  // namespace sitewatch::page
