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

/// Length of the character at `at` where it is ASCII, an ideograph or a sign that stands among them: one that neither
/// marks, joins nor steers others. 0 for any other.
constexpr std::size_t plain_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  if (byte(0) < 0x80) return 1;
  if (text.size() - at < 3 || (byte(1) & 0xc0) != 0x80 || (byte(2) & 0xc0) != 0x80) return 0;
  const bool is_ideograph = byte(0) >= 0xe4 && byte(0) <= 0xe9;
  const bool is_punctuation = byte(0) == 0xe3 && byte(1) == 0x80 && byte(2) < 0xaa;
  const bool is_full_width = byte(0) == 0xef && (byte(1) == 0xbc || byte(1) == 0xbd);
  return is_ideograph || is_punctuation || is_full_width ? 3 : 0;
}

/// Reads one character of valid UTF-8 at `at` and moves `at` behind it; U+FFFD and one byte where it is not valid.
char32_t next_character(std::string_view text, std::size_t& at);
void append_utf8(std::string& text, char32_t character);

}  // namespace sitewatch
