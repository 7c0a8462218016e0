#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sitewatch::page {

constexpr char lowered(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
/// What separates attributes in a tag.
constexpr bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/// Only ASCII letters have a case here, as in HTML.
constexpr bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  return text.size() == lower_case.size() &&
         std::equal(text.begin(), text.end(), lower_case.begin(), [](char a, char b) { return lowered(a) == b; });
}

/// Position of `lower_case` in `text` from `from` on, in any case of ASCII letters.
std::size_t find_ignoring_case(std::string_view text, std::string_view lower_case, std::size_t from = 0);

/// Whether one of the words, given in small ASCII letters, stands in `text` in any case of letters.
template <class Words>
bool contains_any(std::string_view text, const Words& words) {
  const auto bit = [](char c) { return std::uint32_t{1} << (static_cast<unsigned>(c) & 31U); };
  std::uint32_t first_letters = 0;
  for (const std::string_view word : words) first_letters |= bit(word.front());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((first_letters & bit(text[at])) == 0) continue;
    for (const std::string_view word : words)
      if (equals_ignoring_case(text.substr(at, word.size()), word)) return true;
  }
  return false;
}

}  // namespace sitewatch::page
