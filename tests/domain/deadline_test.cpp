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

const Workdays weekends;

DutyDates dates_in(int year, unsigned month) {
  return duty_dates(Period{year, month}, {}, {shanghai(), weekends});
}

DutyRecord record(std::vector<Filing> filings, std::vector<DutyDecision> decisions = {}) {
  return {std::move(filings), std::move(decisions)};
}

DutyDecision decision(DecisionKind kind, std::optional<Day> until = std::nullopt, int revision = 0) {
  DutyDecision made;
  made.kind = kind;
  made.until = until;
  made.revision = revision;
  return made;
}

Filing filing(WallTime received, std::vector<SiteId> sites, int revision = 1) {
  Filing made;
  made.receipt = "R" + std::to_string(revision);
  made.received_at = received;
  made.revision = revision;
  for (SiteId& site : sites) made.sites.push_back({std::move(site), 10, {}, {}, {}});
  return made;
}

TEST(Assess, SaysEachStateAtEachEdge) {
  const DutyDates dates = dates_in(2017, 5);
  const auto state = [&](const char* now) { return assess(dates, DutyRecord{}, {"a"}, at(shanghai(), now)).state; };
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
  const DutyDates dates = dates_in(2017, 4);
  const WallTime later = at(shanghai(), "2017-04-28 09:00:00");
  const WallTime in_time = at(shanghai(), "2017-04-20 23:59:59");
  const WallTime late = at(shanghai(), "2017-04-21 00:00:00");
  EXPECT_EQ(assess(dates, record({filing(in_time, {"a"})}), {"a"}, later).state, ReportState::filed);
  EXPECT_EQ(assess(dates, record({filing(late, {"a"})}), {"a"}, later).state, ReportState::filed_late);
  const Assessment revised = assess(dates, record({filing(in_time, {"a"}), filing(late, {"a"}, 2)}), {"a"}, later);
  EXPECT_EQ(revised.state, ReportState::filed);
  EXPECT_EQ(revised.filed_at, in_time);
  EXPECT_EQ(revised.receipt, "R2");
}

TEST(Assess, NamesTheSitesThatWereLeftOut) {
  const DutyDates dates = dates_in(2017, 4);
  const WallTime now = at(shanghai(), "2017-04-18 09:00:00");
  const Assessment partial = assess(dates, record({filing(now, {"a"})}), {"a", "b"}, now);
  EXPECT_EQ(partial.state, ReportState::partial);
  EXPECT_THAT(partial.left_out, ElementsAre("b"));
  EXPECT_EQ(assess(dates, record({filing(now, {"a"}), filing(now, {"b"}, 2)}), {"a", "b"}, now).state,
            ReportState::filed);
  Filing nil = filing(now, {});
  nil.nil_reason = "no progress this month";
  const Assessment nil_report = assess(dates, record({nil}), {"a", "b"}, now);
  EXPECT_EQ(nil_report.state, ReportState::filed);
  EXPECT_THAT(nil_report.left_out, IsEmpty());
}

TEST(Assess, KeepsTheFirstDateOfAReturnedReport) {
  const DutyDates dates = dates_in(2017, 4);
  const WallTime in_time = at(shanghai(), "2017-04-19 10:00:00");
  const WallTime late = at(shanghai(), "2017-04-25 10:00:00");
  const DutyDecision back = decision(DecisionKind::give_back, std::nullopt, 1);
  const Assessment returned = assess(dates, record({filing(in_time, {"a"})}, {back}), {"a"}, late);
  EXPECT_EQ(returned.state, ReportState::returned);
  EXPECT_EQ(returned.filed_at, in_time);
  EXPECT_TRUE(is_open(returned.state));
  const Assessment again = assess(dates, record({filing(in_time, {"a"}), filing(late, {"a"}, 2)}, {back}), {"a"}, late);
  EXPECT_EQ(again.state, ReportState::filed);
  EXPECT_EQ(again.filed_at, in_time);
}

TEST(Assess, TakesTheDatesOfAnExtension) {
  const Zone zone = shanghai();
  const DutyRecord extended = record({}, {decision(DecisionKind::extend, date::year{2017} / 4 / 26)});
  const DutyDates own = dates_of(dates_in(2017, 4), extended, {}, {zone, weekends});
  EXPECT_EQ(own.last_day, date::year{2017} / 4 / 26);
  EXPECT_EQ(own.deadline.closes, at(zone, "2017-04-27 00:00:00"));
  const auto state = [&](const char* now) { return assess(own, extended, {"a"}, at(zone, now)).state; };
  EXPECT_EQ(state("2017-04-10 00:00:00"), ReportState::extended);
  EXPECT_EQ(state("2017-04-26 23:59:59"), ReportState::extended);
  EXPECT_EQ(state("2017-04-27 00:00:00"), ReportState::in_grace);
  EXPECT_EQ(state("2017-04-28 00:00:00"), ReportState::overdue);
  const DutyRecord filed = record({filing(at(zone, "2017-04-26 23:59:59"), {"a"})}, extended.decisions);
  EXPECT_EQ(assess(own, filed, {"a"}, at(zone, "2017-05-01 00:00:00")).state, ReportState::filed);
}

TEST(Assess, AsksNothingOfAWaivedDutyAndStillTakesWhatComes) {
  const DutyDates dates = dates_in(2017, 4);
  const WallTime late = at(shanghai(), "2017-04-25 10:00:00");
  const DutyDecision waiver = decision(DecisionKind::waive);
  EXPECT_EQ(assess(dates, record({}, {waiver}), {"a"}, late).state, ReportState::waived);
  EXPECT_FALSE(is_open(ReportState::waived));
  EXPECT_EQ(assess(dates, record({filing(late, {})}, {waiver}), {"a"}, late).state, ReportState::filed);
  EXPECT_EQ(assess(dates, record({}, {waiver, decision(DecisionKind::reinstate)}), {"a"}, late).state,
            ReportState::overdue);
}

TEST(DutyRecord, HoldsToTheNewestExtensionOrWaiver) {
  const Day first = date::year{2017} / 4 / 24;
  const Day second = date::year{2017} / 4 / 28;
  EXPECT_FALSE(DutyRecord{}.extended_until());
  DutyRecord record{{}, {decision(DecisionKind::extend, first), decision(DecisionKind::extend, second)}};
  EXPECT_EQ(record.extended_until(), second);
  record.decisions.push_back(decision(DecisionKind::waive));
  EXPECT_TRUE(record.waived());
  EXPECT_FALSE(record.extended_until());
  record.decisions.push_back(decision(DecisionKind::reinstate));
  EXPECT_FALSE(record.waived());
  EXPECT_EQ(record.decision_in_force(), nullptr);
}

TEST(DecisionKind, HasNamesThatAreReadBack) {
  for (const DecisionKind kind :
       {DecisionKind::extend, DecisionKind::waive, DecisionKind::give_back, DecisionKind::reinstate})
    EXPECT_EQ(decision_named(name(kind)), kind);
  EXPECT_EQ(name(DecisionKind::give_back), "return");
  EXPECT_FALSE(decision_named("forgive"));
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
