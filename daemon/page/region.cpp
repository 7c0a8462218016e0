#include "page/region.h"

#include <algorithm>
#include <array>
#include <string>

#include "page/ascii_case.h"
#include "page/attributes.h"

namespace sitewatch::page {
namespace {

bool is_box(Element element) {
  switch (element) {
    case Element::div:
    case Element::section:
    case Element::article:
    case Element::aside:
    case Element::nav:
    case Element::footer:
    case Element::header:
    case Element::main:
    case Element::ul:
    case Element::ol:
    case Element::dl:
    case Element::table:
    case Element::form:
      return true;
    default:
      return false;
  }
}

bool is_beside_by_name(Element element) {
  return element == Element::aside || element == Element::nav || element == Element::footer;
}

bool begins_side_box(const Token& token) {
  if (is_beside_by_name(token.element)) return true;
  if (token.raw.size() < 8) return false;
  Attributes attributes{token.raw};
  while (const auto each = attributes.next())
    if ((equals_ignoring_case(each->name, "class") || equals_ignoring_case(each->name, "id")) &&
        names_side_box(each->value))
      return true;
  return false;
}

}  // namespace

bool names_side_box(std::string_view class_or_id) {
  constexpr std::array<std::string_view, 19> words{
      "sidebar",       "side-bar", "related",   "recommend",  "comment", "footer",  "copyright",
      "most-read",     "mostread", "popular",   "trending",   "ranking", "hotlist", "hot_list",
      "widget_recent", "see-also", "more-news", "newsletter", "wm-ipp"};  // The last one is the toolbar of a web
                                                                          // archive.
  constexpr std::size_t longest = 300;
  for (std::size_t at = 0; at < std::min(class_or_id.size(), longest);) {
    const std::size_t end = std::min(class_or_id.find(' ', at), class_or_id.size());
    const std::string_view name = class_or_id.substr(at, end - at);
    const auto begins_name = [&](std::string_view word) {
      return name.size() >= word.size() && equals_ignoring_case(name.substr(0, word.size()), word);
    };
    if (std::any_of(words.begin(), words.end(), begins_name)) return true;
    at = end + 1;
  }
  return false;
}

void Region::take(const Token& token) {
  if (token.kind == TokenKind::start_tag && is_box(token.element)) {
    ++depth_;
    if (beside_from_ == 0 && begins_side_box(token)) beside_from_ = depth_;
  } else if (token.kind == TokenKind::end_tag && is_box(token.element) && depth_ > 0) {
    if (depth_ == beside_from_) beside_from_ = 0;
    --depth_;
  }
}

}  // namespace sitewatch::page
