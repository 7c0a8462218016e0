#include "domain/duty_calendar.h"

#include <algorithm>

namespace sitewatch {
namespace {

constexpr std::chrono::hours morning{9};
constexpr std::chrono::minutes list_time{8 * 60 + 30};
constexpr int second_notice_workdays = 3;

Day named_day(Period period, const DutyRule& rule) {
  const date::year_month month{date::year{period.year}, date::month{period.month}};
  const Day named = month / std::min(date::day{rule.day}, (month / date::last).day());
  return rule.inclusive ? named : plus_days(named, -1);
}

Day rolled(Day named, const DutyRule& rule, const Workdays& workdays) {
  switch (rule.roll) {
    case HolidayRoll::none:
      return named;
    case HolidayRoll::next_workday:
      return workdays.on_or_after(named);
    case HolidayRoll::prev_workday:
      return workdays.on_or_before(named);
    case HolidayRoll::nth_workday_after:
      break;
  }
  return workdays.after(named, rule.workdays_after);
}

Day day_ahead(Day last_day, int days, const Workdays& workdays) {
  return workdays.on_or_before(plus_days(last_day, -days));
}

/// Ascending, without doubles and without what would come too late.
std::vector<WallTime> in_order(std::vector<WallTime> times, WallTime closes) {
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  std::erase_if(times, [&](WallTime each) { return each >= closes; });
  return times;
}

}  // namespace

DutyDates duty_dates(Period period, const DutyRule& rule, const DutyCalendar& calendar) {
  return duty_dates(rolled(named_day(period, rule), rule, calendar.workdays), rule, calendar);
}

DutyDates duty_dates(Day last_day, const DutyRule& rule, const DutyCalendar& calendar) {
  const auto first = std::max_element(rule.remind_days.begin(), rule.remind_days.end());
  const int ahead = first == rule.remind_days.end() ? 0 : *first;
  DutyDates dates;
  dates.last_day = last_day;
  dates.soon_from = calendar.zone.at(day_ahead(last_day, ahead, calendar.workdays), Duration{0});
  dates.deadline.closes = calendar.zone.at(last_day, rule.cutoff);
  dates.deadline.grace_end = calendar.zone.at(calendar.workdays.after(last_day), std::chrono::hours{24});
  return dates;
}

DutySteps duty_steps(const DutyDates& dates, const DutyRule& rule, const DutyCalendar& calendar) {
  const auto& [zone, workdays] = calendar;
  const Day last_workday = workdays.on_or_before(dates.last_day);
  const Day next_workday = workdays.after(dates.last_day);
  DutySteps steps;
  for (const int days : rule.remind_days)
    steps.reminders.push_back(zone.at(day_ahead(dates.last_day, days, workdays), morning));
  for (const Duration time : rule.chase_times) steps.chases.push_back(zone.at(last_workday, time));
  steps.reminders = in_order(std::move(steps.reminders), dates.deadline.closes);
  steps.chases = in_order(std::move(steps.chases), dates.deadline.closes);
  // Whoever is on the list by mistake is to be off it before the first reminder goes out.
  const Day roster = day_ahead(dates.last_day, rule.roster_days, workdays);
  const Day before_first = workdays.on_or_before(plus_days(zone.day(dates.soon_from), -1));
  steps.roster = zone.at(std::min(roster, before_first), morning);
  steps.late_list = zone.at(next_workday, list_time);
  steps.overdue_notice = zone.at(next_workday, morning);
  steps.second_notice = zone.at(workdays.after(next_workday, second_notice_workdays), morning);
  return steps;
}

Period period_of(Day day) {
  return {int{day.year()}, unsigned{day.month()}};
}

Period plus_months(Period period, int count) {
  const date::year_month month = date::year{period.year} / date::month{period.month} + date::months{count};
  return {int{month.year()}, unsigned{month.month()}};
}

}  // namespace sitewatch
