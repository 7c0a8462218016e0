#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sitewatch {

/// Strictly UTF-8: no overlong form, no surrogate, nothing beyond U+10FFFF. A NUL byte is valid.
bool is_utf8(std::string_view bytes);

/// How many bytes at the start are strictly UTF-8.
std::size_t valid_utf8_prefix(std::string_view bytes);

/// The same text where it is UTF-8; every byte that is not part of it becomes U+FFFD.
std::string repaired_utf8(std::string_view bytes);

/// What the bytes beyond ASCII are as UTF-8. A character that the end cuts off is no error.
struct Utf8Census {
  std::size_t characters = 0;  ///< Of more than one byte.
  std::size_t errors = 0;      ///< Bytes that are part of none.
};
Utf8Census utf8_census(std::string_view bytes);

/// The text behind a UTF-8 byte order mark.
std::string_view without_bom(std::string_view bytes);

/// Reads one character of valid UTF-8 at `at` and moves `at` behind it; U+FFFD and one byte where it is not valid.
char32_t next_character(std::string_view text, std::size_t& at);
void append_utf8(std::string& text, char32_t character);

}  // namespace sitewatch
