#pragma once

#include <date/tz.h>

#include <string>
#include <string_view>

#include "domain/result.h"
#include "domain/time.h"

namespace sitewatch {

using Day = date::year_month_day;
/// A clock on the wall of the configured zone.
using LocalTime = date::local_time<std::chrono::milliseconds>;

/// A time zone of the system's database. Cheap to copy; the database is never unloaded.
class Zone {
 public:
  static Result<Zone> named(std::string_view name);
  /// UTC, for tests and as a last resort.
  static Zone utc();

  std::string name() const;
  LocalTime local(WallTime time) const;
  Day day(WallTime time) const;
  /// In a gap: the first instant after it. In an overlap: the earlier of the two.
  WallTime wall(LocalTime local) const;
  /// `day` at `time_of_day` there; `24h` is the start of the next day.
  WallTime at(Day day, std::chrono::milliseconds time_of_day) const;

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;
};

/// A time of day as people write it: "17:30", "24:00".
std::string clock_text(Duration time_of_day);

/// Calendar arithmetic that Hinnant's year_month_day leaves to sys_days.
Day plus_days(Day day, int count);
int days_between(Day from, Day to);

}  // namespace sitewatch
