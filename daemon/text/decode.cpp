#include "text/decode.h"

#include <iconv.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <new>
#include <optional>
#include <system_error>
#include <vector>

#include "text/ascii_run.h"

namespace sitewatch {
namespace {

constexpr std::string_view replacement_utf8 = "\xef\xbf\xbd";

class Converter {
 public:
  explicit Converter(Encoding from)
      : from_{from}, handle_(iconv_open("UTF-8", from == Encoding::big5 ? "BIG5-HKSCS" : "GB18030")) {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): that is how iconv says it.
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

/// From so many bytes on a table of pairs pays for itself.
constexpr std::size_t worth_knowing = 2048;

/// Pairs of bytes that were converted before: a page uses the same few hundred characters over and over, and a call of
/// iconv costs more than they do. Only pairs that make sense are kept.
class KnownPairs {
 public:
  explicit KnownPairs(Converter& converter) : converter_{converter}, known_(leads * trails) {}

  // Appends what stands for the pairs at the start and answers their length; stops where something else begins.
  std::size_t append_run(std::string_view bytes, std::string& out) {
    std::array<char, 384> buffer;
    std::size_t at = 0;
    while (true) {
      std::size_t filled = 0;
      const std::uint32_t* pair = nullptr;
      for (; filled + 4 <= buffer.size() && (pair = find(bytes.substr(at))); at += 2) {
        std::memcpy(buffer.data() + filled, pair, 4);
        filled += *pair >> 24;
      }
      out.append(buffer.data(), filled);
      if (!pair) return at;
    }
  }

 private:
  static constexpr std::size_t leads = 0xff - 0x81;
  static constexpr std::size_t trails = 0xff - 0x40;

  // Three bytes of UTF-8 and, above them, how many of them count; null if no pair begins here.
  const std::uint32_t* find(std::string_view bytes) {
    if (bytes.size() < 2) return nullptr;
    const std::size_t lead = static_cast<unsigned char>(bytes[0]) - 0x81u;
    const std::size_t trail = static_cast<unsigned char>(bytes[1]) - 0x40u;
    if (lead >= leads || trail >= trails) return nullptr;
    std::uint32_t& known = known_[lead * trails + trail];
    if (known == 0) known = learned(bytes.substr(0, 2));
    return known == 0 ? nullptr : &known;
  }

  std::uint32_t learned(std::string_view pair) {
    character_.clear();
    converter_.run(pair, character_);
    if (!pair.empty() || character_.size() > 3) return 0;
    std::uint32_t packed = static_cast<std::uint32_t>(character_.size()) << 24;
    std::memcpy(&packed, character_.data(), character_.size());
    return packed;
  }

  Converter& converter_;
  std::vector<std::uint32_t> known_;
  std::string character_;
};

void append_windows_1252(std::string_view bytes, std::string& out) {
  while (!bytes.empty()) {
    const std::size_t ascii = ascii_run(bytes);
    out.append(bytes.substr(0, ascii));
    if (ascii == bytes.size()) return;
    append_utf8(out, windows_1252_character(static_cast<unsigned char>(bytes[ascii])));
    bytes.remove_prefix(ascii + 1);
  }
}

/// Without the byte order mark. False if a surrogate or a byte stood alone; each became U+FFFD.
bool append_utf16(std::string_view bytes, Encoding encoding, std::string& out) {
  const auto unit = [&](std::size_t at) -> char32_t {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return encoding == Encoding::utf16_be ? first << 8u | second : second << 8u | first;
  };
  bool is_right = true;
  std::size_t at = utf16_by_mark(bytes) == encoding ? 2 : 0;
  for (; at + 2 <= bytes.size(); at += 2) {
    const char32_t first = unit(at);
    const bool begins_pair = first >= 0xd800 && first < 0xdc00 && at + 4 <= bytes.size();
    const char32_t second = begins_pair ? unit(at + 2) : 0;
    if (second >= 0xdc00 && second < 0xe000) {
      append_utf8(out, 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
      at += 2;
    } else {
      append_utf8(out, first);
      is_right = is_right && (first < 0xd800 || first >= 0xe000);
    }
  }
  if (at != bytes.size()) out.append(replacement_utf8);
  return is_right && at == bytes.size();
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
    case Encoding::utf16_le:
      return "utf-16le";
    case Encoding::utf16_be:
      return "utf-16be";
  }
  return "utf-8";
}

std::optional<Encoding> utf16_by_mark(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe")) return Encoding::utf16_le;
  if (bytes.starts_with("\xfe\xff")) return Encoding::utf16_be;
  return std::nullopt;
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
  std::string ignored;
  if (encoding == Encoding::utf16_le || encoding == Encoding::utf16_be) return append_utf16(bytes, encoding, ignored);
  Converter converter{encoding};
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
  if (encoding == Encoding::utf16_le || encoding == Encoding::utf16_be) {
    append_utf16(bytes, encoding, result);
    return result;
  }

  Converter converter{encoding};
  std::optional<KnownPairs> known;
  if (encoding == Encoding::gb18030 && bytes.size() >= worth_knowing) known.emplace(converter);
  while (!bytes.empty()) {
    const std::size_t ascii = ascii_run(bytes);
    result.append(bytes.substr(0, ascii));
    bytes.remove_prefix(ascii);
    if (known) bytes.remove_prefix(known->append_run(bytes, result));
    const std::size_t wide = wide_run(bytes);
    converter.run_whole(bytes.substr(0, wide), result);
    bytes.remove_prefix(wide);
  }
  return result;
}

}  // namespace sitewatch
