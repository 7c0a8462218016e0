#pragma once

#include <vector>

#include "domain/duty_calendar.h"

namespace sitewatch {

/// A day's entry of the monthly duty, for a person who plans ahead.
enum class DutyEventKind : std::uint8_t {
  roster,          ///< To the office: who owes, to be checked.
  reminder,        ///< To the units that have not filed.
  chasing,         ///< To the office: who is missing on the last day.
  closes,          ///< The deadline itself; nobody is mailed.
  late_list,       ///< To the office: who has not filed in time.
  overdue_notice,  ///< To the units that have not filed.
  listed,          ///< From here on a unit is listed as overdue; nobody is mailed.
  second_notice,   ///< To the units that still have not filed.
};
inline constexpr std::size_t duty_event_count = static_cast<std::size_t>(DutyEventKind::second_notice) + 1;
std::string_view name(DutyEventKind kind);

struct DutyEvent {
  WallTime at{};
  DutyEventKind kind = DutyEventKind::closes;
  Period period;
  int ordinal = 0;  ///< reminder, chasing: the how-manieth of its period, from 1.
};

/// Everything that happens about the monthly duty within [from, to], by time. Pure.
std::vector<DutyEvent> duty_agenda(Day from, Day to, const DutyRule& rule, const DutyCalendar& calendar);

}  // namespace sitewatch
