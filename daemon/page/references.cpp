#include "page/references.h"

#include <algorithm>
#include <cstdint>

#include "page/ascii_case.h"
#include "page/named_references.h"
#include "text/decode.h"

namespace sitewatch::page {
namespace {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_alphanumeric(char c) {
  return is_letter(c) || is_digit(c);
}

/// 16 where `c` is no digit to that base.
constexpr std::uint32_t digit(char c, std::uint32_t base) {
  if (is_digit(c)) return static_cast<std::uint32_t>(c - '0');
  const char low = lowered(c);
  return base == 16 && low >= 'a' && low <= 'f' ? static_cast<std::uint32_t>(low - 'a') + 10 : 16;
}

char32_t meant_by(std::uint32_t value) {
  // Pages that name controls mean windows-1252.
  if (value >= 0x80 && value < 0xa0) return windows_1252_character(static_cast<unsigned char>(value));
  const bool is_character = value != 0 && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
  return is_character ? value : U'\ufffd';
}

std::size_t append_numeric(std::string_view text, std::string& out) {
  std::size_t at = 2;
  const bool is_hexadecimal = text.size() > at && lowered(text[at]) == 'x';
  if (is_hexadecimal) ++at;
  const std::uint32_t base = is_hexadecimal ? 16 : 10;
  const std::size_t digits = at;
  std::uint32_t value = 0;
  for (; at < text.size() && digit(text[at], base) < base; ++at)
    value = std::min(value * base + digit(text[at], base), std::uint32_t{0x110000});
  if (at == digits) return 0;
  append_utf8(out, meant_by(value));
  return at < text.size() && text[at] == ';' ? at + 1 : at;
}

void append(const NamedReference& reference, std::string& out) {
  append_utf8(out, reference.first);
  if (reference.second != 0) append_utf8(out, reference.second);
}

}  // namespace

std::size_t append_reference(std::string_view text, ReferencePlace place, std::string& out) {
  if (text.size() > 1 && text[1] == '#') return append_numeric(text, out);
  const std::string_view reach = text.substr(1, longest_named_reference + 1);
  std::size_t length = 0;
  while (length < reach.size() && is_alphanumeric(reach[length])) ++length;
  if (length < reach.size() && reach[length] == ';') {
    if (const auto reference = named_reference(reach.substr(0, length))) {
      append(*reference, out);
      return length + 2;
    }
  }
  for (std::size_t shorter = std::min(length, longest_without_semicolon); shorter >= 2; --shorter) {
    const auto reference = named_reference(reach.substr(0, shorter));
    if (!reference || !reference->stands_without_semicolon) continue;
    const char after = shorter < reach.size() ? reach[shorter] : ' ';
    if (place == ReferencePlace::attribute && (after == '=' || is_alphanumeric(after))) return 0;
    append(*reference, out);
    return shorter + 1;
  }
  return 0;
}

}  // namespace sitewatch::page
