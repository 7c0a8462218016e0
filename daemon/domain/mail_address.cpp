#include "domain/mail_address.h"

#include <algorithm>

namespace sitewatch {

bool is_mail_address(std::string_view text) {
  const auto plain = [](char c) {
    return c > 0x20 && c < 0x7f && std::string_view{"<>\"(),;:\\[]"}.find(c) == std::string_view::npos;
  };
  if (text.size() > 254 || !std::all_of(text.begin(), text.end(), plain)) return false;
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at == text.rfind('@') && at + 1 < text.size() && text.front() != '-';
}

bool same_mail_address(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace sitewatch
