#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/column.h"
#include "domain/freshness.h"

namespace sitewatch {

/// How long a column may stay without a new item: full days or calendar months, one of the two. The day of publication
/// is not counted; months end at the month's last day (2017-08-31 less six is 2017-02-28).
struct UpdateWindow {
  int days = 0;
  int months = 0;
  friend bool operator==(const UpdateWindow&, const UpdateWindow&) = default;
};
/// A column whose newest item is of this day or later is fresh: 14 days, 03-15 → 03-01.
Day oldest_fresh_day(const UpdateWindow& window, Day today);
/// The first day on which a column whose newest item is of `newest` is stale.
Day first_stale_day(const UpdateWindow& window, Day newest);

/// One kind of rule that a whole site can break.
enum class FindingKind : std::uint8_t {
  home_stale,          ///< 首页不更新
  columns_stale,       ///< 栏目不更新: of the types counted jointly.
  columns_long_stale,  ///< 应更新而长期未更新的栏目
  columns_blank,       ///< 空白栏目
};
inline constexpr std::size_t finding_kind_count = static_cast<std::size_t>(FindingKind::columns_blank) + 1;
std::string_view name(FindingKind kind);

/// A version of the inspection's thresholds, read from a file of config/rules. Kept with every verdict, so that what
/// was judged by one is never judged again by another's numbers.
struct RuleSet {
  std::string id;        ///< "CN-2019-19"
  std::string document;  ///< "国办秘函〔2019〕19号"
  std::string indicator(FindingKind kind) const { return indicators[static_cast<std::size_t>(kind)]; }

  FreshnessRule home;
  /// By type; none: judged only as blank. An archive is never judged.
  std::array<std::optional<UpdateWindow>, column_type_count> windows;
  std::vector<ColumnType> joint_types;  ///< Whose stale columns count together (news, notices, policies).
  int joint_limit = 0;                  ///< So many of them match the indicator.
  int long_stale_days = 0;              ///< From so many days on a judged column is long stale.
  int long_stale_limit = 0;
  int blank_days = 0;  ///< A list must have been seen empty on so many days.
  int blank_limit = 0;
  bool undated_is_stale = false;  ///< 未注明信息发布时间的视为不更新.
  int few_updates = 0;            ///< Fewer items than this in 180 days are 内容单一、更新数量少; 0: not suggested.
  int burst_items = 0;            ///< More new items than this on one day, all dated that day, are a burst.
  std::array<std::string, finding_kind_count> indicators;  ///< What the document calls each: "V19-2 首页不更新".

  const std::optional<UpdateWindow>& window(ColumnType type) const { return windows[static_cast<std::size_t>(type)]; }
};

/// The rule sets that come with the program, in order of their years.
std::vector<std::string_view> built_in_rule_sets();

}  // namespace sitewatch
