#include "domain/column.h"

#include <algorithm>
#include <utility>

namespace sitewatch {
namespace {

constexpr std::array<std::string_view, column_type_count> type_names{
    "news",  "notices",     "policies", "interpretation", "personnel",
    "plans", "interaction", "services", "archive",        "other"};

constexpr std::array<std::pair<std::string_view, ColumnType>, 14> chinese_names{{
    {"动态要闻", ColumnType::news},
    {"通知公告", ColumnType::notices},
    {"政策文件", ColumnType::policies},
    {"政策解读", ColumnType::interpretation},
    {"人事", ColumnType::personnel},
    {"规划计划", ColumnType::plans},
    {"互动回应", ColumnType::interaction},
    {"办事服务", ColumnType::services},
    {"专题或历史（不考核）", ColumnType::archive},
    {"专题或历史(不考核)", ColumnType::archive},
    {"专题", ColumnType::archive},
    {"历史", ColumnType::archive},
    {"不考核", ColumnType::archive},
    {"其他", ColumnType::other},
}};

}  // namespace

std::string_view name(ColumnType type) {
  return type_names[static_cast<std::size_t>(type)];
}

std::optional<ColumnType> column_type_named(std::string_view name) {
  const auto* const english = std::find(type_names.begin(), type_names.end(), name);
  if (english != type_names.end()) return static_cast<ColumnType>(english - type_names.begin());
  const auto* const chinese =
      std::find_if(chinese_names.begin(), chinese_names.end(), [&](const auto& row) { return row.first == name; });
  if (chinese == chinese_names.end()) return std::nullopt;
  return chinese->second;
}

}  // namespace sitewatch
