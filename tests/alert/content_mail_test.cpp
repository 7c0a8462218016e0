#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "alert/alert_world.h"
#include "alert/content_facts.h"
#include "alert/content_samples.h"
#include "alert/mail_text.h"
#include "support/smtp_sink.h"

namespace sitewatch::alert {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

AlertCondition condition_of(const Alert& alert, WallTime starts) {
  AlertCondition condition;
  condition.identity = alert.identity;
  condition.severity = alert.severity;
  condition.sponsor = alert.sponsor;
  condition.starts = starts;
  condition.facts = alert.facts;
  return condition;
}

std::string decoded(const Mail& mail) {
  return mail_part(mail.message, "text/plain") + mail_part(mail.message, "text/html");
}

TEST(ColumnsStale, IsToldAgainAsWorseWhenItReachesTheLimit) {
  AlertWorld world;
  Alert few = columns_stale();
  few.severity = Severity::info;
  few.facts.values["count"] = std::int64_t{4};
  few.facts.values["matches"] = false;
  few.facts.lists["columns"].pop_back();
  world.raise(condition_of(few, march(2, 0)));
  world.advance(1min);
  EXPECT_THAT(world.to_unit(), ElementsAre("【网站监测】区教育局网站4个栏目超期未更新或未注明发布时间"));
  world.advance_to(5, 9, 1);
  EXPECT_THAT(world.to_unit(), SizeIs(1)) << "a fortnight between two mails";
  world.raise(condition_of(columns_stale(), march(2, 0)));
  world.advance_to(5, 10, 0);
  EXPECT_THAT(world.to_unit(), SizeIs(2));
  EXPECT_THAT(decoded(world.last_mail()), HasSubstr("与“栏目不更新”指标情形相符，以上级认定为准"));
  world.advance_to(18, 9, 1);
  EXPECT_THAT(world.to_unit(), SizeIs(2));
  world.advance_to(19, 11, 0);
  EXPECT_THAT(world.to_unit(), SizeIs(3)) << "again after a fortnight";
}

TEST(ColumnsStale, ThatWasSoAtTheFirstLookIsNotToldToTheUnitUntilAColumnFallsAsleep) {
  AlertWorld world{{.effective_from = march(2, 0)}};
  AlertCondition stale = world.condition(AlertName::ColumnsStale, Severity::info, "edu-www");
  stale.starts = march(2, 1);
  stale.facts.values[std::string{at_first_look_fact}] = true;
  stale.facts.values[std::string{fallen_fact}] = std::int64_t{0};
  world.raise(stale);
  stale.severity = Severity::warning;  // More of them are found, one after the other.
  world.advance(4h);
  world.raise(stale);
  world.advance_to(4, 12);
  EXPECT_THAT(world.to_unit(), IsEmpty());
  stale.facts.values[std::string{at_first_look_fact}] = false;
  stale.facts.values[std::string{fallen_fact}] = std::int64_t{1};
  world.raise(stale);
  world.advance_to(5, 9, 1);
  EXPECT_THAT(world.to_unit(), SizeIs(1));
}

TEST(ColumnsStale, NeverSaysHowLongAnUndatedColumnWasNotUpdated) {
  AlertWorld world;
  world.raise(condition_of(columns_undated(), march(2, 0)));
  world.advance(1min);
  EXPECT_THAT(world.to_unit(), ElementsAre("【网站监测】区教育局网站2个栏目未注明发布时间"));
  EXPECT_THAT(decoded(world.last_mail()), AllOf(HasSubstr("未注明发布时间"), Not(HasSubstr("天未更新")),
                                                Not(HasSubstr("超期")), Not(HasSubstr("指标情形相符"))));
}

TEST(ColumnsStale, OfALongListSaysHowManyAreLeftOut) {
  AlertWorld world;
  world.raise(condition_of(columns_stale_many(), march(2, 0)));
  world.advance(1min);
  EXPECT_THAT(decoded(world.last_mail()), AllOf(HasSubstr("43个栏目"), HasSubstr("另有13个栏目未列出")));
}

TEST(UndatedHomepage, IsLeftOutOfTheBrief) {
  AlertWorld world;
  world.raise(condition_of(home_undated(), march(2, 0)));
  world.advance_to(3, 9, 1);
  EXPECT_THAT(world.to_office(), ElementsAre("【网站晨报】3月3日：全部正常"));
  EXPECT_THAT(world.to_unit(), ElementsAre("【网站监测】区教育局网站首页信息未注明发布时间"));
  world.clear(home_undated().identity);
  world.advance_to(4, 8, 31);
  EXPECT_THAT(world.to_unit(), SizeIs(2));
  EXPECT_THAT(decoded(world.last_mail()), Not(HasSubstr("区教育局网站"))) << "the brief";
}

TEST(UndatedHomepage, IsSaidToBeReadAsOftenAsItIs) {
  for (const auto& [interval, words] :
       {std::pair{Duration{1h}, "系统每小时复查"}, std::pair{Duration{6h}, "系统每6小时复查"}}) {
    AlertWorld world;
    Settings settings = test_settings({});
    settings.home_interval = interval;
    world.engine->reconfigure(std::move(settings));
    world.raise(condition_of(home_undated(), march(2, 0)));
    world.advance_to(3, 9, 1);
    std::string to_unit;
    for (const Mail& mail : world.mailer.accepted)
      if (mail.to.front() == "edu@edu.example") to_unit += decoded(mail);
    EXPECT_THAT(to_unit, HasSubstr(words));
  }
}

TEST(UndatedHomepage, IsListedAsWhatTheTrialRunDidNotSend) {
  AlertWorld world{{.mail_units = false}};
  world.raise(condition_of(home_undated(), march(2, 0)));
  world.advance_to(3, 8, 31);
  EXPECT_THAT(world.to_unit(), IsEmpty());
  EXPECT_THAT(decoded(world.last_mail()), AllOf(HasSubstr("试运行"), HasSubstr("均未注明发布时间")));
}

/// The page's own words, had somebody passed them on.
Alert hijack_with_words_of_the_page() {
  Alert suspected = hijack();
  suspected.facts.values["title"] = std::string{"真人荷官在线"};
  suspected.facts.values["snippet"] = std::string{"首存送彩金"};
  suspected.facts.values["url"] = std::string{"http://bet.invalid/"};
  suspected.facts.lists["newest_items"] = {{{"date", std::string{"2026-03-04"}}, {"title", std::string{"首存送彩金"}}}};
  return suspected;
}

TEST(SiteHijackSuspected, IsMailedAtOnceToOperationsAndTheOfficeAlone) {
  AlertWorld world{{.routes = {{.receiver = "leader"}}}};
  world.advance_to(7, 2, 13);  // A Saturday.
  world.raise(condition_of(hijack(), march(7, 2, 13)));
  world.advance(2min);
  EXPECT_THAT(world.to_ops(), ElementsAre("【网站监测】区教育局网站疑似被篡改，待电话核实"));
  EXPECT_EQ(world.to_office().back(), "【网站监测】区教育局网站疑似被篡改，待电话核实");
  world.advance(24h);
  EXPECT_THAT(world.to_ops(), SizeIs(2));
  world.advance(72h);
  world.clear(hijack().identity);
  world.advance(2min);
  EXPECT_EQ(world.to_ops().back(), "【核实处置】区教育局网站疑似被篡改的迹象已消失");
  EXPECT_THAT(world.to_unit(), IsEmpty());
  EXPECT_THAT(world.mailer.subjects_to("leader@office.example"), IsEmpty()) << "a route for everything";
}

TEST(SiteHijackSuspected, ReachesNoUnitByARouteThatNamesIt) {
  Settings settings = test_settings({});
  settings.routes = {{.alerts = {AlertName::SiteHijackSuspected}, .receiver = "leader"},
                     {.alerts = {AlertName::SiteHijackSuspected}, .receiver = "unit"},
                     {.alerts = {AlertName::SiteHijackSuspected}, .receiver = "sponsor:edu"}};
  settings.receivers["unit"] = {"other@edu.example", "EDU@edu.example"};
  std::vector<std::string> receivers;
  for (const ToldTo& each : receivers_of(hijack(), settings, march(5, 3))) receivers.push_back(each.receiver);
  EXPECT_THAT(receivers, ElementsAre("ops", "office", "leader"));
}

TEST(SiteHijackSuspected, SharesNoMailWithOtherAlertsAndWaitsForNone) {
  AlertWorld world;
  for (int number = 0; number < 4; ++number) {
    world.site_down("site-" + std::to_string(number));
    world.advance(1min);
  }
  const std::size_t before = world.to_ops().size();
  world.site_down("edu-www");
  world.raise(condition_of(hijack(), march(2, 10)));
  world.advance(1min);
  const std::vector<std::string> told = world.to_ops();
  ASSERT_GT(told.size(), before);
  EXPECT_THAT(told, testing::Contains("【网站监测】区教育局网站疑似被篡改，待电话核实"));
}

TEST(SiteHijackSuspected, IsToldFromTheFirstLookOn) {
  AlertWorld world{{.baseline_done = false}};
  world.raise(condition_of(hijack(), march(2, 10)));
  world.advance(2min);
  EXPECT_THAT(world.to_ops(), ElementsAre("【网站监测】区教育局网站疑似被篡改，待电话核实"));
}

TEST(SiteHijackSuspected, OfSeveralThatEndNoneIsSaidToHaveRecovered) {
  AlertWorld world;
  Alert portal = hijack();
  portal.identity.site = "portal";
  world.raise(condition_of(hijack(), march(2, 10)));
  world.raise(condition_of(portal, march(2, 10)));
  world.advance(1min);
  EXPECT_THAT(world.to_ops(), ElementsAre("【网站监测】2个网站疑似被篡改（3月2日）"));
  world.clear(hijack().identity);
  world.clear(portal.identity);
  world.advance(1min);
  EXPECT_EQ(world.to_ops().back(), "【已结束】2项已结束（3月2日）");
  EXPECT_THAT(decoded(world.last_mail()), AllOf(HasSubstr("核实处置"), Not(HasSubstr("恢复")), Not(HasSubstr("href"))));
}

class HijackMail : public testing::TestWithParam<const char*> {};

TEST_P(HijackMail, HoldsNoLinkAndNothingOfThePage) {
  AlertWorld::Options options;
  options.language = GetParam();
  Settings settings = test_settings(options);
  settings.public_url = "https://monitor.office.example/";
  const Catalogue catalogue = Catalogue::of(*language_named(GetParam()), settings.zone);
  const Writing writing{catalogue, settings, march(5, 9)};
  Entry open;
  open.alert = hijack_with_words_of_the_page();
  Entry portal;
  portal.alert = hijack_with_words_of_the_page();
  portal.alert.identity.site = "portal";
  std::vector<MailText> mails;
  for (const Ending ending : {Ending::none, Ending::recovered, Ending::corrected, Ending::unmonitored}) {
    Entry entry;
    entry.alert = ending == Ending::none ? open.alert : ended(open.alert, ending);
    const bool firing = entry.alert.firing();
    mails.push_back(
        mail_text({"office", {{&entry, firing ? NotifyReason::first : NotifyReason::ended}}, true, true}, writing));
  }
  mails.push_back(
      mail_text({"ops", {{&open, NotifyReason::first}, {&portal, NotifyReason::first}}, true, true}, writing));
  for (const MailText& mail : mails) {
    const std::string all = mail.subject + '\n' + mail.text + '\n' + mail.html;
    for (const char* const never : {"<a ", "href", "edu.example/", "www.edu.example", "www.portal.example", "https://",
                                    "bet.invalid", "荷官", "彩金"})
      EXPECT_THAT(all, Not(HasSubstr(never))) << mail.subject;
  }
  EXPECT_THAT(mails.front().text, HasSubstr("http://www.edu[.]example/"));
}

INSTANTIATE_TEST_SUITE_P(Languages, HijackMail, testing::Values("zh-CN", "en"));

TEST(PlainAddress, CanBeReadAndNotFollowed) {
  const std::pair<const char*, const char*> cases[] = {
      {"http://www.edu.example/", "http://www.edu[.]example/"},
      {"https://www.edu.example:8443/a.b/index.html?x=1.2", "https://www.edu[.]example:8443/a.b/index.html?x=1.2"},
      {"http://127.9.0.3", "http://127.9.0[.]3"},
      {"http://localhost/index.html", "http[:]//localhost/index.html"},
      {"http://[::1]/", "http[:]//[::1]/"},
      {"www.edu.example", "www.edu[.]example"},
      {"", ""}};
  for (const auto& [url, plain] : cases) EXPECT_EQ(plain_address(url), plain);
}

}  // namespace
}  // namespace sitewatch::alert
