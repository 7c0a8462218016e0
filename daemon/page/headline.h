#pragma once

#include <cstddef>
#include <string_view>

namespace sitewatch::page {

/// Characters of valid UTF-8.
std::size_t characters_in(std::string_view text);

/// Long enough to be a headline: 首页, 设为首页, 政务公开 are headings; [查看全文] stands beside many headlines and is
/// none.
bool is_headline(std::string_view text);

/// The text of a row that is nothing but its title and its date may be shorter: 联系方式 2017-09-15.
bool is_short_title(std::string_view text);

/// 下一页, 尾页: what leads to the rest of a list.
bool names_pager(std::string_view text);

}  // namespace sitewatch::page
