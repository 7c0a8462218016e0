#include "text/decode.h"

#include <iconv.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <new>
#include <system_error>

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

class Converter {
 public:
  explicit Converter(Encoding from)
      : from_{from}, handle_(iconv_open("UTF-8", from == Encoding::big5 ? "BIG5-HKSCS" : "GB18030")) {
    if (handle_ != reinterpret_cast<iconv_t>(-1)) return;
    if (errno == ENOMEM) throw std::bad_alloc{};
    throw std::system_error{errno, std::generic_category(), "cannot convert from " + std::string{name(from)}};
  }
  ~Converter() { iconv_close(handle_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  // Converts as far as the input makes sense; appends to `out` and cuts what was read off `bytes`.
  void run(std::string_view& bytes, std::string& out) {
    std::array<char, 16384> buffer;
    char* in = const_cast<char*>(bytes.data());  // iconv's signature; it does not write there.
    std::size_t left = bytes.size();
    for (bool more = true; more;) {
      char* to = buffer.data();
      std::size_t room = buffer.size();
      more = iconv(handle_, &in, &left, &to, &room) == static_cast<std::size_t>(-1) && errno == E2BIG;
      out.append(buffer.data(), buffer.size() - room);
    }
    bytes.remove_prefix(bytes.size() - left);
  }

  // Converts all, with U+FFFD where it makes no sense.
  void run_whole(std::string_view bytes, std::string& out) {
    for (run(bytes, out); !bytes.empty(); run(bytes, out)) {
      // One byte alone: what follows a stray lead byte is often good ASCII.
      const bool is_euro = bytes[0] == '\x80' && from_ == Encoding::gb18030;
      out.append(is_euro ? "€" : replacement_utf8);
      bytes.remove_prefix(1);
    }
    if (from_ == Encoding::big5) flush(out);
  }

 private:
  // Big5's conversion keeps a letter back, for an accent that may follow.
  void flush(std::string& out) {
    std::array<char, 64> buffer;
    char* to = buffer.data();
    std::size_t room = buffer.size();
    iconv(handle_, nullptr, nullptr, &to, &room);
    out.append(buffer.data(), buffer.size() - room);
  }

  Encoding from_;
  iconv_t handle_;
};

/// Length of what stands before the next ASCII character, in GB18030 or Big5, where such bytes also end characters.
std::size_t wide_run(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; };
  const auto is_digit = [](unsigned c) { return c >= 0x30 && c <= 0x39; };
  std::size_t at = 0;
  while (byte(at) >= 0x80) {
    if (byte(at + 1) >= 0x40)
      at += 2;
    else if (is_digit(byte(at + 1)) && byte(at + 2) > 0x80 && is_digit(byte(at + 3)))
      at += 4;
    else
      ++at;
  }
  return at;
}

void append_windows_1252(std::string_view bytes, std::string& out) {
  while (!bytes.empty()) {
    const std::size_t ascii = ascii_run(bytes);
    out.append(bytes.substr(0, ascii));
    if (ascii == bytes.size()) return;
    append_utf8(out, windows_1252_character(static_cast<unsigned char>(bytes[ascii])));
    bytes.remove_prefix(ascii + 1);
  }
}

std::string lower_trimmed(std::string_view label) {
  constexpr std::string_view blank = " \t\r\n\f\"'";
  const std::size_t begin = label.find_first_not_of(blank);
  if (begin == std::string_view::npos) return {};
  std::string result{label.substr(begin, label.find_last_not_of(blank) - begin + 1)};
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return result;
}

}  // namespace

struct LoadedConversions::Held {
  Converter gb18030{Encoding::gb18030};
  Converter big5{Encoding::big5};
};

LoadedConversions::LoadedConversions() : held_{std::make_unique<Held>()} {}
LoadedConversions::~LoadedConversions() = default;

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

std::string_view name(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "utf-8";
    case Encoding::gb18030:
      return "gb18030";
    case Encoding::big5:
      return "big5";
    case Encoding::windows_1252:
      return "windows-1252";
  }
  return "utf-8";
}

std::optional<Encoding> encoding_labelled(std::string_view label) {
  const std::string wanted = lower_trimmed(label);
  for (const std::string_view each : {"utf-8", "utf8", "unicode-1-1-utf-8", "x-unicode20utf8", "utf_8"})
    if (each == wanted) return Encoding::utf8;
  for (const std::string_view each :
       {"gb2312", "gbk", "gb18030", "gb_2312", "gb_2312-80", "x-gbk", "gb2312-80", "cp936", "chinese", "csgb2312",
        "csiso58gb231280", "iso-ir-58", "euc-cn", "ms936"})
    if (each == wanted) return Encoding::gb18030;
  for (const std::string_view each : {"big5", "big5-hkscs", "cn-big5", "csbig5", "x-x-big5", "cp950"})
    if (each == wanted) return Encoding::big5;
  for (const std::string_view each : {"windows-1252", "iso-8859-1", "iso8859-1", "iso_8859-1", "iso-8859-15", "latin1",
                                      "latin-1", "l1", "us-ascii", "ascii", "cp1252", "x-cp1252"})
    if (each == wanted) return Encoding::windows_1252;
  return std::nullopt;
}

char32_t windows_1252_character(unsigned char byte) {
  constexpr std::array<char16_t, 32> upper_controls{0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
                                                    0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
                                                    0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                                    0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};
  return byte >= 0x80 && byte < 0xa0 ? upper_controls[byte - 0x80] : char32_t{byte};
}

bool decodes_strictly(std::string_view bytes, Encoding encoding) {
  if (encoding == Encoding::utf8) return is_utf8(bytes);
  if (encoding == Encoding::windows_1252) return true;
  Converter converter{encoding};
  std::string ignored;
  converter.run(bytes, ignored);
  return bytes.empty();
}

std::string to_utf8(std::string_view bytes, Encoding encoding) {
  bytes = without_bom(bytes);
  if (encoding == Encoding::utf8) return repaired_utf8(bytes);
  std::string result;
  result.reserve(bytes.size() + bytes.size() / 2);
  if (encoding == Encoding::windows_1252) {
    append_windows_1252(bytes, result);
    return result;
  }

  Converter converter{encoding};
  while (!bytes.empty()) {
    const std::size_t ascii = ascii_run(bytes);
    result.append(bytes.substr(0, ascii));
    bytes.remove_prefix(ascii);
    const std::size_t wide = wide_run(bytes);
    converter.run_whole(bytes.substr(0, wide), result);
    bytes.remove_prefix(wide);
  }
  return result;
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
