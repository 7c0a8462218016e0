#include "domain/rule_set.h"

namespace sitewatch {

std::string_view name(FindingKind kind) {
  constexpr std::array<std::string_view, finding_kind_count> names{"home_stale", "columns_stale", "columns_long_stale",
                                                                   "columns_blank"};
  return names[static_cast<std::size_t>(kind)];
}

Day oldest_fresh_day(const UpdateWindow& window, Day today) {
  if (window.months == 0) return plus_days(today, -window.days);
  const Day same_day = today - date::months{window.months};
  if (same_day.ok()) return same_day;
  return same_day.year() / same_day.month() / date::last;
}

Day first_stale_day(const UpdateWindow& window, Day newest) {
  if (window.months == 0) return plus_days(newest, window.days + 1);
  const Day months_later = newest + date::months{window.months};
  Day day = months_later.ok() ? months_later : Day{months_later.year() / months_later.month() / date::last};
  while (oldest_fresh_day(window, day) <= newest) day = plus_days(day, 1);
  return day;
}

std::vector<std::string_view> built_in_rule_sets() {
  return {"CN-2015-15", "CN-2019-19"};
}

}  // namespace sitewatch
