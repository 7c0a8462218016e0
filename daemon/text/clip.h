#pragma once

#include <string>
#include <string_view>

namespace sitewatch {

/// At most `most` bytes of valid UTF-8 (bad bytes become U+FFFD), cut between characters as people see them: a base
/// keeps its combining marks, joined emoji stay whole. A base keeps 4 marks at most. "…" is added where `mark_cut`.
std::string clip(std::string_view text, std::size_t most, bool mark_cut = false);

/// The same by characters as people see them, with "…" behind what was cut: clip_characters("区教育局网站", 3) is
/// "区教…".
std::string clip_characters(std::string_view text, std::size_t most);

}  // namespace sitewatch
