#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "text/utf8.h"

namespace sitewatch {

/// gb18030 stands for GB2312 and GBK too, windows_1252 for ISO 8859-1 and -15; UTF-16 is known by its byte order mark,
/// never by a label.
enum class Encoding : std::uint8_t { utf8, gb18030, big5, windows_1252, utf16_le, utf16_be };
std::string_view name(Encoding encoding);

/// What a charset label means ("GB2312", "x-gbk", "utf8" …), in any case and with spaces around it.
std::optional<Encoding> encoding_labelled(std::string_view label);

/// Keeps every conversion loaded while it lives. glibc loads one from a file at its first use and, if a descriptor is
/// missing just then, refuses it until the process ends; so the daemon holds one from its start. Throws as to_utf8
/// does.
class LoadedConversions {
 public:
  LoadedConversions();
  ~LoadedConversions();
  LoadedConversions(const LoadedConversions&) = delete;
  LoadedConversions& operator=(const LoadedConversions&) = delete;

 private:
  struct Held;
  std::unique_ptr<Held> held_;
};

/// What one byte of windows-1252 means; the five that mean nothing stand for the controls of their number.
char32_t windows_1252_character(unsigned char byte);

/// Whether every byte makes sense in this encoding. Throws as to_utf8 does.
bool decodes_strictly(std::string_view bytes, Encoding encoding);

/// The kind of UTF-16 whose byte order mark begins `bytes`.
std::optional<Encoding> utf16_by_mark(std::string_view bytes);

/// UTF-8 without a byte order mark; bytes that make no sense become U+FFFD. At most three times as long. Throws
/// std::bad_alloc or std::system_error where our system has no memory or descriptor for the conversion, which says
/// nothing about the bytes; never for UTF-8 with memory enough.
std::string to_utf8(std::string_view bytes, Encoding encoding);

}  // namespace sitewatch
