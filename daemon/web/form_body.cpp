#include "web/form_body.h"

#include <date/date.h>

#include <algorithm>
#include <cstdio>

#include "text/decode.h"

namespace sitewatch::web {
namespace {

std::string tidy(std::string_view text) {
  std::string lines;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\r') {
      if (at + 1 >= text.size() || text[at + 1] != '\n') lines += '\n';
    } else {
      lines += text[at];
    }
  }
  const auto is_blank = [](char byte) { return byte == ' ' || byte == '\t' || byte == '\n'; };
  while (!lines.empty() && is_blank(lines.back())) lines.pop_back();
  const auto first = std::find_if_not(lines.begin(), lines.end(), is_blank);
  return {first, lines.end()};
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

}  // namespace

std::optional<FormFields> FormFields::of(const Request& request, std::size_t most) {
  FormFields found;
  const std::string_view body = request.body;
  for (std::size_t from = 0; from < body.size();) {
    const std::size_t to = std::min(body.find('&', from), body.size());
    const std::string_view pair = body.substr(from, to - from);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = percent_decoded(pair.substr(0, equals), true);
    auto value = percent_decoded(equals < pair.size() ? pair.substr(equals + 1) : std::string_view{}, true);
    if (!name || !value || found.fields_.size() >= most) return std::nullopt;
    if (!found.fields_.emplace(std::move(*name), std::move(*value)).second) return std::nullopt;
    from = to + 1;
  }
  return found;
}

std::string FormFields::value(std::string_view name) const {
  const auto found = fields_.find(name);
  return found == fields_.end() ? std::string{} : tidy(found->second);
}

TextFault fault_of(std::string_view text, std::size_t most_bytes) {
  const bool clean = std::none_of(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f;
  });
  if (!clean || !is_utf8(text)) return TextFault::unreadable;
  return text.size() > most_bytes ? TextFault::too_long : TextFault::none;
}

std::string half_width(std::string_view text) {
  std::string narrow;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t character = next_character(text, at);
    if (character >= 0xFF01 && character <= 0xFF5E)
      append_utf8(narrow, character - 0xFEE0);
    else
      append_utf8(narrow, character == 0x3000 ? U' ' : character);
  }
  return narrow;
}

std::optional<std::string> day_text(std::string_view text) {
  std::string plain = half_width(text);
  for (const std::string_view mark : {"年", "月", "/", "."}) plain = replaced(plain, mark, "-");
  plain = replaced(replaced(plain, "日", ""), " ", "");
  int year = 0, used = 0;
  unsigned month = 0, day = 0;
  if (plain.size() > 10 || plain.find_first_not_of("0123456789-") != std::string::npos) return std::nullopt;
  if (std::sscanf(plain.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &used) != 3) return std::nullopt;
  const date::year_month_day calendar{date::year{year}, date::month{month}, date::day{day}};
  if (static_cast<std::size_t>(used) != plain.size() || !calendar.ok() || year < 1970) return std::nullopt;
  return date::format("%F", date::local_days{calendar});
}

}  // namespace sitewatch::web
