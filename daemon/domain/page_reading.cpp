#include "domain/page_reading.h"

#include <algorithm>
#include <array>

namespace sitewatch {

std::string_view name(PageState state) {
  constexpr std::array<std::string_view, 10> names{
      "dated",    "undated",       "blank",    "js_only",          "challenged",
      "soft_404", "closed_notice", "redirect", "hijack_suspected", "unparsed"};
  return names[static_cast<std::size_t>(state)];
}

bool is_doubtful(const PageReading& reading) {
  return std::find(reading.notes.begin(), reading.notes.end(), doubt_note) != reading.notes.end();
}

}  // namespace sitewatch
