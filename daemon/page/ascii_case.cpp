#include "page/ascii_case.h"

#include "page/scan.h"

namespace sitewatch::page {

std::size_t find_ignoring_case(std::string_view text, std::string_view lower_case, std::size_t from) {
  if (lower_case.empty() || text.size() < lower_case.size() || from > text.size() - lower_case.size())
    return lower_case.empty() && from <= text.size() ? from : std::string_view::npos;
  const char* last = text.data() + (text.size() - lower_case.size()) + 1;
  for (const char* at = text.data() + from; at != last; ++at) {
    at = find_in_any_case(lower_case[0], at, last);
    if (at == last) break;
    const std::string_view here = between(at, at + lower_case.size());
    if (equals_ignoring_case(here, lower_case)) return static_cast<std::size_t>(at - text.data());
  }
  return std::string_view::npos;
}

}  // namespace sitewatch::page
