#include "domain/deadline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace sitewatch {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

Zone shanghai() {
  return *Zone::named("Asia/Shanghai");
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

Day day(const char* text) {
  std::istringstream in{text};
  Day parsed;
  in >> date::parse("%F", parsed);
  return parsed;
}

Filing filing(WallTime received, std::vector<SiteId> sites, int revision = 1) {
  Filing made;
  made.receipt = "R" + std::to_string(revision);
  made.received_at = received;
  made.revision = revision;
  for (SiteId& site : sites) made.sites.push_back({std::move(site), 10, {}, {}, {}});
  return made;
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
      {"2017-03", "Asia/Shanghai", "2017-03-14 00:00", "2017-03-21 00:00", "2017-03-22 00:00"},  // a Monday
      {"2017-04", "Asia/Shanghai", "2017-04-14 00:00", "2017-04-21 00:00", "2017-04-22 00:00"},  // a Thursday
      {"2017-05", "Asia/Shanghai", "2017-05-15 00:00", "2017-05-21 00:00", "2017-05-23 00:00"},  // a Saturday
      {"2017-12", "Asia/Shanghai", "2017-12-14 00:00", "2017-12-21 00:00", "2017-12-22 00:00"},
      {"2018-01", "Asia/Shanghai", "2018-01-15 00:00", "2018-01-21 00:00", "2018-01-23 00:00"},  // a Saturday
      {"2026-03", "America/New_York", "2026-03-16 00:00", "2026-03-21 00:00", "2026-03-24 00:00"},
      {"2026-04", "Australia/Lord_Howe", "2026-04-14 00:00", "2026-04-21 00:00", "2026-04-22 00:00"},
  };
  for (const DateCase& each : cases) {
    const Zone zone = *Zone::named(each.zone);
    const DutyDates dates = duty_dates(*Period::parse(each.period), {}, zone, {});
    EXPECT_EQ(shown(zone, dates.soon_from), each.soon) << each.period;
    EXPECT_EQ(shown(zone, dates.deadline.closes), each.closes) << each.period;
    EXPECT_EQ(shown(zone, dates.deadline.grace_end), each.grace_end) << each.period;
  }
}

TEST(DutyDates, AreInstantsWhateverTheHostsZoneIs) {
  const DutyDates dates = duty_dates({2017, 4}, {}, shanghai(), {});
  EXPECT_EQ(dates.deadline.closes, at(Zone::utc(), "2017-04-20 16:00:00"));
}

TEST(DutyDates, RollTheGraceOverHolidaysAndWorkingWeekends) {
  // Spring Festival 2026: days off through Monday 02-23; a working Sunday may end the grace as well.
  std::map<date::sys_days, bool> off;
  for (Day each = day("2026-02-15"); each <= day("2026-02-23"); each = plus_days(each, 1)) off[each] = true;
  EXPECT_EQ(shown(shanghai(), duty_dates({2026, 2}, {}, shanghai(), Workdays{off}).deadline.grace_end),
            "2026-02-25 00:00");
  off = {{day("2017-05-21"), false}};
  EXPECT_EQ(shown(shanghai(), duty_dates({2017, 5}, {}, shanghai(), Workdays{off}).deadline.grace_end),
            "2017-05-22 00:00");
}

TEST(DutyDates, TakeTheOtherReadingsFromTheRule) {
  DutyRule exclusive;
  exclusive.inclusive = false;
  EXPECT_EQ(shown(shanghai(), duty_dates({2026, 3}, exclusive, shanghai(), {}).deadline.closes), "2026-03-20 00:00");
  DutyRule cutoff;
  cutoff.cutoff = hours{17} + minutes{30};
  const Deadline deadline = duty_dates({2026, 3}, cutoff, shanghai(), {}).deadline;
  EXPECT_EQ(shown(shanghai(), deadline.closes), "2026-03-20 17:30");
  EXPECT_EQ(shown(shanghai(), deadline.grace_end), "2026-03-24 00:00");
  DutyRule last_day;
  last_day.day = 31;
  EXPECT_EQ(shown(shanghai(), duty_dates({2026, 2}, last_day, shanghai(), {}).deadline.closes), "2026-03-01 00:00");
  EXPECT_EQ(shown(shanghai(), duty_dates({2024, 2}, last_day, shanghai(), {}).deadline.closes), "2024-03-01 00:00");
}

