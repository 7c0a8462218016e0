#include "domain/duty_agenda.h"

#include <algorithm>
#include <array>

namespace sitewatch {
namespace {

constexpr std::array<std::string_view, duty_event_count> kind_names{
    "roster", "reminder", "chasing", "closes", "late_list", "overdue_notice", "listed", "second_notice"};

void add_period(std::vector<DutyEvent>& events, Period period, const DutyRule& rule, const DutyCalendar& calendar) {
  const DutyDates dates = duty_dates(period, rule, calendar);
  const DutySteps steps = duty_steps(dates, rule, calendar);
  const auto add = [&](WallTime at, DutyEventKind kind, int ordinal = 0) {
    events.push_back({at, kind, period, ordinal});
  };
  add(steps.roster, DutyEventKind::roster);
  for (std::size_t i = 0; i < steps.reminders.size(); ++i)
    add(steps.reminders[i], DutyEventKind::reminder, static_cast<int>(i) + 1);
  for (std::size_t i = 0; i < steps.chases.size(); ++i)
    add(steps.chases[i], DutyEventKind::chasing, static_cast<int>(i) + 1);
  add(dates.deadline.closes, DutyEventKind::closes);
  add(steps.late_list, DutyEventKind::late_list);
  add(steps.overdue_notice, DutyEventKind::overdue_notice);
  add(dates.deadline.grace_end, DutyEventKind::listed);
  add(steps.second_notice, DutyEventKind::second_notice);
}

}  // namespace

std::string_view name(DutyEventKind kind) {
  return kind_names[static_cast<std::size_t>(kind)];
}

std::vector<DutyEvent> duty_agenda(Day from, Day to, const DutyRule& rule, const DutyCalendar& calendar) {
  std::vector<DutyEvent> events;
  // A month's notices may reach into the next one, and its first reminder into the one before.
  for (Period period = plus_months(period_of(from), -1); period <= plus_months(period_of(to), 1);
       period = plus_months(period, 1))
    add_period(events, period, rule, calendar);
  const WallTime begin = calendar.zone.at(from, Duration{0});
  const WallTime end = calendar.zone.at(to, std::chrono::hours{24});
  std::erase_if(events, [&](const DutyEvent& each) { return each.at < begin || each.at > end; });
  std::stable_sort(events.begin(), events.end(), [](const DutyEvent& a, const DutyEvent& b) { return a.at < b.at; });
  return events;
}

}  // namespace sitewatch
