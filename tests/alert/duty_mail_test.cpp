#include "alert/duty_samples.h"
#include "support/matchers.h"
#include "support/smtp_sink.h"

namespace sitewatch::alert {
namespace {

using namespace std::chrono_literals;

constexpr const char* reminder_subject = "【报送提醒】2026年3月清理进度请于3月20日24:00前报送";
constexpr const char* overdue_subject = "【网站监测】2026年3月清理进度尚未收到，请今日补报";

/// Reminded at 09:00 of the 13th, the 17th and the 20th.
void remind(AlertWorld& world, unsigned day) {
  world.advance_to(day, 9);
  world.raise(due_soon(march(day, 9)));
  world.advance(1min);
}

TEST(ReportDueSoon, RemindsTheUnitAloneOncePerReminder) {
  AlertWorld world;
  for (const unsigned day : {13u, 17u, 20u}) remind(world, day);
  EXPECT_THAT(world.to_unit(), ElementsAre(reminder_subject, reminder_subject, reminder_subject));
  EXPECT_THAT(world.to_ops(), IsEmpty());
  EXPECT_THAT(world.to_office(), Not(Contains(HasSubstr("报送提醒"))));
  EXPECT_FALSE(mail_header(world.last_mail().message, "In-Reply-To").empty()) << "one thread";
}

TEST(ReportDueSoon, IsNotRepeatedByARestartNorByLookingAgain) {
  AlertWorld world;
  remind(world, 13);
  world.restart();
  for (int i = 0; i < 10; ++i) {
    world.raise(due_soon(march(13, 9)));
    world.advance(1h);
  }
  EXPECT_THAT(world.to_unit(), SizeIs(1));
}

TEST(ReportDueSoon, GoesOutLaterTheSameDayIfTheDaemonWasAway) {
  AlertWorld world;
  world.advance_to(17, 14);
  world.raise(due_soon(march(17, 9)));
  world.advance(1min);
  EXPECT_THAT(world.to_unit(), SizeIs(1));
}

TEST(ReportDueSoon, GoesOutAtOnceOnTheLastEvening) {
  AlertWorld world;
  world.advance_to(20, 21);
  world.raise(due_soon(march(20, 9)));
  world.advance(1min);
  EXPECT_THAT(world.to_unit(), SizeIs(1));
}

TEST(ReportDueSoon, OfTheFirstDaysOfTheDaemonIsNoPartOfTheBaseline) {
  AlertWorld world{{.baseline_done = false, .effective_from = march(14, 0)}};
  world.advance_to(17, 8);
  world.raise(due_soon(march(13, 9)));
  world.engine->baseline_complete();
  world.advance(1min);
  EXPECT_THAT(world.to_office(), Contains("【网站监测】首次监测结果：未发现需要处理的情况"));
  world.advance_to(17, 9, 1);
  EXPECT_THAT(world.to_unit(), SizeIs(1)) << "the duty is still ahead";
}

TEST(ReportDueSoon, AsksForTheRestAfterAPartialFiling) {
  AlertWorld world;
  remind(world, 13);
  world.advance_to(17, 9);
  AlertCondition partial = due_soon(march(17, 9));
  partial.facts.lists["left_out"] = {{{"name", std::string{"区教研室网站"}}}};
  world.raise(partial);
  world.advance(1min);
  ASSERT_THAT(world.to_unit(), SizeIs(2));
  EXPECT_THAT(mail_part(world.last_mail().message, "text/plain"),
              HasSubstr("已报送一部分，尚缺：区教研室网站。请于3月20日24:00前（含当日）补齐。"));
}

TEST(ReportDueSoon, ThatLapsesIsMailedToNobody) {
  AlertWorld world;
  remind(world, 13);
  world.clear(duty(AlertName::ReportDueSoon), Ending::lapsed);
  world.advance(72h);
  EXPECT_THAT(world.to_unit(), SizeIs(1));
  world.advance_to(17, 8);
  world.raise(due_soon(march(13, 9)));  // A waiver that was taken back.
  world.advance_to(17, 8, 59);
  EXPECT_THAT(world.to_unit(), SizeIs(1)) << "the reminder of the 13th had gone out";
  remind(world, 17);
  EXPECT_THAT(world.to_unit(), SizeIs(2));
}

TEST(ReportDueSoon, IsNotOwedToAnybodyAndForgottenAfterAMonth) {
  AlertWorld world;
  remind(world, 13);
  world.clear(duty(AlertName::ReportDueSoon), Ending::lapsed);
  world.advance(31 * 24h);
  EXPECT_EQ(world.engine->find_alert(fingerprint(duty(AlertName::ReportDueSoon))), nullptr);
}

TEST(ReportDueSoon, IsAMailOfItsOwnBesideOtherNews) {
  AlertWorld world;
  world.advance_to(13, 8, 59);
  world.raise(world.condition(AlertName::CertificateInvalid, Severity::warning, "edu-www"));
  world.raise(due_soon(march(13, 9)));
  world.advance_to(13, 9, 2);
  EXPECT_THAT(world.to_unit(), SizeIs(2)) << "the form's link is not lost in a list";
  EXPECT_THAT(world.to_unit(), Contains(reminder_subject));
}

TEST(ReportDueSoon, ReachesAFurtherReceiverOnlyIfItsRouteNamesIt) {
  AlertWorld all{{.routes = {{.receiver = "leader"}}}};
  remind(all, 13);
  EXPECT_THAT(all.mailer.subjects_to("leader@office.example"), IsEmpty());
  AlertWorld named{{.routes = {{.alerts = {AlertName::ReportDueSoon}, .receiver = "leader"}}}};
  named.advance_to(13, 9);
  AlertCondition condition = due_soon(march(13, 9));
  named.raise(condition);
  named.advance(1min);
  EXPECT_THAT(named.mailer.subjects_to("leader@office.example"), SizeIs(1));
}

TEST(ReportOverdue, ListsTheRemindersThatReallyWentOut) {
  AlertWorld world;
  remind(world, 13);
  remind(world, 20);
  world.restart();
  world.advance_to(21, 0);
  world.clear(duty(AlertName::ReportDueSoon), Ending::lapsed);
  world.raise(overdue());
  world.advance_to(23, 8, 59);
  ASSERT_THAT(world.to_unit(), SizeIs(2));
  world.advance_to(23, 9, 1);
  EXPECT_EQ(world.to_unit().back(), overdue_subject);
  EXPECT_THAT(mail_part(world.last_mail().message, "text/plain"), HasSubstr("已发提醒：3月13日、3月20日\r\n"));
}

TEST(ReportOverdue, SaysNothingOfRemindersThatNeverWent) {
  AlertWorld world;
  world.advance_to(21, 0, 1);
  world.raise(overdue());
  world.advance_to(23, 9, 1);
  ASSERT_THAT(world.to_unit(), ElementsAre(overdue_subject));
  EXPECT_THAT(mail_part(world.last_mail().message, "text/plain"), Not(HasSubstr("已发提醒")));
}

TEST(ReportOverdue, EndsWithTheReceiptAloneForTheUnitAndWithANoteForOthers) {
  AlertWorld world{{.routes = {{.alerts = {AlertName::ReportOverdue}, .receiver = "leader"}}}};
  world.advance_to(21, 0, 1);
  world.raise(overdue());
  world.advance_to(23, 9, 1);
  ASSERT_THAT(world.to_unit(), SizeIs(1));
  ASSERT_THAT(world.mailer.subjects_to("leader@office.example"), Contains(overdue_subject));
  world.advance_to(23, 22, 0);
  Facts facts;
  facts.values["receipt"] = std::string{"2026-03-0042-17"};
  facts.values["received_at"] = world.clock.wall_now();
  world.post(receipt_bulletin("2026-03-0042-17", world.clock.wall_now()));
  world.clear(duty(AlertName::ReportOverdue), Ending::receipt, facts);
  world.advance_to(24, 12);
  EXPECT_THAT(world.to_unit(), ElementsAre(overdue_subject, "【回执】2026年3月清理进度已收到（2026-03-0042-17）"));
  EXPECT_EQ(world.mailer.subjects_to("leader@office.example").back(), "【回执】××区教育局2026年3月清理进度已收到");
}

TEST(ReportOverdue, IsOpenInTheOfficesBriefAndRemindersAreNot) {
  AlertWorld world;
  world.advance_to(20, 8);
  world.raise(due_soon(march(17, 9)));
  world.advance_to(20, 8, 31);
  EXPECT_EQ(world.to_office().back(), "【网站晨报】3月20日：全部正常");
  world.advance_to(21, 0, 1);
  world.clear(duty(AlertName::ReportDueSoon), Ending::lapsed);
  world.raise(overdue());
  world.advance_to(23, 8, 31);
  EXPECT_EQ(world.to_office().back(), "【网站晨报】3月23日：报送未收到1，其余正常");
  EXPECT_THAT(mail_part(world.last_mail().message, "text/plain"), Not(HasSubstr("已结束")));
}

TEST(CalendarIncomplete, IsToldToOpsWeeklyUntilItIsImported) {
  AlertWorld world{{.baseline_done = false}};
  AlertCondition incomplete;
  incomplete.identity.alert = AlertName::CalendarIncomplete;
  incomplete.identity.period = "2027";
  incomplete.severity = Severity::info;
  incomplete.starts = march(2, 0);
  incomplete.facts.values["year"] = std::int64_t{2027};
  world.raise(incomplete);
  world.engine->baseline_complete();
  world.advance(6 * 24h);
  EXPECT_THAT(world.to_ops(), ElementsAre("【网站监测】2027年节假日安排未导入"));
  world.advance(2 * 24h);
  EXPECT_THAT(world.to_ops(), SizeIs(2));
  EXPECT_THAT(world.to_unit(), IsEmpty());
  world.clear(incomplete.identity);
  world.advance(1min);
  EXPECT_EQ(world.to_ops().back(), "【已导入】2027年节假日安排");
}

}  // namespace
}  // namespace sitewatch::alert
