#include "scenario/world.h"
#include "support/matchers.h"
#include "support/smtp_sink.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;

const std::string office = "office@district.example";

Day day(int year, unsigned month, unsigned number) {
  return date::year{year} / static_cast<int>(month) / static_cast<int>(number);
}

/// Two units that owe a report, one that does not; from Monday 2026-03-16.
class Month : public testing::Test {
 protected:
  Month() : world(config(), Zone::named("Asia/Shanghai")->at(day(2026, 3, 16), 8h)) {
    for (int i = 1; i <= 3; ++i) {
      world.net->site(host_of(i)).body = page_of(day(2026, 3, 15));
    }
    world.start();
    world.advance(30min);
    world.relay->forget();
  }
  static Config config() {
    Config made = district(3);
    made.sites[0].disposition = Disposition::keep;
    made.sites[1].disposition = Disposition::migrate;
    made.sites[2].disposition = Disposition::migrate;
    for (Site& each : made.sites) each.probe.interval = 20min;
    made.public_url = "https://watch.district.example";
    return made;
  }
  static FilingRequest filing(int unit) {
    FilingRequest request;
    request.sponsor = "unit" + std::to_string(unit);
    request.period = "2026-03";
    SiteProgress progress;
    progress.site = host_of(unit);
    progress.migration_percent = 40;
    request.sites = {progress};
    request.channel = "api";
    request.entered_by = "office";
    request.by_office = true;
    return request;
  }
  ReportState state(int unit) const {
    for (const ReportRow& row : world.app->reports().reports({2026, 3}))
      if (row.sponsor == "unit" + std::to_string(unit)) return row.state;
    return ReportState::not_due;
  }
  std::vector<std::string> report_mails(int unit) const {
    std::vector<std::string> found;
    for (const std::string& each : world.relay->subjects_to(unit_mail(unit)))
      if (each.find("进度") != std::string::npos) found.push_back(each);
    return found;
  }
  World world;
};

TEST_F(Month, NamesOnlyTheUnitThatHasNotFiledAndEndsWithAReceipt) {
  const auto receipt = world.file(filing(2));
  ASSERT_TRUE(receipt);
  EXPECT_EQ(state(2), ReportState::filed);
  world.advance_to("2026-03-21 08:00");
  EXPECT_EQ(state(3), ReportState::in_grace) << "past due, not yet listed: the 21st is a Saturday";
  // The one of the 13th was missed, before the daemon was there, and came on the 16th.
  const auto reminder = HasSubstr("报送提醒");
  EXPECT_THAT(report_mails(3), ElementsAre(reminder, reminder, reminder)) << "units are mailed on working days";
  world.advance_to("2026-03-23 10:00");
  EXPECT_THAT(report_mails(3), ElementsAre(reminder, reminder, reminder, HasSubstr("尚未收到")));
  EXPECT_THAT(report_mails(2), ElementsAre(AllOf(HasSubstr("回执"), HasSubstr(receipt->number))));
  EXPECT_THAT(report_mails(1), IsEmpty());
  world.advance_to("2026-03-24 00:01");
  EXPECT_EQ(state(3), ReportState::overdue);

  const auto late = world.file(filing(3));
  ASSERT_TRUE(late);
  EXPECT_EQ(late->state, ReportState::filed_late);
  world.advance_to("2026-03-24 12:00");
  EXPECT_THAT(report_mails(3), ElementsAre(reminder, reminder, reminder, HasSubstr("尚未收到"),
                                           AllOf(HasSubstr("回执"), HasSubstr(late->number))));
}

TEST_F(Month, IsNotMissedByADaemonThatWasDownOverTheDeadline) {
  world.advance_to("2026-03-20 18:00");
  world.stop();
  world.advance_to("2026-03-23 08:30");
  const std::size_t before = report_mails(3).size();
  world.start();
  world.advance_to("2026-03-23 10:00");
  for (const int unit : {2, 3}) {
    ASSERT_EQ(report_mails(unit).size(), before + 1);
    EXPECT_THAT(report_mails(unit).back(), HasSubstr("尚未收到"));
  }
  EXPECT_THAT(report_mails(1), IsEmpty());
}

TEST_F(Month, ThatIsNoLongerAskedForEndsItsAlertsAndClaimsNoReceipt) {
  world.advance_to("2026-03-24 08:00");
  const auto open = [&] {
    int firing = 0;
    for (const auto& [key, alert] : world.store.tables.alerts) {
      if (alert.identity.alert != AlertName::ReportOverdue) continue;
      firing += alert.firing();
      if (!alert.firing()) {
        EXPECT_EQ(alert.ending, Ending::unmonitored);
      }
    }
    return firing;
  };
  ASSERT_EQ(open(), 2);
  world.stop();
  world.config = std::make_shared<const Config>([] {
    Config later = config();
    later.duty.first_period = Period{2026, 4};
    return later;
  }());
  world.start();
  world.advance(10min);
  EXPECT_EQ(open(), 0);
}

