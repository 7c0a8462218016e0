#include "page/chinese_numerals.h"

#include <array>
#include <optional>

#include "page/scan.h"
#include "text/decode.h"

namespace sitewatch::page {
namespace {

constexpr int ten = 10;

/// 0 to 9, `ten` for 十; both ways to write a zero.
std::optional<int> numeral(char32_t c) {
  constexpr std::u32string_view digits = U"〇一二三四五六七八九十";
  if (c == U'○' || c == U'零' || c == U'Ｏ' || c == U'◯') return 0;
  const std::size_t at = digits.find(c);
  if (at == std::u32string_view::npos) return std::nullopt;
  return static_cast<int>(at);
}

bool is_unit(char32_t c) {
  return c == U'年' || c == U'月' || c == U'日' || c == U'号';
}

/// 二○一七 → 2017; 三十一, 十二, 二十 → 31, 12, 20.
std::optional<int> value_of(const std::u32string& numerals) {
  constexpr std::size_t longest = 4;
  if (numerals.empty() || numerals.size() > longest) return std::nullopt;
  const std::size_t tens = numerals.find(U'十');
  int value = 0;
  if (tens == std::u32string::npos) {
    for (const char32_t c : numerals) value = value * 10 + *numeral(c);
    return value;
  }
  if (tens > 1 || numerals.size() > tens + 2) return std::nullopt;
  value = tens == 0 ? ten : *numeral(numerals[0]) * ten;
  if (tens + 1 < numerals.size()) {
    const int ones = *numeral(numerals[tens + 1]);
    if (ones == ten) return std::nullopt;
    value += ones;
  }
  return value;
}

/// U+FF0D to U+FF1A: － ． ／ ０ to ９ ：
char32_t half_width(char32_t c) {
  return c >= U'\uff0d' && c <= U'\uff1a' ? c - 0xfee0 : c;
}

}  // namespace

bool has_other_digits(std::string_view text) {
  constexpr std::size_t length = 3;  // Bytes of each character that is looked for.
  const char* const end = text.data() + text.size();
  // Full width: EF BC and 8D to 99, － to ９.
  for (const char* at = find_any<'\xef'>(text.data(), end); end - at >= 3; at = find_any<'\xef'>(at + 1, end))
    if (at[1] == '\xbc' && static_cast<unsigned char>(at[2]) >= 0x8d && static_cast<unsigned char>(at[2]) <= 0x99)
      return true;
  // 年 and 月 by their last bytes, the rarest; then what stands before them.
  for (const char* at = find_any<'\xb4', '\x88'>(text.data(), end); at != end;
       at = find_any<'\xb4', '\x88'>(at + 1, end)) {
    const auto behind = static_cast<std::size_t>(at + 1 - text.data());
    if (behind < 2 * length) continue;
    const std::string_view mark = text.substr(behind - length, length);
    std::size_t before = behind - 2 * length;
    if ((mark == "年" || mark == "月") && numeral(next_character(text, before))) return true;
  }
  return false;
}

std::string with_plain_digits(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  std::u32string numerals;
  const auto flush_numerals = [&] {
    for (const char32_t c : numerals) append_utf8(result, c);
    numerals.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = half_width(next_character(text, at));
    if (numeral(c)) {
      constexpr std::size_t longest = 8;
      if (numerals.size() == longest) flush_numerals();
      numerals.push_back(c);
      continue;
    }
    if (const auto value = is_unit(c) ? value_of(numerals) : std::nullopt) {
      result += std::to_string(*value);
      numerals.clear();
    }
    flush_numerals();
    append_utf8(result, c);
  }
  flush_numerals();
  return result;
}

}  // namespace sitewatch::page
