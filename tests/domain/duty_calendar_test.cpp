#include "domain/duty_calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace sitewatch {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

const Workdays weekends;

const Zone& shanghai() {
  static const Zone zone = *Zone::named("Asia/Shanghai");
  return zone;
}

/// "2017-05-21 00:00:00" on the wall of a zone.
WallTime at(const Zone& zone, const std::string& text) {
  std::istringstream in{text};
  LocalTime local;
  in >> date::parse("%F %T", local);
  EXPECT_FALSE(in.fail()) << text;
  return zone.wall(local);
}

std::string shown(const Zone& zone, WallTime time) {
  return date::format("%F %H:%M", std::chrono::floor<std::chrono::minutes>(zone.local(time)));
}

std::vector<std::string> shown(const std::vector<WallTime>& times) {
  std::vector<std::string> texts;
  for (const WallTime each : times) texts.push_back(shown(shanghai(), each));
  return texts;
}

Day day(const char* text) {
  std::istringstream in{text};
  Day parsed;
  in >> date::parse("%F", parsed);
  return parsed;
}

DutyDates in_shanghai(Period period, const DutyRule& rule = {}, const Workdays& workdays = weekends) {
  return duty_dates(period, rule, {shanghai(), workdays});
}

DutySteps steps_of(Period period, const DutyRule& rule = {}, const Workdays& workdays = weekends) {
  return duty_steps(in_shanghai(period, rule, workdays), rule, {shanghai(), workdays});
}

struct DateCase {
  const char* period;
  const char* zone;
  const char* soon;
  const char* closes;
  const char* grace_end;
};

TEST(DutyDates, FollowTheCalendarOfTheZone) {
  const DateCase cases[] = {
      {"2017-03", "Asia/Shanghai", "2017-03-15 00:00", "2017-03-21 00:00", "2017-03-22 00:00"},  // a Monday
      {"2017-04", "Asia/Shanghai", "2017-04-14 00:00", "2017-04-21 00:00", "2017-04-22 00:00"},  // a Thursday
      {"2017-05", "Asia/Shanghai", "2017-05-15 00:00", "2017-05-21 00:00", "2017-05-23 00:00"},  // a Saturday
      {"2017-12", "Asia/Shanghai", "2017-12-15 00:00", "2017-12-21 00:00", "2017-12-22 00:00"},
      {"2018-01", "Asia/Shanghai", "2018-01-15 00:00", "2018-01-21 00:00", "2018-01-23 00:00"},  // a Saturday
      {"2026-03", "America/New_York", "2026-03-13 00:00", "2026-03-21 00:00", "2026-03-24 00:00"},
      {"2026-04", "Australia/Lord_Howe", "2026-04-15 00:00", "2026-04-21 00:00", "2026-04-22 00:00"},
  };
  for (const DateCase& each : cases) {
    const Zone zone = *Zone::named(each.zone);
    const DutyDates dates = duty_dates(*Period::parse(each.period), {}, {zone, weekends});
    EXPECT_EQ(shown(zone, dates.soon_from), each.soon) << each.period;
    EXPECT_EQ(shown(zone, dates.deadline.closes), each.closes) << each.period;
    EXPECT_EQ(shown(zone, dates.deadline.grace_end), each.grace_end) << each.period;
  }
}

TEST(DutyDates, AreInstantsWhateverTheHostsZoneIs) {
  const DutyDates dates = in_shanghai({2017, 4});
  EXPECT_EQ(dates.deadline.closes, at(Zone::utc(), "2017-04-20 16:00:00"));
}

TEST(DutyDates, RollTheGraceOverHolidaysAndWorkingWeekends) {
  // Spring Festival 2026: days off through Monday 02-23; a working Sunday may end the grace as well.
  std::map<date::sys_days, bool> off;
  for (Day each = day("2026-02-15"); each <= day("2026-02-23"); each = plus_days(each, 1)) off[each] = true;
  EXPECT_EQ(shown(shanghai(), in_shanghai({2026, 2}, {}, Workdays{off}).deadline.grace_end), "2026-02-25 00:00");
  off = {{day("2017-05-21"), false}};
  EXPECT_EQ(shown(shanghai(), in_shanghai({2017, 5}, {}, Workdays{off}).deadline.grace_end), "2017-05-22 00:00");
}

TEST(DutyDates, TakeTheOtherReadingsFromTheRule) {
  DutyRule exclusive;
  exclusive.inclusive = false;
  EXPECT_EQ(shown(shanghai(), in_shanghai({2026, 3}, exclusive).deadline.closes), "2026-03-20 00:00");
  DutyRule cutoff;
  cutoff.cutoff = hours{17} + minutes{30};
  const Deadline deadline = in_shanghai({2026, 3}, cutoff).deadline;
  EXPECT_EQ(shown(shanghai(), deadline.closes), "2026-03-20 17:30");
  EXPECT_EQ(shown(shanghai(), deadline.grace_end), "2026-03-24 00:00");
  DutyRule last_day;
  last_day.day = 31;
  EXPECT_EQ(shown(shanghai(), in_shanghai({2026, 2}, last_day).deadline.closes), "2026-03-01 00:00");
  EXPECT_EQ(shown(shanghai(), in_shanghai({2024, 2}, last_day).deadline.closes), "2024-03-01 00:00");
}

