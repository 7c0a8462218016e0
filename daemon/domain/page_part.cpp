#include "domain/page_part.h"

#include <algorithm>

namespace sitewatch {

bool is_selector(std::string_view text) {
  constexpr std::size_t longest = 100;
  const bool is_id_or_class = text.starts_with('#') || text.starts_with('.');
  const std::string_view name = text.substr(is_id_or_class ? 1 : 0);
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_tag_part = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  const auto is_name_part = [&](char c) { return is_tag_part(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; };
  if (name.empty() || name.size() > longest) return false;
  if (is_id_or_class) return std::all_of(name.begin(), name.end(), is_name_part);
  return is_letter(name.front()) && std::all_of(name.begin(), name.end(), is_tag_part);
}

}  // namespace sitewatch
