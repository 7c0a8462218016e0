#include "domain/column.h"

#include <gtest/gtest.h>

#include <set>

#include "domain/rule_set.h"

namespace sitewatch {
namespace {

using namespace date::literals;

TEST(ColumnType, IsNamedInChineseAndInEnglish) {
  const std::pair<std::string_view, ColumnType> names[] = {
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
  };
  for (const auto& [text, type] : names) {
    EXPECT_EQ(column_type_named(text), type) << text;
    EXPECT_EQ(column_type_named(name(type)), type) << text;
  }
  EXPECT_FALSE(column_type_named("新闻"));
  EXPECT_FALSE(column_type_named(""));
}

TEST(ColumnType, HasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < column_type_count; ++i) names.insert(name(static_cast<ColumnType>(i)));
  EXPECT_EQ(names.size(), column_type_count);
}

TEST(UpdateWindow, CountsDaysOrCalendarMonthsBackToTheMonthsLastDay) {
  struct Row {
    UpdateWindow window;
    Day today, oldest;
  };
  const Row rows[] = {
      {{.days = 14}, 2026_y / 3 / 15, 2026_y / 3 / 1},     {{.days = 14}, 2026_y / 3 / 16, 2026_y / 3 / 2},
      {{.days = 14}, 2024_y / 3 / 10, 2024_y / 2 / 25},    {{.months = 6}, 2017_y / 8 / 31, 2017_y / 2 / 28},
      {{.months = 6}, 2017_y / 8 / 29, 2017_y / 2 / 28},   {{.months = 6}, 2017_y / 8 / 28, 2017_y / 2 / 28},
      {{.months = 6}, 2017_y / 9 / 1, 2017_y / 3 / 1},     {{.months = 6}, 2024_y / 8 / 31, 2024_y / 2 / 29},
      {{.months = 12}, 2024_y / 2 / 29, 2023_y / 2 / 28},  {{.months = 6}, 2017_y / 1 / 31, 2016_y / 7 / 31},
      {{.months = 1}, 2017_y / 12 / 31, 2017_y / 11 / 30}, {{.months = 3}, 2017_y / 3 / 30, 2016_y / 12 / 30},
  };
  for (const Row& row : rows)
    EXPECT_EQ(oldest_fresh_day(row.window, row.today), row.oldest) << date::format("%F", row.today);
}

TEST(FindingKind, HasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < finding_kind_count; ++i) names.insert(name(static_cast<FindingKind>(i)));
  EXPECT_EQ(names.size(), finding_kind_count);
  EXPECT_TRUE(names.count("home_stale"));
}

}  // namespace
}  // namespace sitewatch
