#pragma once

#include <string_view>
#include <vector>

#include "domain/filing.h"
#include "domain/workdays.h"

namespace sitewatch {

/// What becomes of a last day that is no working day. The plan itself has no such clause, hence `none`.
enum class HolidayRoll : std::uint8_t { none, next_workday, prev_workday, nth_workday_after };

/// When a monthly duty closes and who is reminded before and after. "每月20日前（含当日）" is day 20, inclusive.
struct DutyRule {
  unsigned day = 20;                         ///< 1–31; a shorter month closes on its last day.
  bool inclusive = true;                     ///< false: the day before is the last one on which to file.
  Duration cutoff = std::chrono::hours{24};  ///< Time of day at which the last day closes.
  HolidayRoll roll = HolidayRoll::none;
  int workdays_after = 0;  ///< nth_workday_after: the last day is this working day after the named one; >= 1.
  /// The unit is reminded at 09:00 of the working day at or before so many days ahead of the last day; 0: on the last
  /// working day on which filing is on time.
  std::vector<int> remind_days{5, 3, 0};
  int roster_days = 7;  ///< The office gets the list of who owes, to be checked, so many days ahead or earlier.
  /// 催报清单: the office is told who is missing at these times of the last working day.
  std::vector<Duration> chase_times{std::chrono::hours{10}, std::chrono::hours{15}};
};

/// All dates of one duty, `soon_from <= closes <= grace_end`.
struct DutyDates {
  Day last_day;        ///< The last day on which a filing is on time.
  WallTime soon_from;  ///< 00:00 of the day of the first reminder.
  Deadline deadline;   ///< `grace_end`: the end of the first working day after `last_day`.
};

/// What happens around one duty's last day, and when. Lists are ascending, without doubles, and empty of what would lie
/// at or after `closes`.
struct DutySteps {
  WallTime roster;                  ///< 09:00, on a working day before the first reminder; to the office.
  std::vector<WallTime> reminders;  ///< 09:00; to the unit.
  std::vector<WallTime> chases;     ///< To the office.
  WallTime late_list;               ///< 08:30 of the first working day after; to the office.
  WallTime overdue_notice;          ///< 09:00 of the same day; to the unit.
  WallTime second_notice;           ///< 09:00, three working days later.
};

/// Calendars that a duty is computed with; both outlive the call.
struct DutyCalendar {
  const Zone& zone;
  const Workdays& workdays;
};

/// 2017-05, day 20 (a Saturday), Asia/Shanghai: closes 05-21 00:00, grace ends 05-23 00:00, after Monday the 22nd.
DutyDates duty_dates(Period period, const DutyRule& rule, const DutyCalendar& calendar);
/// The same with another last day, as an extension gives it.
DutyDates duty_dates(Day last_day, const DutyRule& rule, const DutyCalendar& calendar);
/// 2026-12-20, a Sunday: reminders on 12-15, 12-17 and 12-18, chases on 12-18, the late list on 12-21.
DutySteps duty_steps(const DutyDates& dates, const DutyRule& rule, const DutyCalendar& calendar);

/// The month a local day lies in, and its neighbours.
Period period_of(Day day);
Period plus_months(Period period, int count);

}  // namespace sitewatch
