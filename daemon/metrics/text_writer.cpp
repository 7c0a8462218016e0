#include "metrics/text_writer.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sitewatch::metrics {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Bytes of the well-formed UTF-8 sequence at the start of `text`, 0 if there is none (RFC 3629: no surrogates, no
/// overlong forms).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (text.size() < length) return 0;
  for (std::size_t at = 1; at < length; ++at)
    if ((byte(at) & 0xC0) != 0x80) return 0;
  const unsigned char second = byte(1);
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  return length;
}

bool is_plain(std::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](char byte) { return static_cast<signed char>(byte) >= 0x20 && byte != '"' && byte != '\\'; });
}

void append_value(std::string& out, std::string_view value) {
  if (is_plain(value)) {
    out += value;
    return;
  }
  for (std::size_t at = 0; at < value.size();) {
    const char byte = value[at];
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += byte;
      ++at;
    } else if (byte == '\n') {
      out += "\\n";
      ++at;
    } else if (const std::size_t length = sequence_length(value.substr(at))) {
      out += value.substr(at, length);
      at += length;
    } else {
      out += replacement;
      ++at;
    }
  }
}

constexpr std::size_t number_room = 32;

std::string_view number_text(char (&text)[number_room], double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  constexpr double exact = 9007199254740992.0;
  const bool whole = std::abs(value) < exact && std::trunc(value) == value;
  const char* const end = whole ? std::to_chars(text, text + sizeof text, static_cast<std::int64_t>(value)).ptr
                                : std::to_chars(text, text + sizeof text, value).ptr;
  return {text, static_cast<std::size_t>(end - text)};
}

/// All parts with one growth of `out`: a scrape has a million of them.
void append(std::string& out, std::initializer_list<std::string_view> parts) {
  std::size_t size = out.size();
  for (const std::string_view part : parts) size += part.size();
  if (out.capacity() < size) out.reserve(std::max(size, 2 * out.capacity()));
  for (const std::string_view part : parts) out.append(part);
}

}  // namespace

void append_label(std::string& block, std::string_view name, std::string_view value) {
  if (!block.empty()) block += ',';
  block += name;
  block += "=\"";
  append_value(block, value);
  block += '"';
}

void TextWriter::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  type_ = type;
  help_ = help;
}

void TextWriter::sample(std::string_view labels, std::string_view more, double value) {
  if (!type_.empty()) {
    for (const std::string_view part :
         {std::string_view{"# HELP "}, name_, std::string_view{" "}, help_, std::string_view{"\n# TYPE "}, name_,
          std::string_view{" "}, type_, std::string_view{"\n"}})
      out_ += part;
    type_ = {};
  }
  char text[number_room];
  const std::string_view number = number_text(text, value);
  const bool labelled = !labels.empty() || !more.empty();
  const std::string_view comma = !labels.empty() && !more.empty() ? "," : "";
  append(out_, {name_, labelled ? "{" : "", labels, comma, more, labelled ? "} " : " ", number, "\n"});
}

}  // namespace sitewatch::metrics
