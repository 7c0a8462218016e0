#include "page/json_dates.h"

#include <cstring>

namespace sitewatch::page {
namespace {

std::size_t find_key(std::string_view script, std::string_view key, std::size_t from) {
  while (from < script.size()) {
    const void* const hit = memmem(script.data() + from, script.size() - from, key.data(), key.size());
    if (!hit) break;
    const auto at = static_cast<std::size_t>(static_cast<const char*>(hit) - script.data());
    const std::size_t end = at + key.size();
    if (at > 0 && end < script.size() && (script[at - 1] == '"' || script[at - 1] == '\'') &&
        script[end] == script[at - 1])
      return end + 1;
    from = end;
  }
  return std::string_view::npos;
}

}  // namespace

std::optional<std::string_view> json_text(std::string_view script, std::string_view key, std::size_t from) {
  constexpr std::size_t longest = 200;
  for (std::size_t at = find_key(script, key, from); at != std::string_view::npos; at = find_key(script, key, at)) {
    at = script.find_first_not_of(" \t\r\n", at);
    if (at == std::string_view::npos || script[at] != ':') continue;
    at = script.find_first_not_of(" \t\r\n", at + 1);
    if (at == std::string_view::npos) return std::nullopt;
    if (script[at] != '"' && script[at] != '\'') continue;
    const std::string_view rest = script.substr(at + 1, longest);
    const std::size_t end = rest.find(script[at]);
    if (end != std::string_view::npos) return rest.substr(0, end);
  }
  return std::nullopt;
}

}  // namespace sitewatch::page
