#include "domain/workdays.h"

#include <cassert>

namespace sitewatch {

bool Workdays::is_workday(Day day) const {
  const date::sys_days at{day};
  if (const auto listed = off_.find(at); listed != off_.end()) return !listed->second;
  const date::weekday weekday{at};
  return weekday != date::Saturday && weekday != date::Sunday;
}

Day Workdays::on_or_before(Day day) const {
  while (!is_workday(day)) day = plus_days(day, -1);
  return day;
}

Day Workdays::on_or_after(Day day) const {
  while (!is_workday(day)) day = plus_days(day, 1);
  return day;
}

Day Workdays::after(Day day, int n) const {
  assert(n >= 1);
  for (; n > 0; --n) day = on_or_after(plus_days(day, 1));
  return day;
}

bool Workdays::knows_year(date::year year) const {
  // Every yearly notice lists National Day; a regional overlay alone does not.
  return off_.contains(date::sys_days{year / date::October / 1});
}

}  // namespace sitewatch
