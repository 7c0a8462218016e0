#include "page/entities.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include "text/decode.h"

namespace sitewatch::page {
namespace {

struct Named {
  std::string_view name;
  std::string_view text;
};
constexpr std::array<Named, 17> named{{{"amp", "&"},
                                       {"lt", "<"},
                                       {"gt", ">"},
                                       {"quot", "\""},
                                       {"apos", "'"},
                                       {"nbsp", " "},
                                       {"ensp", " "},
                                       {"emsp", " "},
                                       {"ldquo", "“"},
                                       {"rdquo", "”"},
                                       {"lsquo", "‘"},
                                       {"rsquo", "’"},
                                       {"mdash", "—"},
                                       {"ndash", "–"},
                                       {"hellip", "…"},
                                       {"middot", "·"},
                                       {"copy", "©"}}};

std::optional<char32_t> numeric_reference(std::string_view body) {
  body.remove_prefix(1);
  const bool hexadecimal = !body.empty() && (body[0] == 'x' || body[0] == 'X');
  if (hexadecimal) body.remove_prefix(1);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), value, hexadecimal ? 16 : 10);
  if (error != std::errc{} || end != body.data() + body.size()) return std::nullopt;
  const bool is_character = value >= 0x20 && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
  return is_character ? static_cast<char32_t>(value) : U'\ufffd';
}

/// Appends what `body`, between "&" and ";", stands for.
bool append_reference(std::string& out, std::string_view body) {
  if (body.starts_with('#')) {
    const auto character = numeric_reference(body);
    if (character) append_utf8(out, *character);
    return character.has_value();
  }
  const auto found = std::find_if(named.begin(), named.end(), [&](const Named& each) { return each.name == body; });
  if (found == named.end()) return false;
  out += found->text;
  return true;
}

}  // namespace

std::string without_entities(std::string_view text) {
  constexpr std::size_t longest = 10;
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t ampersand = std::min(text.find('&', at), text.size());
    out += text.substr(at, ampersand - at);
    at = ampersand;
    if (at == text.size()) break;
    const std::size_t semicolon = text.substr(at, longest + 2).find(';');
    if (semicolon != std::string_view::npos && append_reference(out, text.substr(at + 1, semicolon - 1))) {
      at += semicolon + 1;
    } else {
      out.push_back('&');
      ++at;
    }
  }
  return out;
}

}  // namespace sitewatch::page
