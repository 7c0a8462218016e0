#include "page/entities.h"

#include <algorithm>

#include "page/references.h"

namespace sitewatch::page {

std::string without_entities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t ampersand = std::min(text.find('&', at), text.size());
    out += text.substr(at, ampersand - at);
    at = ampersand;
    if (at == text.size()) break;
    // Addresses come here too: "&copy=1" is a parameter.
    const std::size_t length = append_reference(text.substr(at), ReferencePlace::attribute, out);
    if (length == 0) out.push_back('&');
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

}  // namespace sitewatch::page
