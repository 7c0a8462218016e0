#include "page/ascii_case.h"

namespace sitewatch::page {

std::size_t find_ignoring_case(std::string_view text, std::string_view lower_case, std::size_t from) {
  const auto same = [](char a, char b) { return lowered(a) == b; };
  if (from > text.size()) return std::string_view::npos;
  const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), lower_case.begin(),
                                 lower_case.end(), same);
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

}  // namespace sitewatch::page
