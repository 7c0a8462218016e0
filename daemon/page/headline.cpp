#include "page/headline.h"

#include <algorithm>

#include "page/scan.h"

namespace sitewatch::page {
namespace {

constexpr std::size_t headline_characters = 5;
constexpr std::size_t title_characters = 2;
constexpr std::size_t longest_pager = 60;

bool is_read_more(std::string_view text) {
  constexpr std::size_t brackets = 6;
  for (const std::string_view word :
       {"查看全文", "阅读全文", "查看详情", "查看详细", "点击查看", "查看更多", "更多内容"})
    if (text.find(word) != std::string_view::npos && text.size() <= word.size() + brackets) return true;
  return false;
}

}  // namespace

std::size_t characters_in(std::string_view text) {
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

bool is_headline(std::string_view text) {
  return characters_in(text) >= headline_characters && !is_read_more(text);
}

bool is_short_title(std::string_view text) {
  return characters_in(text) >= title_characters && !is_read_more(text);
}

bool names_pager(std::string_view text) {
  if (text.size() > longest_pager) return false;
  // 页 and 頁 by their last bytes.
  const char* const end = text.data() + text.size();
  if (find_any<'\xb5', '\x81'>(text.data(), end) == end) return false;
  for (const std::string_view word : {"下一页", "下页", "尾页", "末页", "下一頁"})
    if (text.find(word) != std::string_view::npos) return true;
  return false;
}

}  // namespace sitewatch::page
