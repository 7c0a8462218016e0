#pragma once

#include <map>

#include "domain/zone.h"

namespace sitewatch {

/// Working days of state organs: Monday to Friday, changed by the yearly notice and a regional overlay that wins.
class Workdays {
 public:
  Workdays() = default;
  /// `off[day]`: true is a day off, false a working day, whatever the weekday says.
  explicit Workdays(std::map<date::sys_days, bool> off) : off_(std::move(off)) {}

  bool is_workday(Day day) const;
  Day on_or_before(Day day) const;
  Day on_or_after(Day day) const;
  /// The nth working day after `day`, which itself does not count; n >= 1.
  Day after(Day day, int n = 1) const;
  /// Whether the notice for this year is known; else weekends alone are assumed.
  bool knows_year(date::year year) const;

 private:
  std::map<date::sys_days, bool> off_;
};

}  // namespace sitewatch