TEST(Assess, SaysEachStateAtEachEdge) {
  const DutyDates dates = duty_dates({2017, 5}, {}, shanghai(), {});
  const auto state = [&](const char* now) { return assess(dates, {}, {"a"}, at(shanghai(), now)).state; };
  EXPECT_EQ(state("2017-05-14 23:59:59"), ReportState::not_due);
  EXPECT_EQ(state("2017-05-15 00:00:00"), ReportState::due_soon);
  EXPECT_EQ(state("2017-05-19 23:59:59"), ReportState::due_soon);
  EXPECT_EQ(state("2017-05-20 00:00:00"), ReportState::due_soon);
  EXPECT_EQ(state("2017-05-20 23:59:59"), ReportState::due_soon);
  EXPECT_EQ(state("2017-05-21 00:00:00"), ReportState::in_grace);
  EXPECT_EQ(state("2017-05-22 23:59:59"), ReportState::in_grace);
  EXPECT_EQ(state("2017-05-23 00:00:00"), ReportState::overdue);
}

TEST(Assess, JudgesLatenessByWhenTheFirstFilingWasReceived) {
  const DutyDates dates = duty_dates({2017, 4}, {}, shanghai(), {});
  const WallTime later = at(shanghai(), "2017-04-28 09:00:00");
  const WallTime in_time = at(shanghai(), "2017-04-20 23:59:59");
  const WallTime late = at(shanghai(), "2017-04-21 00:00:00");
  EXPECT_EQ(assess(dates, {filing(in_time, {"a"})}, {"a"}, later).state, ReportState::filed);
  EXPECT_EQ(assess(dates, {filing(late, {"a"})}, {"a"}, later).state, ReportState::filed_late);
  const Assessment revised = assess(dates, {filing(in_time, {"a"}), filing(late, {"a"}, 2)}, {"a"}, later);
  EXPECT_EQ(revised.state, ReportState::filed);
  EXPECT_EQ(revised.filed_at, in_time);
  EXPECT_EQ(revised.receipt, "R2");
}

TEST(Assess, NamesTheSitesThatWereLeftOut) {
  const DutyDates dates = duty_dates({2017, 4}, {}, shanghai(), {});
  const WallTime now = at(shanghai(), "2017-04-18 09:00:00");
  const Assessment partial = assess(dates, {filing(now, {"a"})}, {"a", "b"}, now);
  EXPECT_EQ(partial.state, ReportState::partial);
  EXPECT_THAT(partial.left_out, ElementsAre("b"));
  EXPECT_EQ(assess(dates, {filing(now, {"a"}), filing(now, {"b"}, 2)}, {"a", "b"}, now).state, ReportState::filed);
  Filing nil = filing(now, {});
  nil.nil_reason = "no progress this month";
  const Assessment nil_report = assess(dates, {nil}, {"a", "b"}, now);
  EXPECT_EQ(nil_report.state, ReportState::filed);
  EXPECT_THAT(nil_report.left_out, IsEmpty());
}

TEST(Period, IsWrittenAndReadOneWay) {
  EXPECT_EQ(Period::parse("2026-03"), (Period{2026, 3}));
  EXPECT_EQ((Period{2026, 11}).text(), "2026-11");
  for (const char* wrong : {"", "2026-3", "2026-13", "2026-00", "2026/03", "2026-03-", "+026-03", "20a6-03"})
    EXPECT_FALSE(Period::parse(wrong)) << wrong;
  EXPECT_EQ(plus_months({2026, 12}, 1), (Period{2027, 1}));
  EXPECT_EQ(plus_months({2026, 1}, -13), (Period{2024, 12}));
}

}  // namespace
}  // namespace sitewatch
