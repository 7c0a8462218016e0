#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/page_part.h"
#include "domain/url.h"

namespace sitewatch {

/// What a column holds, which decides how long it may stay without a new item.
enum class ColumnType : std::uint8_t {
  news,            ///< 动态要闻
  notices,         ///< 通知公告
  policies,        ///< 政策文件
  interpretation,  ///< 政策解读
  personnel,       ///< 人事
  plans,           ///< 规划计划
  interaction,     ///< 互动回应
  services,        ///< 办事服务
  archive,         ///< 专题或历史（不考核）: read, never judged.
  other,           ///< 其他
};
inline constexpr std::size_t column_type_count = static_cast<std::size_t>(ColumnType::other) + 1;
std::string_view name(ColumnType type);
/// By English name or Chinese one, also 专题、历史、不考核 alone.
std::optional<ColumnType> column_type_named(std::string_view name);

/// The slug of a site's home page, which is watched like a column.
inline constexpr std::string_view home_column = "home";

/// One list page of a site (栏目). Its id in the store and in labels is SITE and slug, for ever.
struct Column {
  std::string slug;  ///< `[a-z0-9-]`, at most 64; never "home".
  std::string name;
  Url url;
  ColumnType type = ColumnType::other;
  PagePart part;  ///< Of its page; empty: the whole page.
};

}  // namespace sitewatch