TEST_F(Month, GivesALinkThatOutlivesItsMonthWhenAReportIsGivenBack) {
  world.advance_to("2026-04-20 09:00");
  ASSERT_TRUE(world.file(filing(2)));
  world.advance(10min);
  const WallTime now = world.clock.wall_now();
  ASSERT_LT(world.app->reports().form_expires({2026, 3}), now) << "April's first reminder was on the 15th";
  ASSERT_TRUE(world.decide({DecisionKind::give_back, "unit2", "2026-03", "", "缺少时间", "区政府办"}));
  world.advance(10min);
  const std::string mail = mail_part(world.relay->mails().back().message, "text/plain");
  const std::size_t at = mail.find("/report/");
  ASSERT_NE(at, std::string::npos) << mail;
  const std::size_t from = at + std::string{"/report/"}.size();
  const auto grant = world.links.read(mail.substr(from, mail.find_first_not_of("link-0123456789", from) - from));
  ASSERT_TRUE(grant);
  EXPECT_EQ(grant->period, (Period{2026, 3}));
  EXPECT_GE(grant->expires, now + date::days{14});
}

TEST_F(Month, BringsTheOfficeABriefOnEveryWorkingDayAlsoWhenAllIsWell) {
  ASSERT_TRUE(world.file(filing(2)));
  ASSERT_TRUE(world.file(filing(3)));
  world.advance_to("2026-03-23 09:00");
  std::vector<std::string> briefs;
  for (const auto& each : world.relay->mails())
    if (each.to == office && each.subject.find("网站晨报") != std::string::npos) briefs.push_back(each.subject);
  EXPECT_THAT(briefs, ElementsAre(HasSubstr("3月17日"), HasSubstr("3月18日"), HasSubstr("3月19日"),
                                  HasSubstr("3月20日"), HasSubstr("3月23日")));
}

TEST_F(Month, FindsASiteThatFellAsleepAndHearsWhenItWakes) {
  world.advance_to("2026-03-25 12:00");
  const auto stale_mails = [&] {
    std::vector<std::string> found;
    for (const std::string& each : world.relay->subjects_to(unit_mail(1)))
      if (each.find("更新") != std::string::npos) found.push_back(each);
    return found;
  };
  EXPECT_LE(stale_mails().size(), 1u);
  world.advance_to("2026-03-30 12:00");
  ASSERT_THAT(stale_mails(), testing::Contains(HasSubstr("15天未更新")));
  world.net->site(host_of(1)).body = page_of(day(2026, 3, 30));
  world.advance_to("2026-03-31 12:00");
  EXPECT_THAT(stale_mails().back(), HasSubstr("已更新"));
  EXPECT_EQ(world.app->status().find(host_of(1))->home->state, "fresh");
}

TEST_F(Month, DoesNotCallAPageStaleThatItCannotRead) {
  for (int i = 1; i <= 3; ++i) world.net->site(host_of(i)).body = "<html><body><script>render()</script></body></html>";
  world.advance_to("2026-04-14 12:00");
  for (int i = 1; i <= 3; ++i)
    for (const std::string& each : world.relay->subjects_to(unit_mail(i))) EXPECT_THAT(each, Not(HasSubstr("未更新")));
}

TEST(FirstLook, TellsWhatWasAlreadyWrongInOneMailToTheOfficeAndNoUnit) {
  Config config = district(3);
  config.effective_from.reset();
  World world{config};
  world.net->site(host_of(1));
  world.net->site(host_of(2)).status = 503;
  world.net->site(host_of(3)).certificate_expires = World::monday_morning - 24h;
  world.start();
  world.advance(3h);
  EXPECT_THAT(world.relay->subjects_to(office),
              testing::UnorderedElementsAre(HasSubstr("网站晨报"), HasSubstr("首次")));
  for (int i = 1; i <= 3; ++i) EXPECT_THAT(world.relay->subjects_to(unit_mail(i)), IsEmpty());
}

TEST(TrialRun, MailsNoUnit) {
  Config config = district(3);
  config.mail.audience = Audience::office;
  World world{config};
  for (int i = 1; i <= 3; ++i) world.net->site(host_of(i));
  world.start();
  world.advance(1h);
  world.net->site(host_of(2)).status = 503;
  world.advance(48h);
  for (int i = 1; i <= 3; ++i) EXPECT_THAT(world.relay->subjects_to(unit_mail(i)), IsEmpty());
  EXPECT_FALSE(world.relay->subjects_to("ops@district.example").empty());
}

TEST(Certificate, IsToldThirtyDaysAheadToTheOfficeAndFourteenToTheUnit) {
  World world{district(2)};
  world.net->site(host_of(1));
  world.net->site(host_of(2)).certificate_expires = World::monday_morning + 24h * 20;
  world.start();
  world.advance(72h);
  EXPECT_THAT(world.relay->subjects_to(unit_mail(2)), IsEmpty());
  world.advance(24h * 5);
  EXPECT_THAT(world.relay->subjects_to(unit_mail(2)), testing::Contains(HasSubstr("证书")));
  EXPECT_EQ(world.app->status().find(host_of(2))->state, HealthState::up);
}

}  // namespace
}  // namespace sitewatch