/// 2026 as the notice has it, as far as these tests go.
Workdays in_2026() {
  std::map<date::sys_days, bool> off;
  for (Day each = day("2026-02-15"); each <= day("2026-02-23"); each = plus_days(each, 1)) off[each] = true;
  off[day("2026-02-14")] = false;
  off[day("2026-02-28")] = false;
  off[day("2026-06-19")] = true;
  off[day("2026-09-20")] = false;
  return Workdays{off};
}

TEST(DutySteps, RemindOnTheWorkingDaysNearestTheThreeMarks) {
  EXPECT_THAT(shown(steps_of({2026, 12}, {}, in_2026()).reminders),
              ElementsAre("2026-12-15 09:00", "2026-12-17 09:00", "2026-12-18 09:00"));
  EXPECT_THAT(shown(steps_of({2026, 3}, {}, in_2026()).reminders),
              ElementsAre("2026-03-13 09:00", "2026-03-17 09:00", "2026-03-20 09:00"));
}

TEST(DutySteps, MakeOneReminderOfThoseThatFallOnOneDay) {
  const DutySteps steps = steps_of({2026, 2}, {}, in_2026());
  EXPECT_THAT(shown(steps.reminders), ElementsAre("2026-02-14 09:00")) << "a working Saturday before the festival";
  EXPECT_THAT(shown(steps.chases), ElementsAre("2026-02-14 10:00", "2026-02-14 15:00"));
  EXPECT_EQ(shown(shanghai(), steps.late_list), "2026-02-24 08:30");
  EXPECT_EQ(shown(shanghai(), steps.overdue_notice), "2026-02-24 09:00");
  EXPECT_EQ(shown(shanghai(), steps.second_notice), "2026-02-27 09:00");
}

TEST(DutySteps, ChaseOnTheLastWorkingDayUpToTheDeadline) {
  EXPECT_THAT(shown(steps_of({2026, 9}, {}, in_2026()).chases), ElementsAre("2026-09-20 10:00", "2026-09-20 15:00"))
      << "a working Sunday";
  EXPECT_THAT(shown(steps_of({2026, 6}, {}, in_2026()).chases), ElementsAre("2026-06-18 10:00", "2026-06-18 15:00"));
  EXPECT_THAT(shown(steps_of({2017, 5}).chases), ElementsAre("2017-05-19 10:00", "2017-05-19 15:00"));
}

TEST(DutySteps, GiveTheOfficeTheListOfWhoOwesAWeekAhead) {
  EXPECT_EQ(shown(shanghai(), steps_of({2026, 4}).roster), "2026-04-13 09:00");
  EXPECT_EQ(shown(shanghai(), steps_of({2026, 3}).roster), "2026-03-12 09:00") << "the first reminder is on the 13th";
  EXPECT_EQ(shown(shanghai(), steps_of({2026, 2}, {}, in_2026()).roster), "2026-02-13 09:00");
}

TEST(DutySteps, LeaveOutWhatWouldComeAfterTheCutoff) {
  DutyRule noon;
  noon.cutoff = hours{12};
  EXPECT_THAT(shown(steps_of({2026, 3}, noon).chases), ElementsAre("2026-03-20 10:00"));
  DutyRule early;
  early.cutoff = hours{8};
  EXPECT_THAT(shown(steps_of({2026, 3}, early).chases), IsEmpty());
  EXPECT_THAT(shown(steps_of({2026, 3}, early).reminders), ElementsAre("2026-03-13 09:00", "2026-03-17 09:00"));
}

TEST(HolidayRoll, MovesTheLastDayAsTheRuleSays) {
  DutyRule rule;
  const auto last_day = [&](HolidayRoll roll, Period period) {
    rule.roll = roll;
    return in_shanghai(period, rule, in_2026()).last_day;
  };
  EXPECT_EQ(last_day(HolidayRoll::none, {2026, 2}), day("2026-02-20"));
  EXPECT_EQ(last_day(HolidayRoll::next_workday, {2026, 2}), day("2026-02-24"));
  EXPECT_EQ(last_day(HolidayRoll::prev_workday, {2026, 2}), day("2026-02-14"));
  EXPECT_EQ(last_day(HolidayRoll::next_workday, {2026, 9}), day("2026-09-20"));
  EXPECT_EQ(last_day(HolidayRoll::next_workday, {2026, 6}), day("2026-06-22"));
  rule.workdays_after = 2;
  EXPECT_EQ(last_day(HolidayRoll::nth_workday_after, {2026, 3}), day("2026-03-24"));
  EXPECT_EQ(last_day(HolidayRoll::nth_workday_after, {2026, 2}), day("2026-02-25"));
}

TEST(HolidayRoll, OfAnExclusiveReadingStartsAtTheDayBefore) {
  DutyRule rule;
  rule.inclusive = false;
  rule.roll = HolidayRoll::prev_workday;
  EXPECT_EQ(in_shanghai({2017, 5}, rule).last_day, day("2017-05-19"));
}

TEST(DutyDates, MayBeThoseOfAnotherLastDay) {
  const DutyDates dates = duty_dates(day("2026-03-27"), {}, {shanghai(), weekends});
  EXPECT_EQ(shown(shanghai(), dates.deadline.closes), "2026-03-28 00:00");
  EXPECT_EQ(shown(shanghai(), dates.soon_from), "2026-03-20 00:00");
  EXPECT_EQ(shown(shanghai(), dates.deadline.grace_end), "2026-03-31 00:00");
}

}  // namespace
}  // namespace sitewatch
