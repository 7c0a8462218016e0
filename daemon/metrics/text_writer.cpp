#include "metrics/text_writer.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "text/utf8.h"

namespace sitewatch::metrics {
namespace {

bool is_plain(std::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](char byte) { return static_cast<signed char>(byte) >= 0x20 && byte != '"' && byte != '\\'; });
}

void append_value(std::string& out, std::string_view value) {
  if (is_plain(value)) {
    out += value;
    return;
  }
  for (const char byte : repaired_utf8(value)) {
    if (byte == '"' || byte == '\\') out += '\\';
    if (byte == '\n')
      out += "\\n";
    else
      out += byte;
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
