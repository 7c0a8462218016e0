#include "text/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "text/ascii_run.h"

namespace sitewatch {
namespace {

constexpr char32_t replacement = 0xfffd;
constexpr std::string_view replacement_utf8 = "\xef\xbf\xbd";

// Length of the valid UTF-8 character at the start of `text`, 0 if there is none.
std::size_t valid_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const std::size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (text.size() < length) return 0;
  // The second byte's range shuts out overlong forms, surrogates and what lies beyond U+10FFFF.
  const unsigned char least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned char most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (byte(1) < least || byte(1) > most) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  return length;
}

/// How many bytes at the start are characters of three bytes: nearly all of Chinese text. It may stop early.
std::size_t ideograph_run(std::string_view text) {
  std::size_t at = 0;
  for (; text.size() - at >= 4; at += 3) {
    std::uint32_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    // The leads E0 and ED, which allow not every second byte, are left to the strict check.
    const std::uint32_t lead = word & 0xff;
    if ((word & 0xc0c0f0) != 0x8080e0 || lead == 0xe0 || lead == 0xed) break;
  }
  return at;
}

// Whether the end of the text is what `text`, the beginning of a character, lacks.
bool is_cut_off(std::string_view text) {
  if (text.size() > 3) return false;
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0xc2 || lead > 0xf4 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  return text.size() < length &&
         std::all_of(
             text.begin() + 1, text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; });
}

}  // namespace

std::size_t valid_utf8_prefix(std::string_view bytes) {
  std::size_t at = ascii_run(bytes);
  while (at < bytes.size()) {
    const std::size_t ideographs = ideograph_run(bytes.substr(at));
    at += ideographs;
    if (at == bytes.size()) break;
    // A run of ideographs ends before ASCII as a rule.
    const std::size_t length = valid_length(bytes.substr(at));
    if (length == 0) break;
    at += length;
    if (length == 1) at += ascii_run(bytes.substr(at));
  }
  return at;
}

bool is_utf8(std::string_view bytes) {
  return valid_utf8_prefix(bytes) == bytes.size();
}

std::string repaired_utf8(std::string_view bytes) {
  std::string result;
  result.reserve(bytes.size());
  while (true) {
    const std::size_t valid = valid_utf8_prefix(bytes);
    result.append(bytes.substr(0, valid));
    if (valid == bytes.size()) return result;
    result.append(replacement_utf8);
    bytes.remove_prefix(valid + 1);
  }
}

Utf8Census utf8_census(std::string_view bytes) {
  Utf8Census census;
  for (std::size_t at = 0; at < bytes.size();) {
    if (static_cast<unsigned char>(bytes[at]) < 0x80) {
      at += ascii_run(bytes.substr(at));
      continue;
    }
    const std::size_t length = valid_length(bytes.substr(at));
    if (length != 0) {
      ++census.characters;
    } else {
      if (is_cut_off(bytes.substr(at))) break;
      ++census.errors;
    }
    at += std::max<std::size_t>(length, 1);
  }
  return census;
}

std::string_view without_bom(std::string_view bytes) {
  return bytes.starts_with("\xef\xbb\xbf") ? bytes.substr(3) : bytes;
}

char32_t next_character(std::string_view text, std::size_t& at) {
  const std::size_t length = valid_length(text.substr(at));
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[at + i])); };
  char32_t character = replacement;
  if (length == 1) character = byte(0);
  if (length == 2) character = (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f);
  if (length == 3) character = (byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
  if (length == 4)
    character = (byte(0) & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f);
  at += length == 0 ? 1 : length;
  return character;
}

void append_utf8(std::string& text, char32_t c) {
  const auto put = [&](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) return put(c);
  if (c >= 0xd800 && c < 0xe000) c = replacement;
  if (c > 0x10ffff) c = replacement;
  if (c < 0x800) {
    put(0xc0 | c >> 6);
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3f));
  } else {
    put(0xf0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3f));
    put(0x80 | (c >> 6 & 0x3f));
  }
  put(0x80 | (c & 0x3f));
}

}  // namespace sitewatch
