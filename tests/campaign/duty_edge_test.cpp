#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "campaign/duty_world.h"
#include "domain/day_text.h"
#include "support/matchers.h"
#include "support/smtp_sink.h"

namespace sitewatch {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const std::string unit = "s001@unit.example";
const std::string office = "office@district.example";

std::size_t count_of(const std::vector<std::string>& subjects, const std::string& part) {
  return static_cast<std::size_t>(std::count_if(
      subjects.begin(), subjects.end(), [&](const std::string& each) { return each.find(part) != std::string::npos; }));
}

class DutyEdge : public testing::Test {
 protected:
  std::size_t reminders() const { return count_of(world->mailer.subjects_to(unit), "报送提醒"); }
  std::size_t notices() const { return count_of(world->mailer.subjects_to(unit), "尚未收到"); }
  std::size_t chases() const { return count_of(world->mailer.subjects_to(office), "截止】"); }
  ReportState state() const { return world->desk->reports({2026, 3}).front().state; }
  void begin(const std::string& start) { world = std::make_unique<DutyWorld>(DutyWorld::Options{.start = start}); }
  void be_down(const std::string& from, const std::string& until) {
    world->go_to(from);
    world->clock.suspend(world->at(until) - world->clock.wall_now());
    world->restart();
  }

  std::unique_ptr<DutyWorld> world;
};

TEST_F(DutyEdge, RemindsTellsAndListsOnceEach) {
  begin("2026-03-01 00:00");
  world->go_to("2026-03-13 08:59");
  EXPECT_EQ(reminders(), 0U);
  world->go_to("2026-03-13 09:05");
  EXPECT_EQ(reminders(), 1U);
  world->go_to("2026-03-20 23:59");
  EXPECT_EQ(reminders(), 3U);
  EXPECT_EQ(chases(), 2U);
  EXPECT_EQ(notices(), 0U);
  world->go_to("2026-03-23 08:35");
  EXPECT_EQ(notices(), 0U) << "the 21st is a Saturday";
  EXPECT_EQ(chases(), 3U) << "the list of who is late";
  world->go_to("2026-03-23 09:05");
  EXPECT_EQ(notices(), 1U);
  world->go_to("2026-04-10 00:00");
  EXPECT_EQ(notices(), 2U) << "once more after three working days, then never again";
  EXPECT_EQ(reminders(), 3U);
}

TEST_F(DutyEdge, AsksNothingOutsideTheCampaignsMonths) {
  begin("2026-03-01 00:00");
  world->store.tables.owed.clear();
  world->duty.first_period = world->duty.last_period = Period{2026, 4};
  world->restart();
  world->go_to("2026-06-30 12:00");
  const std::vector<std::string> subjects = world->mailer.subjects_to(unit);
  EXPECT_EQ(reminders(), 3U) << "those of April";
  EXPECT_EQ(count_of(subjects, "3月") + count_of(subjects, "5月清理") + count_of(subjects, "6月清理"), 0U);
  for (const unsigned month : {3U, 5U, 6U}) {
    EXPECT_TRUE(world->desk->reports({2026, month}).empty()) << month;
    for (const OwedSite& each : world->store.tables.owed) EXPECT_EQ(each.period, (Period{2026, 4}));
  }
  EXPECT_EQ(world->desk->reports({2026, 4}).size(), 3U);
  EXPECT_EQ(count_of(world->mailer.subjects_to(office), "截止】"), 3U) << "April's lists";
}

TEST_F(DutyEdge, RepeatsNothingHoweverOftenTheDaemonIsKilled) {
  begin("2026-03-01 00:00");
  for (const char* time : {"2026-03-13 08:59", "2026-03-13 09:02", "2026-03-13 09:30", "2026-03-17 09:02",
                           "2026-03-20 09:02", "2026-03-20 10:02", "2026-03-20 15:02", "2026-03-20 23:59",
                           "2026-03-21 00:01", "2026-03-23 08:32", "2026-03-23 09:02", "2026-03-26 09:02"}) {
    world->go_to(time);
    world->restart();
  }
  world->go_to("2026-04-10 00:00");
  EXPECT_EQ(reminders(), 3U);
  EXPECT_EQ(notices(), 2U);
  EXPECT_EQ(chases(), 3U);
}

TEST_F(DutyEdge, CatchesUpOnceAfterItWasDownOverTheDeadline) {
  begin("2026-03-01 00:00");
  be_down("2026-03-16 00:00", "2026-03-22 12:00");
  world->go_to("2026-03-23 09:05");
  EXPECT_EQ(reminders(), 1U) << "what was missed is over";
  EXPECT_EQ(chases(), 1U) << "the list of who is late";
  EXPECT_EQ(notices(), 1U);
  EXPECT_EQ(state(), ReportState::in_grace);
}

TEST_F(DutyEdge, SendsTheListOfWhoIsLateOnceWhenItWasDownThroughTheWholeNextWorkingDay) {
  begin("2026-03-01 00:00");
  world->go_to("2026-03-20 16:00");
  const std::size_t before = chases();
  be_down("2026-03-20 16:00", "2026-03-26 10:00");
  world->go_to("2026-03-26 11:00");
  EXPECT_EQ(chases(), before + 1);
  const std::vector<std::string> subjects = world->mailer.subjects();
  const auto late = std::find_if(subjects.begin(), subjects.end(),
                                 [](const std::string& each) { return each.find("已过截止】") != each.npos; });
  ASSERT_NE(late, subjects.end());
  const Mail& mail = world->mailer.accepted[static_cast<std::size_t>(late - subjects.begin())];
  EXPECT_THAT(mail_part(mail.message, "text/plain"), testing::HasSubstr("起列入名单"));
  world->restart();
  world->go_to("2026-03-27 10:00");
  EXPECT_EQ(chases(), before + 1) << "once";
}

TEST_F(DutyEdge, SendsNoListOfWhoIsLateThatNobodyWaitsForAnyMore) {
  begin("2026-03-01 00:00");
  world->go_to("2026-03-20 16:00");
  const std::size_t before = chases();
  be_down("2026-03-20 16:00", "2026-04-02 10:00");
  world->go_to("2026-04-02 11:00");
  EXPECT_EQ(chases(), before);
}

TEST_F(DutyEdge, RemindsAtOnceWhenItComesBackOnTheEveningOfTheLastDay) {
  begin("2026-03-01 00:00");
  world->go_to("2026-03-18 00:00");
  world->clock.suspend(world->at("2026-03-20 19:00") - world->clock.wall_now());
  world->go_to("2026-03-20 19:30");
  EXPECT_EQ(reminders(), 3U);
}

TEST_F(DutyEdge, StepsOfTheClockRepeatNothing) {
  begin("2026-03-01 00:00");
  world->go_to("2026-03-13 09:30");
  world->clock.step_wall(-std::chrono::hours{2});
  world->go_to("2026-03-13 12:00");
  EXPECT_EQ(reminders(), 1U);
  world->go_to("2026-03-23 10:00");
  EXPECT_EQ(notices(), 1U);
  world->clock.step_wall(-std::chrono::hours{24 * 4});
  world->go_to("2026-03-19 12:00");
  EXPECT_EQ(state(), ReportState::due_soon);
  world->go_to("2026-03-23 12:00");
  EXPECT_EQ(notices(), 1U);
  EXPECT_EQ(reminders(), 3U);
}

TEST_F(DutyEdge, AClockThatRunsAheadAndIsSetBackRepeatsNothing) {
  begin("2026-03-01 00:00");
  world->go_to("2026-03-18 10:00");
  world->clock.step_wall(std::chrono::hours{24 * 5});
  world->clock.advance(std::chrono::minutes{10});
  EXPECT_EQ(state(), ReportState::in_grace) << "it is the 23rd, as far as anybody can tell";
  EXPECT_EQ(notices(), 1U);
  world->clock.step_wall(-std::chrono::hours{24 * 5});
  world->clock.advance(std::chrono::minutes{10});
  EXPECT_EQ(state(), ReportState::due_soon);
  world->go_to("2026-04-10 00:00");
  EXPECT_EQ(reminders(), 3U);
  EXPECT_EQ(notices(), 2U);
}

struct Place {
  const char* zone;
  const char* start;
  unsigned day;
  const char* last_minute;
  const char* after;
};

TEST_F(DutyEdge, WhereClocksAreSetForTheSeasonEachMailComesOnceToo) {
  const Place places[] = {
      {"America/New_York", "2026-03-01 00:00", 20, "2026-03-20 23:59", "2026-03-21 00:01"},     // Forward on the 8th.
      {"Australia/Lord_Howe", "2026-04-01 00:00", 20, "2026-04-20 23:59", "2026-04-21 00:01"},  // Back by 30 minutes.
      {"Asia/Beirut", "2026-03-02 00:00", 28, "2026-03-28 23:59", "2026-03-29 01:01"},          // 24:00 is skipped.
      {"America/Havana", "2026-10-10 00:00", 31, "2026-10-31 23:59", "2026-11-01 00:01"},       // Back at 01:00.
  };
  for (const Place& each : places) {
    SCOPED_TRACE(each.zone);
    world = std::make_unique<DutyWorld>(DutyWorld::Options{.zone = each.zone, .start = each.start});
    world->duty.rule.day = each.day;
    world->restart();
    const Period period = period_of(world->zone.day(world->clock.wall_now()));
    const auto now = [&] { return world->desk->reports(period).front().state; };
    world->go_to(each.last_minute);
    EXPECT_EQ(now(), ReportState::due_soon);
    EXPECT_EQ(reminders(), 3U);
    world->go_to(each.after);
    EXPECT_EQ(now(), ReportState::in_grace);
    world->clock.advance(std::chrono::hours{24 * 7});
    EXPECT_EQ(reminders(), 3U);
    EXPECT_EQ(chases(), 3U);
    EXPECT_EQ(notices(), 2U);
  }
}

struct Moment {
  const char* received;
  ReportState state;
};

TEST_F(DutyEdge, JudgesEachEdgeOfTheLastDay) {
  const Moment moments[] = {{"2026-03-19 23:59", ReportState::filed},
                            {"2026-03-20 00:00", ReportState::filed},
                            {"2026-03-20 23:59", ReportState::filed},
                            {"2026-03-21 00:00", ReportState::filed_late}};
  for (const Moment& each : moments) {
    begin("2026-03-18 00:00");
    world->go_to(each.received);
    ASSERT_TRUE(world->file(world->report(1, "2026-03", {"a", "b"})));
    EXPECT_EQ(state(), each.state) << each.received;
  }
}

TEST_F(DutyEdge, AReceiptFollowsEveryFilingAndEndsTheReminders) {
  begin("2026-03-01 00:00");
  world->go_to("2026-03-14 10:00");
  ASSERT_TRUE(world->file(world->report(1, "2026-03", {"a", "b"})));
  world->go_to("2026-03-14 10:05");
  EXPECT_THAT(world->mailer.subjects_to(unit), ElementsAre(HasSubstr("报送提醒"), HasSubstr("回执")));
  world->go_to("2026-04-02 00:00");
  EXPECT_THAT(world->mailer.subjects_to(unit), SizeIs(2)) << "who has filed is left alone";
}

TEST_F(DutyEdge, APartialReportIsAskedForTheRestAndNeverCalledOverdue) {
  begin("2026-03-01 00:00");
  world->go_to("2026-03-10 10:00");
  ASSERT_TRUE(world->file(world->report(1, "2026-03", {"a"})));
  world->go_to("2026-04-02 00:00");
  EXPECT_EQ(state(), ReportState::partial);
  EXPECT_EQ(reminders(), 3U);
  EXPECT_EQ(notices(), 0U);
}

TEST_F(DutyEdge, ALostDiskDelaysTheReceiptAndLosesNothing) {
  begin("2026-03-01 00:00");
  world->go_to("2026-03-10 10:00");
  world->store.fail_from_now_on(1);
  ASSERT_TRUE(world->file(world->report(1, "2026-03", {"a", "b"}))) << "the filing is the last row that fits";
  world->restart();
  world->store.work_again();
  world->go_to("2026-03-10 10:10");
  EXPECT_THAT(world->mailer.subjects_to(unit), Contains(HasSubstr("回执")));
  std::set<std::string> ids;
  for (const Mail& each : world->mailer.accepted)
    if (each.to.front() == unit) ids.insert(mail_header(each.message, "Message-ID"));
  EXPECT_THAT(ids, SizeIs(1)) << "a receipt that is sent again is the same mail";
}

TEST_F(DutyEdge, AnExtensionMovesRemindersChasesAndTheNotice) {
  begin("2026-03-01 00:00");
  world->go_to("2026-03-18 10:00");
  ASSERT_TRUE(world->decide({DecisionKind::extend, "s001", "2026-03", "2026-03-31", "防汛", "区政府办"}));
  EXPECT_EQ(state(), ReportState::extended);
  world->go_to("2026-03-26 08:59");
  EXPECT_EQ(reminders(), 2U) << "not on the 20th: the 31st is its last day";
  world->go_to("2026-03-31 16:00");
  EXPECT_EQ(notices(), 0U);
  EXPECT_EQ(reminders(), 5U);
  world->go_to("2026-04-01 10:00");
  EXPECT_EQ(notices(), 1U);
}

TEST_F(DutyEdge, AListIsToldWhatStandsBehindItsNames) {
  begin("2026-03-01 00:00");
  FilingRequest nothing_new = world->report(1, "2026-03", {});
  nothing_new.sites.clear();
  nothing_new.nil_reason = "等待验收";
  ASSERT_TRUE(world->file(nothing_new));
  EXPECT_EQ(world->desk->reports({2026, 3}).front().nil_reason, "等待验收");
  EXPECT_EQ(world->desk->reports({2026, 3}).front().returned_for, "");
  ASSERT_TRUE(world->decide({DecisionKind::give_back, "s001", "2026-03", "", "未写原因", "区政府办"}));
  EXPECT_EQ(world->desk->reports({2026, 3}).front().returned_for, "未写原因");
  ASSERT_TRUE(world->file(world->report(1, "2026-03", {"a", "b"})));
  EXPECT_EQ(world->desk->reports({2026, 3}).front().nil_reason, "");
  EXPECT_EQ(world->desk->reports({2026, 3}).front().returned_for, "");
  const DutyReading reading = world->desk->reading({2026, 3});
  EXPECT_TRUE(reading.covered);
  EXPECT_EQ(reading.dates.last_day, Day{date::year{2026} / 3 / 20});
  EXPECT_EQ(world->desk->sponsors().back().id, "s003");
}

/// The days of a comma-separated list, at a time of day.
std::vector<WallTime> at(const std::string& days, std::chrono::minutes time, const Zone& zone) {
  std::vector<WallTime> found;
  std::istringstream list{days};
  for (std::string each; std::getline(list, each, ',');) found.push_back(zone.at(*day_in(each), time));
  return found;
}

Day last_day(Period period, HolidayRoll roll, const DutyCalendar& calendar) {
  DutyRule rule;
  rule.roll = roll;
  return duty_dates(period, rule, calendar).last_day;
}

TEST(DutyCalendarOfTheProduct, HasTheReviewedDatesInEveryMonthFrom2016To2026) {
  DutyWorld world{{.start = "2026-01-01 00:00"}};
  const DutyCalendar calendar{world.zone, world.duty.workdays};
  std::ifstream table{std::string{SITEWATCH_SOURCE_DIR} + "/tests/data/duty/deadlines.tsv"};
  int months = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream fields{line};
    std::string month, last, reminders, late, second, next, previous;
    fields >> month >> last >> reminders >> late >> second >> next >> previous;
    ++months;
    SCOPED_TRACE(month);
    const Period period = *Period::parse(month);
    const DutyDates dates = duty_dates(period, {}, calendar);
    const DutySteps steps = duty_steps(dates, {}, calendar);
    EXPECT_EQ(dates.last_day, *day_in(last));
    EXPECT_EQ(dates.deadline.closes, world.zone.at(*day_in(last), hours{24}));
    EXPECT_EQ(dates.deadline.grace_end, world.zone.at(*day_in(late), hours{24}));
    EXPECT_EQ(steps.reminders, at(reminders, hours{9}, world.zone));
    const std::string last_workday = reminders.substr(reminders.rfind(',') + 1);
    EXPECT_EQ(steps.chases, (std::vector{world.zone.at(*day_in(last_workday), hours{10}),
                                         world.zone.at(*day_in(last_workday), hours{15})}));
    EXPECT_EQ(steps.late_list, world.zone.at(*day_in(late), minutes{8 * 60 + 30}));
    EXPECT_EQ(steps.overdue_notice, world.zone.at(*day_in(late), hours{9}));
    EXPECT_EQ(steps.second_notice, world.zone.at(*day_in(second), hours{9}));
    EXPECT_EQ(last_day(period, HolidayRoll::next_workday, calendar), *day_in(next));
    EXPECT_EQ(last_day(period, HolidayRoll::prev_workday, calendar), *day_in(previous));
    EXPECT_LT(steps.roster, steps.reminders.front());
  }
  EXPECT_EQ(months, 11 * 12);
}

}  // namespace
}  // namespace sitewatch
