#include "campaign/duty_world.h"
#include "support/matchers.h"
#include "support/smtp_sink.h"

namespace sitewatch {
namespace {

class Decisions : public testing::Test {
 protected:
  Decisions() : world({.start = "2026-03-10 10:00"}) {}

  DecisionRequest request(DecisionKind kind, const std::string& until = {}) const {
    return {kind, "s001", "2026-03", until, "来函说明", "区政府办"};
  }
  std::vector<std::string> faults(const DecisionRequest& asked) {
    std::vector<std::string> fields;
    const auto answer = world.decide(asked);
    if (answer) return fields;
    for (const auto& fault : answer.error().faults) fields.push_back(fault.field);
    return fields;
  }
  ReportState state() const { return world.desk->reports({2026, 3}).front().state; }

  DutyWorld world;
};

TEST_F(Decisions, RefuseByFieldWhatMakesNoSense) {
  DecisionRequest nobody = request(DecisionKind::waive);
  nobody.sponsor = "nobody";
  EXPECT_THAT(faults(nobody), ElementsAre("sponsor"));
  DecisionRequest no_month = request(DecisionKind::waive);
  no_month.period = "March";
  EXPECT_THAT(faults(no_month), ElementsAre("period"));
  DecisionRequest silent = request(DecisionKind::waive);
  silent.reason.clear();
  silent.by.clear();
  EXPECT_THAT(faults(silent), ElementsAre("reason", "by"));
  DecisionRequest binary = request(DecisionKind::waive);
  binary.reason = std::string("a\0b", 3);
  binary.by = std::string(201, 'x');
  EXPECT_THAT(faults(binary), ElementsAre("reason", "by"));
  EXPECT_THAT(faults(request(DecisionKind::extend)), ElementsAre("until"));
  EXPECT_THAT(faults(request(DecisionKind::extend, "2026-02-30")), ElementsAre("until"));
  EXPECT_THAT(faults(request(DecisionKind::extend, "2026-03-20")), ElementsAre("until"))
      << "it is the last day already";
  EXPECT_THAT(faults(request(DecisionKind::extend, "2026-06-21")), ElementsAre("until")) << "93 days";
  EXPECT_THAT(faults(request(DecisionKind::give_back)), ElementsAre("kind")) << "nothing was filed";
  EXPECT_THAT(faults(request(DecisionKind::reinstate)), ElementsAre("kind")) << "nothing to take back";
  EXPECT_THAT(world.store.tables.decisions, IsEmpty());
}

TEST_F(Decisions, AreNotTakenWhileTheDiskIsFull) {
  world.store.fail_from_now_on();
  const auto answer = world.decide(request(DecisionKind::waive));
  ASSERT_FALSE(answer);
  EXPECT_FALSE(answer.error().unavailable.empty());
  EXPECT_EQ(state(), ReportState::not_due);
  world.store.work_again();
  ASSERT_TRUE(world.decide(request(DecisionKind::waive)));
  EXPECT_EQ(state(), ReportState::waived);
}

TEST_F(Decisions, HoldOverARestartAndCanBeTakenBack) {
  ASSERT_TRUE(world.decide(request(DecisionKind::extend, "2026-03-31")));
  world.restart();
  EXPECT_EQ(state(), ReportState::extended);
  ASSERT_TRUE(world.decide(request(DecisionKind::waive)));
  EXPECT_THAT(faults(request(DecisionKind::waive)), ElementsAre("kind"));
  const auto back = world.decide(request(DecisionKind::reinstate));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->deadline.closes, world.at("2026-03-21 00:00"));
  EXPECT_EQ(state(), ReportState::not_due);
  EXPECT_THAT(world.store.tables.decisions, SizeIs(3)) << "rows are added, never changed";
}

TEST_F(Decisions, AReturnedReportKeepsItsDateAndIsReturnedOnce) {
  ASSERT_TRUE(world.file(world.report(1, "2026-03", {"a", "b"})));
  EXPECT_THAT(faults(request(DecisionKind::extend, "2026-03-31")), ElementsAre("kind")) << "it has filed";
  ASSERT_TRUE(world.decide(request(DecisionKind::give_back)));
  EXPECT_EQ(state(), ReportState::returned);
  EXPECT_THAT(faults(request(DecisionKind::give_back)), ElementsAre("kind"));
  world.go_to("2026-03-25 10:00");
  ASSERT_TRUE(world.file(world.report(1, "2026-03", {"a", "b"})));
  EXPECT_EQ(state(), ReportState::filed) << "its first date was in time";
  EXPECT_THAT(world.mailer.subjects_to("s001@unit.example"), Contains(HasSubstr("退回补正")));
}

TEST_F(Decisions, AnExtensionAgreedInTimeAndEnteredLateClearsWhoWasCalledLate) {
  world.go_to("2026-03-24 10:00");
  ASSERT_TRUE(world.file(world.report(1, "2026-03", {"a", "b"})));
  ASSERT_EQ(state(), ReportState::filed_late);
  ASSERT_TRUE(world.decide(request(DecisionKind::extend, "2026-03-23")));
  EXPECT_EQ(state(), ReportState::filed_late) << "still after the longer term";
  ASSERT_TRUE(world.decide(request(DecisionKind::extend, "2026-03-25")));
  EXPECT_EQ(state(), ReportState::filed);
  world.go_to("2026-03-24 11:00");
  const Mail& told = world.mailer.accepted.back();
  EXPECT_EQ(told.to, std::vector<std::string>{"s001@unit.example"});
  EXPECT_THAT(mail_part(told.message, "text/plain"), HasSubstr("按期限内收到计"));
  EXPECT_THAT(faults(request(DecisionKind::extend, "2026-03-27")), ElementsAre("kind")) << "in time now";
}

TEST_F(Decisions, AnExtensionAlsoHoldsForTheRestOfAPartialReport) {
  ASSERT_TRUE(world.file(world.report(1, "2026-03", {"a"})));
  ASSERT_EQ(state(), ReportState::partial);
  ASSERT_TRUE(world.decide(request(DecisionKind::extend, "2026-03-27")));
  EXPECT_EQ(state(), ReportState::partial);
  world.go_to("2026-03-26 10:00");
  EXPECT_THAT(world.mailer.subjects_to("s001@unit.example"), Not(Contains(HasSubstr("尚未收到"))));
  ASSERT_TRUE(world.file(world.report(1, "2026-03", {"a", "b"})));
  EXPECT_EQ(state(), ReportState::filed);
}

TEST(CalendarIncomplete, IsToldToOpsFromMidDecemberUntilTheNoticeIsThere) {
  DutyWorld world{{.start = "2026-12-10 00:00", .calendar_expected = true}};
  const auto told = [&] { return world.mailer.subjects_to("ops@district.example"); };
  world.go_to("2026-12-14 23:59");
  EXPECT_THAT(told(), IsEmpty());
  world.go_to("2026-12-15 09:30");
  EXPECT_THAT(told(), ElementsAre(HasSubstr("2027")));
  campaign::DutySettings imported = world.duty;
  imported.workdays =
      Workdays{{{date::sys_days{date::year{2026} / 10 / 1}, true}, {date::sys_days{date::year{2027} / 10 / 1}, true}}};
  world.desk->reconfigure(imported);
  world.go_to("2026-12-16 09:30");
  EXPECT_THAT(told(), SizeIs(2));
  world.go_to("2027-01-05 09:30");
  EXPECT_THAT(told(), SizeIs(2)) << "and then no more";
}

}  // namespace
}  // namespace sitewatch
