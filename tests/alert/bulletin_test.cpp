#include "alert/duty_samples.h"
#include "support/matchers.h"
#include "support/smtp_sink.h"

namespace sitewatch::alert {
namespace {

using namespace std::chrono_literals;

constexpr const char* receipt_subject = "【回执】2026年3月清理进度已收到（2026-03-0042-17）";

Bulletin receipt_at(const AlertWorld& world) {
  return receipt_bulletin("2026-03-0042-17", world.clock.wall_now());
}

bool is_mark(const Alert& alert) {
  return alert.identity.milestone.starts_with("bulletin:");
}

int marks(const AlertWorld& world) {
  int count = 0;
  for (const auto& [key, alert] : world.store.tables.alerts) count += is_mark(alert);
  return count;
}

TEST(Bulletin, IsMailedAtOnceAtAnyHourAndOnlyOnce) {
  AlertWorld world;
  world.advance_to(7, 3);  // A Saturday night.
  world.post(receipt_at(world));
  EXPECT_TRUE(world.engine->was_posted(BulletinKind::receipt, "2026-03-0042-17"));
  EXPECT_FALSE(world.engine->was_posted(BulletinKind::returned, "2026-03-0042-17")) << "unique within its kind";
  world.advance(1s);
  EXPECT_THAT(world.to_unit(), ElementsAre(receipt_subject));
  world.post(receipt_at(world));
  world.advance(1h);
  EXPECT_THAT(world.to_unit(), SizeIs(1));
}

TEST(Bulletin, IsNotRepeatedAfterARestartAndItsMarkIsNoAlert) {
  AlertWorld world;
  world.post(receipt_at(world));
  world.advance(1min);
  const std::string id = mail_header(world.last_mail().message, "Message-ID");
  world.restart();
  EXPECT_TRUE(world.engine->was_posted(BulletinKind::receipt, "2026-03-0042-17"));
  world.post(receipt_at(world));
  world.advance(1h);
  EXPECT_THAT(world.to_unit(), SizeIs(1));
  EXPECT_THAT(id, HasSubstr("@office.example>"));
  int listed = 0;
  world.engine->each_alert([&](const Alert&) { ++listed; });
  EXPECT_EQ(listed, 0);
  EXPECT_EQ(marks(world), 1);
}

TEST(Bulletin, IsForgottenAfterThirtyDays) {
  AlertWorld world;
  world.post(receipt_at(world));
  world.advance(29 * 24h);
  EXPECT_TRUE(world.engine->was_posted(BulletinKind::receipt, "2026-03-0042-17"));
  world.advance(2 * 24h);
  EXPECT_FALSE(world.engine->was_posted(BulletinKind::receipt, "2026-03-0042-17"));
}

TEST(Bulletin, LeavesNoTelephoneNumberInAnyStoredAlert) {
  AlertWorld world;
  world.post(list_bulletin(BulletinKind::chasing, 3));
  world.advance(1min);
  ASSERT_THAT(world.to_office(), SizeIs(1));
  ASSERT_EQ(marks(world), 1);
  for (const auto& [key, alert] : world.store.tables.alerts) {
    EXPECT_THAT(alert.facts.values, IsEmpty());
    EXPECT_THAT(alert.facts.lists, IsEmpty());
  }
  for (const auto& [id, row] : world.store.tables.outbox) EXPECT_THAT(row.subject, Not(HasSubstr("0000-")));
}

TEST(Bulletin, LeavesFromMemoryOnAFullDiskAndIsMarkedLater) {
  AlertWorld world;
  world.advance(1min);
  world.store.fail_from_now_on();
  world.post(receipt_at(world));
  world.advance(1min);
  EXPECT_THAT(world.to_unit(), SizeIs(1));
  EXPECT_EQ(marks(world), 0);
  EXPECT_TRUE(world.engine->was_posted(BulletinKind::receipt, "2026-03-0042-17"));
  world.store.work_again();
  world.advance(1min);
  EXPECT_EQ(marks(world), 1);
  world.restart();
  world.post(receipt_at(world));
  world.advance(1min);
  EXPECT_THAT(world.to_unit(), SizeIs(1));
}

TEST(Bulletin, ToAUnitIsCountedAndMarkedInTheTrialRun) {
  AlertWorld world{{.mail_units = false}};
  world.post(receipt_at(world));
  world.post(list_bulletin(BulletinKind::roster, 3));
  world.advance(1min);
  EXPECT_THAT(world.to_unit(), IsEmpty());
  EXPECT_THAT(world.to_office(), SizeIs(1)) << "the office's own lists go out";
  EXPECT_EQ(world.counts["sponsor/trial"], 1);
  world.reload({.mail_units = true});
  world.post(receipt_at(world));
  world.advance(1h);
  EXPECT_THAT(world.to_unit(), IsEmpty()) << "a receipt of the trial run is not made up for";
}

TEST(Bulletin, IsNotMailedToAUnitBeforeTheDayFromWhichUnitsHearOfAnything) {
  AlertWorld world{{.effective_from = march(3, 0)}};
  world.post(receipt_at(world));
  world.advance(48h);
  EXPECT_THAT(world.to_unit(), IsEmpty());
  EXPECT_EQ(world.counts["sponsor/trial"], 1);
}

TEST(Bulletin, WithoutAnAddressIsCountedAndMarked) {
  AlertWorld world;
  Bulletin bulletin = receipt_at(world);
  bulletin.sponsor = "mute";
  world.post(bulletin);
  world.advance(1min);
  EXPECT_THAT(world.subjects(), IsEmpty());
  EXPECT_EQ(world.counts["sponsor/no_address"], 1);
  EXPECT_EQ(marks(world), 1);
}

TEST(Bulletin, WaitsWhileOurOwnNetworkIsLost) {
  AlertWorld world;
  world.engine->suspend(true);
  world.post(receipt_at(world));
  world.advance(3h);
  EXPECT_THAT(world.subjects(), IsEmpty());
  EXPECT_TRUE(world.engine->was_posted(BulletinKind::receipt, "2026-03-0042-17"));
  world.engine->suspend(false);
  world.advance(1min);
  EXPECT_THAT(world.to_unit(), SizeIs(1));
}

TEST(Bulletin, ForTheOfficeThatWaitsWhenOurOwnNetworkIsLostIsForgotten) {
  AlertWorld world;
  Bulletin list = receipt_at(world);
  list.kind = BulletinKind::chasing;
  list.sponsor.clear();
  world.engine->post(list);
  world.engine->post(receipt_at(world));
  world.engine->suspend(true);
  EXPECT_TRUE(world.engine->suspended());
  EXPECT_FALSE(world.engine->was_posted(BulletinKind::chasing, list.key))
      << "it may be posted again, of what is so then";
  world.advance(1h);
  world.engine->suspend(false);
  world.advance(1min);
  EXPECT_THAT(world.to_office(), IsEmpty());
  EXPECT_THAT(world.to_unit(), SizeIs(1));
}

TEST(Bulletin, IsNotMarkedAsPostedBeforeItsMailIsStored) {
  AlertTable table{1h};
  table.raise(due_soon(march(13, 9)), false, march(13, 9));
  table.note_posted(BulletinKind::receipt, "k", march(13, 9));
  const AlertChange some = table.unsaved.take_alerts(100);
  ASSERT_THAT(some.alerts, SizeIs(1));
  EXPECT_FALSE(is_mark(some.alerts[0]));
  const AlertChange rest = table.unsaved.take();
  ASSERT_THAT(rest.alerts, SizeIs(1)) << "it goes with the mail";
  EXPECT_TRUE(is_mark(rest.alerts[0]));
}

TEST(Bulletin, AnswersInTheThreadOfTheReminder) {
  AlertWorld world;
  world.advance_to(13, 9);
  world.raise(due_soon(march(13, 9)));
  world.advance(1min);
  ASSERT_THAT(world.to_unit(), SizeIs(1));
  const std::string thread = mail_header(world.last_mail().message, "Message-ID");
  world.post(receipt_at(world));
  world.clear(duty(AlertName::ReportDueSoon), Ending::receipt);
  world.advance(1min);
  ASSERT_THAT(world.to_unit(), SizeIs(2)) << "the receipt is the only answer";
  EXPECT_EQ(mail_header(world.last_mail().message, "In-Reply-To"), thread);
  EXPECT_EQ(mail_header(world.last_mail().message, "References"), thread);
}

TEST(Bulletin, OfAnOverdueReportAnswersItsMailAndKnowsTheReminder) {
  AlertWorld world;
  world.advance_to(20, 9);
  world.raise(due_soon(march(20, 9)));
  world.advance(1min);
  const std::string reminder = mail_header(world.last_mail().message, "Message-ID");
  world.advance_to(21, 0);
  world.clear(duty(AlertName::ReportDueSoon), Ending::lapsed);
  world.raise(overdue());
  world.advance_to(23, 9, 1);
  const std::string notice = mail_header(world.last_mail().message, "Message-ID");
  world.post(receipt_at(world));
  world.advance(1min);
  EXPECT_EQ(mail_header(world.last_mail().message, "In-Reply-To"), notice);
  EXPECT_THAT(mail_header(world.last_mail().message, "References"), HasSubstr(reminder));
}

TEST(Bulletin, InTheTenThousandsHoldsUpNoAlert) {
  AlertWorld world{{.rate_per_minute = 100'000}};
  world.advance(1min);
  for (int i = 0; i < 10'000; ++i) world.engine->post(receipt_bulletin(std::to_string(i), world.clock.wall_now()));
  EXPECT_LT(world.store.tables.writes, 20u) << "posting writes nothing by itself";
  const std::uint64_t before = world.store.tables.writes;
  world.site_down("edu-www");
  world.advance(1min);
  EXPECT_THAT(world.to_ops(), SizeIs(1));
  EXPECT_TRUE(world.engine->alive(world.clock.steady_now()));
  world.advance(30min);
  EXPECT_THAT(world.to_unit(), SizeIs(10'001));
  EXPECT_EQ(marks(world), 10'000);
  EXPECT_GT(world.store.tables.writes, before);
}

TEST(Bulletin, TakesNoSecretIntoTheStoredAlert) {
  AlertWorld world{{.form_link = "https://monitor.office.example/form/secret-"}};
  world.advance_to(13, 9);
  world.raise(due_soon(march(13, 9)));
  world.advance(1min);
  EXPECT_THAT(mail_part(world.last_mail().message, "text/plain"),
              HasSubstr("专用链接：https://monitor.office.example/form/secret-edu/2026-03"));
  for (const auto& [key, alert] : world.store.tables.alerts) EXPECT_FALSE(alert.facts.values.contains("form_link"));
  Bulletin list = list_bulletin(BulletinKind::chasing, 3);
  world.post(std::move(list));
  world.advance(1min);
  ASSERT_THAT(world.to_office(), Not(IsEmpty()));
  EXPECT_THAT(mail_part(world.last_mail().message, "text/plain"), Not(HasSubstr("secret")));
}

TEST(Bulletin, TellsTheOfficeHowOftenEachUnitWasReminded) {
  AlertWorld world;
  for (const unsigned day : {13u, 17u, 20u}) {
    world.advance_to(day, 9);
    world.raise(due_soon(march(day, 9)));
    world.advance(1min);
  }
  world.restart();
  world.post(list_bulletin(BulletinKind::chasing, 2));
  world.advance(1min);
  const std::string text = mail_part(world.last_mail().message, "text/plain");
  EXPECT_THAT(text, HasSubstr("3次"));
  EXPECT_THAT(text, HasSubstr("0次"));
}

TEST(Bulletin, CountsUnitsThatItsListDoesNotName) {
  AlertWorld world;
  Bulletin list = list_bulletin(BulletinKind::late, 20);
  list.facts.values["missing"] = std::int64_t{10'000};
  world.post(std::move(list));
  world.advance(1min);
  EXPECT_THAT(mail_part(world.last_mail().message, "text/plain"), HasSubstr("9980家未列出"));
}

TEST(Bulletin, OfAThousandUnitsStaysASmallMail) {
  AlertWorld world;
  Bulletin list = list_bulletin(BulletinKind::chasing, 1000);
  for (FactRow& row : list.facts.lists["units"]) {
    row["unit"] = std::string{"××自治区××市××区××街道办事处综合行政执法与应急管理局"};
    row["contact"] = std::string{"××××××××××××××××××××××××××××××"};
    row["phone"] = std::string{"0000-00000000-0000，0000-00000000-0000"};
  }
  world.advance_to(20, 10);
  world.post(std::move(list));
  world.advance(1min);
  ASSERT_THAT(world.to_office(), Contains("【今日截止】2026年3月进度：应报1050，已报50，未报1000"));
  EXPECT_LT(world.last_mail().message.size(), 200'000u);
  EXPECT_THAT(mail_part(world.last_mail().message, "text/plain"), HasSubstr("家未列出"));
}

}  // namespace
}  // namespace sitewatch::alert
