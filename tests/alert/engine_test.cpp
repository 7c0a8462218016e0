#include "alert/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "alert/alert_world.h"
#include "support/smtp_sink.h"

namespace sitewatch::alert {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

TEST(Outage, IsToldToOpsAtOnceAndToTheUnitAfterTenMinutes) {
  AlertWorld world;
  world.site_down("edu-www");
  world.advance(29s);
  EXPECT_THAT(world.subjects(), IsEmpty()) << "a group may still form";
  world.advance(1s);
  EXPECT_THAT(world.to_ops(), ElementsAre("【网站监测】区教育局网站无法访问（3月2日10:00起）"));
  EXPECT_THAT(world.to_unit(), IsEmpty());
  world.advance(10min);
  EXPECT_THAT(world.to_unit(), ElementsAre("【网站监测】区教育局网站无法访问（3月2日10:00起）"));
  EXPECT_THAT(world.to_ops(), SizeIs(1));
  EXPECT_THAT(world.to_office(), IsEmpty()) << "the brief is soon enough";
}

TEST(Outage, ThatEndsBeforeItsMailIsNeverMailed) {
  AlertWorld world;
  world.site_down("edu-www");
  world.advance(10s);
  world.site_up("edu-www");
  world.advance(1h);
  EXPECT_THAT(world.subjects(), IsEmpty());
}

TEST(Outage, EndsForThoseAloneWhoWereToldAndInTheirThread) {
  AlertWorld world;
  world.site_down("edu-www");
  world.advance(5min);
  const std::string thread = mail_header(world.last_mail().message, "Message-ID");
  world.site_up("edu-www");
  world.advance(1min);
  ASSERT_THAT(world.to_ops(), SizeIs(2));
  EXPECT_EQ(world.to_ops().back(), "【已恢复】区教育局网站恢复访问，中断5分");
  EXPECT_EQ(mail_header(world.last_mail().message, "In-Reply-To"), thread);
  EXPECT_EQ(mail_header(world.last_mail().message, "References"), thread);
  EXPECT_THAT(world.to_unit(), IsEmpty()) << "it never heard of the outage";
}

TEST(Outage, OfThePortalReachesAllAtOnce) {
  AlertWorld world;
  world.site_down("portal", {}, true);
  world.advance(30s);
  EXPECT_THAT(world.to_ops(), SizeIs(1));
  EXPECT_THAT(world.to_office(), SizeIs(1));
  EXPECT_THAT(world.to_unit(), SizeIs(1));
  world.advance(4h);
  EXPECT_THAT(world.to_office(), SizeIs(2)) << "again every four hours";
}

TEST(Outage, OfFiveSitesTogetherReachesTheOfficeAtOnceInOneMail) {
  AlertWorld world;
  for (int i = 1; i <= 4; ++i) world.site_down("site-" + std::to_string(i));
  world.advance(1min);
  EXPECT_THAT(world.to_office(), IsEmpty());
  EXPECT_THAT(world.to_ops(), ElementsAre("【网站监测】4个网站无法访问（3月2日）"));
  world.site_down("site-5");
  world.advance(1min);
  EXPECT_THAT(world.to_office(), ElementsAre("【网站监测】5个网站无法访问（3月2日）"));
}

TEST(MassFailure, OfFiveThousandSitesMakesAtMostThreeSmallMailsInTenMinutes) {
  AlertWorld world;
  for (int wave = 0; wave < 10; ++wave) {
    for (int i = 0; i < 500; ++i)
      world.raise(world.condition(AlertName::SiteDown, Severity::warning, "site-" + std::to_string(wave * 500 + i)));
    world.advance(1min);
  }
  EXPECT_LE(world.to_ops().size(), 3u);
  EXPECT_LE(world.to_office().size(), 3u);
  EXPECT_GE(world.to_ops().size(), 2u);
  for (const Mail& mail : world.mailer.accepted) EXPECT_LT(mail.message.size(), 200'000u);
  world.advance(20min);
  int named = 0;
  for (const auto& [key, row] : world.store.tables.log) named += row.receiver == "ops" && row.times == 1;
  EXPECT_EQ(named, 5000) << "every one was told, listed or counted";
}

TEST(OwnNetwork, CutsOffAllMailAndIsToldOnceWhenItIsBack) {
  AlertWorld world;
  for (int i = 0; i < 5000; ++i)
    world.raise(world.condition(AlertName::SiteDown, Severity::warning, "site-" + std::to_string(i)));
  world.advance(10s);
  world.engine->suspend(true);
  AlertCondition cut = world.condition(AlertName::OwnNetworkDown, Severity::critical, "");
  cut.sponsor.clear();
  world.raise(cut);
  world.advance(3h);
  EXPECT_THAT(world.subjects(), IsEmpty());
  for (int i = 0; i < 5000; ++i)
    world.engine->clear(about(AlertName::SiteDown, "site-" + std::to_string(i)), Ending::recovered,
                        world.clock.wall_now(), {});
  world.clear(about(AlertName::OwnNetworkDown, ""));
  world.engine->suspend(false);
  world.advance(1h);
  EXPECT_THAT(world.to_ops(), ElementsAre("【监测中断】3月2日10:00至13:00未能监测（本监测点网络故障）"));
  EXPECT_THAT(world.to_office(), IsEmpty()) << "one mail for all of it";
  EXPECT_THAT(world.to_unit(), IsEmpty());
}

TEST(OwnNetwork, LeftOpenByAnEarlierRunIsToldAfterTheRestart) {
  AlertWorld world;
  world.engine->suspend(true);
  AlertCondition cut = world.condition(AlertName::OwnNetworkDown, Severity::critical, "");
  cut.sponsor.clear();
  world.raise(cut);
  world.advance(1h);
  world.restart();
  world.advance(1min);
  EXPECT_THAT(world.to_ops(), ElementsAre("【监测中断】3月2日10:00至11:00未能监测（本监测点网络故障）"));
  world.restart();
  world.advance(1h);
  EXPECT_THAT(world.to_ops(), SizeIs(1));
}

TEST(Restart, RepeatsNothingAndGoesOnCounting) {
  AlertWorld world;
  world.site_down("edu-www");
  world.advance(11min);
  ASSERT_THAT(world.subjects(), SizeIs(2));
  world.restart();
  world.site_down("edu-www", march(2, 10));
  world.advance(1h);
  EXPECT_THAT(world.subjects(), SizeIs(2));
  world.site_up("edu-www");
  world.advance(1min);
  EXPECT_THAT(world.to_unit(), SizeIs(2));
  EXPECT_THAT(world.to_ops(), SizeIs(2));
}

TEST(Restart, RepeatsAfterADayCountedFromTheFirstMail) {
  AlertWorld world;
  world.site_down("edu-www");
  world.advance(12h);
  world.restart();
  world.site_down("edu-www", march(2, 10));
  world.advance(13h);
  EXPECT_THAT(world.to_ops(), SizeIs(2));
}

TEST(TrialRun, MailsNoUnitAndShowsTheOfficeWhatWouldHaveBeenSent) {
  AlertWorld world{{.mail_units = false}};
  world.site_down("edu-www");
  world.advance(1h);
  EXPECT_THAT(world.to_unit(), IsEmpty());
  world.advance_to(3, 8, 31);
  ASSERT_THAT(world.to_office(), SizeIs(1));
  EXPECT_THAT(mail_part(world.last_mail().message, "text/plain"),
              HasSubstr("试运行：以下提醒本应发给单位，未发送（1）"));
  EXPECT_EQ(world.counts["sponsor/trial"], 1);
  world.site_up("edu-www");
  world.advance(5min);
  EXPECT_THAT(world.to_unit(), IsEmpty()) << "no recovery for a mail that never went";
}

TEST(TrialRun, EndsWithTheUnitsHearingOfWhatStillHolds) {
  AlertWorld world{{.mail_units = false}};
  world.site_down("edu-www");
  world.advance(1h);
  world.reload({.mail_units = true});
  world.advance(1min);
  EXPECT_THAT(world.to_unit(), SizeIs(1));
}

TEST(Baseline, IsOneMailToTheOfficeAndNeverOneToAUnit) {
  AlertWorld world{{.baseline_done = false}};
  world.site_down("edu-www");
  world.raise(world.condition(AlertName::HomepageStale, Severity::warning, "portal"));
  world.advance(2min);
  EXPECT_THAT(world.subjects(), IsEmpty());
  world.engine->baseline_complete();
  world.advance(1min);
  EXPECT_THAT(world.to_office(), ElementsAre("【网站监测】首次监测结果：无法访问1，超期未更新1"));
  world.advance(12h);
  EXPECT_THAT(world.to_unit(), IsEmpty());
  EXPECT_THAT(world.to_ops(), IsEmpty());
  world.site_up("edu-www");
  world.advance(1h);
  EXPECT_THAT(world.to_unit(), IsEmpty());
  world.site_down("edu-www");
  world.advance(11min);
  EXPECT_THAT(world.to_unit(), SizeIs(1)) << "ended and begun anew";
}

TEST(Baseline, DoesNotHideWhatGetsWorseAfterwards) {
  AlertWorld world{{.baseline_done = false}};
  AlertCondition expiring = world.condition(AlertName::CertificateExpiring, Severity::info, "edu-www");
  expiring.facts.values["days"] = std::int64_t{25};
  world.raise(expiring);
  world.engine->baseline_complete();
  world.advance(24h);
  EXPECT_THAT(world.to_unit(), IsEmpty());
  expiring.severity = Severity::warning;
  expiring.facts.values["days"] = std::int64_t{7};
  expiring.facts.values["expires"] = march(20, 12);
  world.raise(expiring);
  world.advance(24h);
  EXPECT_THAT(world.to_unit(), ElementsAre("【网站监测】区教育局网站证书3月20日到期（剩7天）"));
}

TEST(EffectiveFrom, KeepsOldDeadlinesFromTheUnits) {
  AlertWorld world{{.effective_from = march(2, 0)}};
  AlertCondition overdue;
  overdue.identity.alert = AlertName::ReportOverdue;
  overdue.identity.sponsor = "edu";
  overdue.identity.period = "2026-02";
  overdue.sponsor = "edu";
  overdue.starts = march(1, 0);
  world.raise(overdue);
  world.advance(72h);
  EXPECT_THAT(world.to_unit(), IsEmpty());
}

TEST(EffectiveFrom, TellsAUnitWhatHasGotWorseSince) {
  AlertWorld world{{.effective_from = march(2, 0)}};
  AlertCondition stale = world.condition(AlertName::HomepageStale, Severity::info, "edu-www");
  stale.starts = march(1, 0);
  stale.facts.values["days"] = std::int64_t{12};
  stale.facts.values["newest"] = std::string{"2026-02-18"};
  world.raise(stale);
  world.advance_to(3, 12);
  EXPECT_THAT(world.to_unit(), IsEmpty()) << "about to go stale before our time";
  stale.severity = Severity::warning;
  stale.facts.values["days"] = std::int64_t{14};
  world.advance_to(4, 0);
  world.raise(stale);
  world.advance_to(4, 9, 1);
  EXPECT_THAT(world.to_unit(), ElementsAre("【网站监测】区教育局网站首页已14天未更新"));
}

TEST(Brief, ComesEveryWorkingDayAlsoWhenAllIsWell) {
  AlertWorld world;
  world.advance_to(3, 8, 29);
  EXPECT_THAT(world.to_office(), IsEmpty());
  world.advance_to(3, 8, 31);
  EXPECT_THAT(world.to_office(), ElementsAre("【网站晨报】3月3日：全部正常"));
  world.restart();
  world.advance_to(9, 8, 0);  // Wed, Thu, Fri; not on Saturday or Sunday.
  EXPECT_THAT(world.to_office(), SizeIs(4));
}

TEST(Brief, CountsWhatIsOpenAndListsWhatIsDue) {
  AlertWorld world;
  world.upcoming = {{march(4, 0), "3月进度报送截止"}};
  world.site_down("edu-www");
  AlertCondition stale = world.condition(AlertName::HomepageStale, Severity::warning, "portal");
  stale.facts.values["newest"] = std::string{"2026-02-14"};
  stale.facts.values["days"] = std::int64_t{16};
  world.raise(stale);
  world.advance_to(3, 8, 31);
  EXPECT_THAT(world.to_office(), ElementsAre("【网站晨报】3月3日：无法访问1，超期未更新1，其余正常"));
  const std::string text = mail_part(world.last_mail().message, "text/plain");
  EXPECT_THAT(text, HasSubstr("3月进度报送截止"));
  EXPECT_THAT(text, HasSubstr("首页最近一条2026年2月14日，距今16天"));
}

TEST(Brief, SaysWhatIsSoWhenItIsWholeAlsoOfThousands) {
  AlertWorld world;
  for (int i = 0; i < 1000; ++i)
    world.engine->raise(world.condition(AlertName::CertificateInvalid, Severity::warning, "site" + std::to_string(i)));
  const auto end_one = [](AlertWorld& of) -> Task<void> {
    for (int turn = 0; turn < 3; ++turn) {
      const SteadyTime at_once = of.clock.steady_now();
      co_await of.clock.sleep_until(at_once);
    }
    of.engine->clear(about(AlertName::CertificateInvalid, "site500"), Ending::recovered, of.clock.wall_now(), {});
  };
  bool ended = false;
  world.at_brief = [&] {
    if (!std::exchange(ended, true)) world.begin_to_run(end_one(world));
  };
  world.advance_to(3, 8, 31);
  ASSERT_TRUE(ended);
  const std::vector<std::string> mails = world.to_office();
  const auto brief =
      std::find_if(mails.begin(), mails.end(), [](const auto& each) { return each.starts_with("【网站晨报】"); });
  ASSERT_NE(brief, mails.end());
  EXPECT_THAT(*brief, HasSubstr("999"));
}

TEST(Flapping, IsDampedAndARecoveryStillFollows) {
  AlertWorld world;
  for (int round = 0; round < 8; ++round) {
    world.site_down("edu-www");
    world.advance(4min);
    world.site_up("edu-www");
    world.advance(4min);
  }
  EXPECT_LE(world.to_ops().size(), 5u) << "two outages with their ends, and the beginning of a long unrest";
  world.advance(1h);
  const std::vector<std::string> told = world.to_ops();
  EXPECT_THAT(told.back(), StartsWith("【已恢复】"));
  int problems = 0;
  for (const std::string& subject : told) problems += subject.starts_with("【网站监测】") ? 1 : -1;
  EXPECT_EQ(problems, 0) << "each problem mail has its recovery";
}

TEST(Correction, ReachesEveryoneWhoGotTheFirstMail) {
  AlertWorld world;
  world.site_down("edu-www");
  world.advance(11min);
  const Fingerprint id = fingerprint(about(AlertName::SiteDown, "edu-www"));
  const auto correct = [](Engine& engine, Fingerprint alert) -> Task<void> {
    std::string reason = "防护设备拦截";
    std::string by = "区政府办值班";
    const Result<void> done = co_await engine.correct(alert, std::move(reason), std::move(by));
    EXPECT_TRUE(done.has_value());
  };
  world.run(correct(*world.engine, id));
  world.advance(1min);
  EXPECT_EQ(world.to_ops().back(), "【更正】区教育局网站3月2日的提醒系监测误报，请忽略");
  EXPECT_EQ(world.to_unit().back(), "【更正】区教育局网站3月2日的提醒系监测误报，请忽略");
  EXPECT_THAT(world.to_office(), IsEmpty());
  ASSERT_THAT(world.corrected, SizeIs(1));
  EXPECT_EQ(world.corrected.front().starts, march(2, 10));
  world.site_down("edu-www", march(2, 10));  // The condition still holds; it was judged false.
  world.advance(1h);
  EXPECT_THAT(world.to_ops(), SizeIs(2));
  world.site_up("edu-www");
  world.site_down("edu-www");
  world.advance(1min);
  EXPECT_THAT(world.to_ops(), SizeIs(3)) << "a new outage is a new alert";
}

TEST(RemovedSite, EndsAsUnmonitoredWithoutAClaimOfRecovery) {
  AlertWorld world;
  world.site_down("edu-www");
  world.advance(11min);
  world.clear(about(AlertName::SiteDown, "edu-www"), Ending::unmonitored);
  world.advance(1min);
  EXPECT_EQ(world.to_unit().back(), "【停止监测】区教育局网站已从清单移除");
  EXPECT_THAT(mail_part(world.last_mail().message, "text/plain"), Not(HasSubstr("恢复访问")));
}

TEST(Inhibition, KeepsASitesPageOutOfTheMailWhileTheSiteIsDown) {
  AlertWorld world;
  world.site_down("edu-www");
  world.raise(world.condition(AlertName::CertificateInvalid, Severity::warning, "edu-www"));
  world.advance_to(3, 12);
  EXPECT_THAT(world.to_unit(), Each(HasSubstr("无法访问")));
  world.site_up("edu-www");
  world.advance(1h);
  EXPECT_EQ(world.to_unit().back(), "【网站监测】1个证书无效，1个网站恢复访问（3月3日）");
  EXPECT_FALSE(mail_header(world.last_mail().message, "References").empty()) << "in the thread of the outage";
}

TEST(Silence, HoldsMailForItsSpan) {
  AlertWorld world;
  const auto silence = [](AlertWorld& here) -> Task<void> {
    Silence quiet;
    quiet.site = "edu-www";
    quiet.span = {here.clock.wall_now(), here.clock.wall_now() + 2h};
    const Result<std::int64_t> id = co_await here.engine->add_silence(std::move(quiet));
    EXPECT_TRUE(id.has_value());
  };
  world.run(silence(world));
  world.site_down("edu-www");
  world.advance(119min);
  EXPECT_THAT(world.subjects(), IsEmpty());
  world.advance(2min);
  EXPECT_THAT(world.to_ops(), SizeIs(1));
}

TEST(Maintenance, MailsNoOutageInItsSpan) {
  AlertWorld world;
  const auto maintain = [](AlertWorld& here) -> Task<void> {
    Maintenance work;
    work.site = "edu-www";
    work.span = {here.clock.wall_now(), here.clock.wall_now() + 2h};
    const Result<std::int64_t> id = co_await here.engine->add_maintenance(std::move(work));
    EXPECT_TRUE(id.has_value());
  };
  world.run(maintain(world));
  EXPECT_TRUE(world.engine->in_maintenance("edu-www", march(2, 11)));
  EXPECT_FALSE(world.engine->in_maintenance("edu-www", march(2, 12)));
  world.site_down("edu-www");
  world.advance(1h);
  world.site_up("edu-www");
  world.advance(3h);
  EXPECT_THAT(world.subjects(), IsEmpty());
}

TEST(Route, TellsAFurtherReceiverAtOnce) {
  AlertWorld world{{.routes = {{.alerts = {AlertName::SiteDown}, .receiver = "leader"}}}};
  world.site_down("edu-www");
  world.advance(30s);
  EXPECT_THAT(world.mailer.subjects_to("leader@office.example"), SizeIs(1));
}

TEST(FullDisk, KeepsTheAlertAndMailsItFromMemory) {
  AlertWorld world;
  world.advance(1min);
  world.store.fail_from_now_on();
  world.site_down("edu-www");
  world.advance(1min);
  EXPECT_THAT(world.to_ops(), SizeIs(1));
  world.advance(1h);
  EXPECT_THAT(world.to_ops(), SizeIs(1)) << "not again because it could not be noted";
  world.store.work_again();
  world.advance(1min);
  EXPECT_TRUE(
      world.store.tables.alerts.contains({fingerprint(about(AlertName::SiteDown, "edu-www")), march(2, 10, 1)}));
  world.restart();
  world.advance(1h);
  EXPECT_THAT(world.to_ops(), SizeIs(1));
}

TEST(UnitWithoutAddress, IsShownToTheOffice) {
  AlertWorld world;
  AlertCondition down = world.condition(AlertName::SiteDown, Severity::warning, "edu-www");
  down.sponsor = "mute";
  world.raise(down);
  world.advance_to(3, 8, 31);
  EXPECT_EQ(world.counts["sponsor/no_address"], 1);
  EXPECT_THAT(mail_part(world.last_mail().message, "text/plain"), HasSubstr("××区档案馆：未登记邮箱"));
}

TEST(Clock, SetBackOrForwardMakesNoStorm) {
  AlertWorld world;
  world.site_down("edu-www");
  world.advance(11min);
  ASSERT_THAT(world.subjects(), SizeIs(2));
  world.clock.step_wall(-1h);
  world.advance(30min);
  EXPECT_THAT(world.subjects(), SizeIs(2));
  world.clock.step_wall(24h);
  world.advance(2min);
  EXPECT_LE(world.to_ops().size(), 2u);
  EXPECT_LE(world.to_office().size(), 1u) << "one brief, not one for each morning";
}

}  // namespace
}  // namespace sitewatch::alert
