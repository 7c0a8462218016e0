#include "text/escape.h"

#include "text/decode.h"

namespace sitewatch {
namespace {

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

// Would turn the order of what follows, or hide in it.
bool is_direction_control(char32_t c) {
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c ||
         c == 0xfeff;
}

// How many bytes from `at` on are characters that people see, of the plain kind.
std::size_t shown_run(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && text[end] != '\x7f' && static_cast<unsigned char>(text[end]) > 0x20) {
    const std::size_t length = plain_length(text, end);
    if (length == 0) break;
    end += length;
  }
  return end - at;
}

// Spreadsheets of Chinese and Japanese settings take the full-width signs for the narrow ones.
bool begins_formula(std::string_view text) {
  if (text.empty()) return false;
  std::size_t at = 0;
  const char32_t first = next_character(text, at);
  return std::u32string_view{U"=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"}.find(first) != std::u32string_view::npos;
}

void append_hex(std::string& text, std::string_view prefix, char32_t value, int digits) {
  text += prefix;
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) text += "0123456789abcdef"[value >> shift & 15];
}

void append_control(std::string& text, char32_t c) {
  switch (c) {
    case '\n':
      text += "\\n";
      return;
    case '\r':
      text += "\\r";
      return;
    case '\t':
      text += "\\t";
      return;
    default:
      if (c < 0x80)
        append_hex(text, "\\x", c, 2);
      else
        append_hex(text, "\\u", c, 4);
  }
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string inert_cell(std::string_view text) {
  return begins_formula(text) ? '\'' + std::string{text} : std::string{text};
}

std::string csv_field(std::string_view text) {
  std::string result = inert_cell(text);
  if (result.find_first_of(",\"\r\n") == std::string::npos) return result;

  std::string quoted = "\"";
  for (const char c : result) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string log_escaped(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t c = next_character(text, at);
    const std::string_view bytes = text.substr(begin, at - begin);
    if (bytes.size() == 1 && static_cast<unsigned char>(bytes[0]) >= 0x80)
      append_hex(result, "\\x", static_cast<unsigned char>(bytes[0]), 2);
    else if (c == '\\')
      result += "\\\\";
    else if (is_control(c) || is_direction_control(c))
      append_control(result, c);
    else
      result += bytes;
  }
  return result;
}

std::string one_line(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  bool gap = false;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t shown = shown_run(text, at); shown != 0) {
      if (gap) result += ' ';
      gap = false;
      result += text.substr(at, shown);
      at += shown;
      continue;
    }
    const char32_t c = next_character(text, at);
    if (is_direction_control(c)) continue;
    if (is_control(c) || c == ' ') {
      gap = !result.empty();
      continue;
    }
    if (gap) result += ' ';
    gap = false;
    append_utf8(result, c);
  }
  return result;
}

}  // namespace sitewatch
