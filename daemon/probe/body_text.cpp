#include "probe/body_text.h"

#include <algorithm>
#include <optional>

#include "text/decode.h"

namespace sitewatch {

namespace {

constexpr std::size_t label_search_bytes = 2048;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
}

/// The first `charset=LABEL` in a header or in the head of a page.
std::optional<Encoding> labelled(std::string_view text) {
  static constexpr std::string_view key = "charset=";
  const auto found =
      std::search(text.begin(), text.end(), key.begin(), key.end(), [](char a, char b) { return lower(a) == b; });
  if (found == text.end()) return std::nullopt;
  std::string_view label = text.substr(static_cast<std::size_t>(found - text.begin()) + key.size());
  while (!label.empty() && (label.front() == '"' || label.front() == '\'' || label.front() == ' '))
    label.remove_prefix(1);
  return encoding_labelled(label.substr(0, label.find_first_of("\"' ;/>")));
}

}  // namespace

std::string body_text(std::string_view body, std::string_view content_type) {
  if (is_utf8(body)) return std::string{without_bom(body)};
  auto encoding = labelled(content_type);
  if (!encoding || *encoding == Encoding::utf8) {
    const auto own = labelled(body.substr(0, label_search_bytes));
    if (own) encoding = own;
  }
  // A label that says UTF-8 above bytes that are none is wrong more often than the bytes are.
  if (encoding != Encoding::big5 && decodes_strictly(body, Encoding::gb18030)) encoding = Encoding::gb18030;
  return to_utf8(body, encoding.value_or(Encoding::gb18030));
}

}  // namespace sitewatch
