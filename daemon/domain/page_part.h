#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sitewatch {

/// The part of a page that belongs to a column, for pages that do not tell their lists apart by themselves. A selector
/// is one of `#id`, `.class` (one of an element's classes) and `tag`; ASCII letters count in any case. It names every
/// such element on the page, each with all it holds.
struct PagePart {
  std::string within;               ///< Only what lies in such elements is read; empty: the whole page.
  std::vector<std::string> ignore;  ///< What lies in such elements is left out, also inside `within`.

  bool is_whole() const { return within.empty() && ignore.empty(); }
  friend bool operator==(const PagePart&, const PagePart&) = default;
};

/// Whether `text` is a selector that `PagePart` may hold: nothing nested, joined or listed.
bool is_selector(std::string_view text);

/// The most selectors that `PagePart::ignore` may hold; a reader looks at no others.
inline constexpr std::size_t most_ignored = 16;

/// Among the notes of a reading that is `unparsed` because `within` names nothing on the page.
inline constexpr std::string_view no_part_note = "nothing on the page is what `within` names";

}  // namespace sitewatch
