#include "domain/hijack_signs.h"

#include <string_view>

namespace sitewatch {
namespace {

constexpr std::size_t token_bytes = 6;  // Two Chinese characters.

/// Whether `title` holds two characters of the name in a row.
bool holds_part_of(std::string_view title, std::string_view name) {
  if (name.size() < token_bytes) return name.empty() || title.find(name) != std::string_view::npos;
  for (std::size_t at = 0; at + token_bytes <= name.size(); ++at) {
    const bool is_start = (static_cast<unsigned char>(name[at]) & 0xc0) != 0x80;
    if (is_start && title.find(name.substr(at, token_bytes)) != std::string_view::npos) return true;
  }
  return false;
}

bool is_other_code(std::string_view shown, std::string_view registered) {
  return !shown.empty() && !registered.empty() && shown != registered;
}

}  // namespace

int hijack_signs(const PageReading& reading, const Site& site) {
  if (!reading.identity) return 0;
  const PageIdentity& identity = *reading.identity;
  const int words = (identity.grey_title ? 1 : 0) + (identity.grey_keywords ? 1 : 0);
  if (words == 0) return 0;
  const bool nameless = !holds_part_of(reading.title, site.name);
  const bool other_code =
      is_other_code(identity.tags.site_id_code, site.id_code) || is_other_code(identity.codes.id_code, site.id_code);
  return words + (nameless ? 1 : 0) + (other_code ? 1 : 0);
}

}  // namespace sitewatch
