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

namespace {
constexpr std::array<std::string_view, 4> kind_names{"auto", "list", "home", "article"};
}

std::string_view name(PageKind kind) {
  return kind_names[static_cast<std::size_t>(kind)];
}

std::optional<PageKind> page_kind_named(std::string_view name) {
  const auto found = std::find(kind_names.begin(), kind_names.end(), name);
  if (found == kind_names.end()) return std::nullopt;
  return static_cast<PageKind>(found - kind_names.begin());
}

bool is_doubtful(const PageReading& reading) {
  return std::find(reading.notes.begin(), reading.notes.end(), doubt_note) != reading.notes.end();
}

}  // namespace sitewatch
