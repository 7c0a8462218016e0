#include "domain/alert_policy.h"

#include <gtest/gtest.h>

#include "domain/silence.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;

const Zone& shanghai() {
  static const Zone zone = *Zone::named("Asia/Shanghai");
  return zone;
}

/// 2 March 2026 is a Monday; no holiday is known, so weekends alone are off.
WallTime at(unsigned day, int hour, int minute = 0) {
  return shanghai().at(date::year{2026} / 3 / day, std::chrono::hours{hour} + std::chrono::minutes{minute});
}

Alert alert(AlertName name, Severity severity, WallTime starts, bool portal = false) {
  Alert made;
  made.identity.alert = name;
  made.severity = severity;
  made.portal = portal;
  made.sponsor = "edu";
  made.starts = starts;
  return made;
}

Due judged(const Alert& alert, Role role, std::optional<Told> told, WallTime now, bool many = false) {
  const Workdays workdays;
  Moment moment = moment_at(now, workdays, shanghai());
  moment.many_sites_down = many;
  return due(alert, telling(alert, role), told, moment, workdays, shanghai());
}

struct Cell {
  AlertName name;
  Severity severity;
  bool portal;
  Role role;
  Pace pace;
  Duration after;
  Duration repeat;
};

TEST(AlertTablePolicy, IsTheTableOfTheOffice) {
  constexpr Duration day = 24h;
  const Cell cells[] = {
      {AlertName::SiteDown, Severity::critical, true, Role::ops, Pace::at_once, 0s, 4h},
      {AlertName::SiteDown, Severity::critical, true, Role::office, Pace::at_once, 0s, 4h},
      {AlertName::SiteDown, Severity::critical, true, Role::sponsor, Pace::at_once, 0s, 4h},
      {AlertName::SiteDown, Severity::warning, false, Role::ops, Pace::at_once, 0s, day},
      {AlertName::SiteDown, Severity::warning, false, Role::office, Pace::brief, 0s, day},
      {AlertName::SiteDown, Severity::warning, false, Role::sponsor, Pace::at_once, 10min, day},
      {AlertName::SiteUnreachableRatio, Severity::info, false, Role::ops, Pace::never, 0s, 0s},
      {AlertName::SiteUnreachableRatio, Severity::info, false, Role::office, Pace::daytime, 0s, 7 * day},
      {AlertName::SiteUnreachableRatio, Severity::warning, false, Role::sponsor, Pace::daytime, 0s, 7 * day},
      {AlertName::SiteChallenged, Severity::info, false, Role::ops, Pace::at_once, 0s, 7 * day},
      {AlertName::SiteChallenged, Severity::info, false, Role::office, Pace::never, 0s, 0s},
      {AlertName::SiteChallenged, Severity::info, false, Role::sponsor, Pace::daytime, day, 7 * day},
      {AlertName::CertificateExpiring, Severity::info, false, Role::sponsor, Pace::daytime, 0s, 0s},
      {AlertName::CertificateExpiring, Severity::warning, false, Role::sponsor, Pace::daytime, 0s, 0s},
      {AlertName::CertificateExpiring, Severity::critical, false, Role::sponsor, Pace::at_once, 0s, 0s},
      {AlertName::CertificateExpiring, Severity::critical, false, Role::ops, Pace::never, 0s, 0s},
      {AlertName::CertificateInvalid, Severity::warning, false, Role::office, Pace::brief, 0s, 0s},
      {AlertName::CertificateInvalid, Severity::warning, false, Role::sponsor, Pace::daytime, 0s, 7 * day},
      {AlertName::HomepageStale, Severity::info, false, Role::sponsor, Pace::daytime, 0s, 7 * day},
      {AlertName::HomepageStale, Severity::warning, false, Role::office, Pace::brief, 0s, 0s},
      {AlertName::HomepageStale, Severity::warning, false, Role::ops, Pace::never, 0s, 0s},
      {AlertName::ColumnsStale, Severity::info, false, Role::sponsor, Pace::daytime, 0s, 14 * day},
      {AlertName::ColumnsStale, Severity::warning, false, Role::sponsor, Pace::daytime, 0s, 14 * day},
      {AlertName::ColumnsStale, Severity::warning, false, Role::office, Pace::brief, 0s, 0s},
      {AlertName::ColumnsStale, Severity::warning, false, Role::ops, Pace::never, 0s, 0s},
      {AlertName::ColumnsBlank, Severity::warning, false, Role::sponsor, Pace::daytime, 0s, 14 * day},
      {AlertName::ColumnsBlank, Severity::warning, false, Role::office, Pace::brief, 0s, 0s},
      {AlertName::ColumnsBlank, Severity::warning, false, Role::ops, Pace::never, 0s, 0s},
      {AlertName::UndatedHomepage, Severity::info, false, Role::sponsor, Pace::daytime, 0s, 30 * day},
      {AlertName::UndatedHomepage, Severity::info, false, Role::office, Pace::never, 0s, 0s},
      {AlertName::UndatedHomepage, Severity::info, false, Role::ops, Pace::never, 0s, 0s},
      {AlertName::SiteHijackSuspected, Severity::critical, false, Role::ops, Pace::at_once, 0s, day},
      {AlertName::SiteHijackSuspected, Severity::critical, false, Role::office, Pace::at_once, 0s, day},
      {AlertName::SiteHijackSuspected, Severity::critical, false, Role::sponsor, Pace::never, 0s, 0s},
      {AlertName::SiteHijackSuspected, Severity::critical, true, Role::sponsor, Pace::never, 0s, 0s},
      {AlertName::UnlistedSiteFound, Severity::info, false, Role::ops, Pace::never, 0s, 0s},
      {AlertName::UnlistedSiteFound, Severity::info, false, Role::office, Pace::brief, 0s, 0s},
      {AlertName::UnlistedSiteFound, Severity::info, false, Role::sponsor, Pace::never, 0s, 0s},
      {AlertName::ReportOverdue, Severity::warning, false, Role::sponsor, Pace::daytime, 0s, 0s},
      {AlertName::ReportOverdue, Severity::warning, false, Role::office, Pace::brief, 0s, 0s},
      {AlertName::ReportDueSoon, Severity::info, false, Role::ops, Pace::never, 0s, 0s},
      {AlertName::ReportDueSoon, Severity::info, false, Role::office, Pace::never, 0s, 0s},
      {AlertName::ReportDueSoon, Severity::info, false, Role::sponsor, Pace::daytime, 0s, 0s},
      {AlertName::CalendarIncomplete, Severity::info, false, Role::ops, Pace::at_once, 0s, 7 * day},
      {AlertName::CalendarIncomplete, Severity::info, false, Role::office, Pace::never, 0s, 0s},
      {AlertName::CalendarIncomplete, Severity::info, false, Role::sponsor, Pace::never, 0s, 0s},
      {AlertName::OwnNetworkDown, Severity::critical, false, Role::ops, Pace::at_end, 0s, 0s},
      {AlertName::OwnNetworkDown, Severity::critical, false, Role::office, Pace::never, 0s, 0s},
      {AlertName::OwnNetworkDown, Severity::critical, false, Role::sponsor, Pace::never, 0s, 0s},
      {AlertName::NotificationsFailing, Severity::critical, false, Role::ops, Pace::never, 0s, 0s},
      {AlertName::NotificationsFailing, Severity::critical, false, Role::office, Pace::never, 0s, 0s},
  };
  for (const Cell& cell : cells) {
    const Telling found = telling(alert(cell.name, cell.severity, at(2, 0), cell.portal), cell.role);
    SCOPED_TRACE(std::string{name(cell.name)} + " to " + std::string{name(cell.role)});
    EXPECT_EQ(found.pace, cell.pace);
    EXPECT_EQ(found.after, cell.after);
    EXPECT_EQ(found.repeat, cell.repeat);
  }
}

TEST(AlertTablePolicy, TellsAUnitOfAnOutageAfterTenMinutesAtAnyHour) {
  const Alert down = alert(AlertName::SiteDown, Severity::warning, at(7, 2, 13));  // A Saturday night.
  EXPECT_EQ(judged(down, Role::ops, {}, at(7, 2, 13)), Due::first);
  EXPECT_EQ(judged(down, Role::sponsor, {}, at(7, 2, 22)), Due::not_now);
  EXPECT_EQ(judged(down, Role::sponsor, {}, at(7, 2, 23)), Due::first);
}

TEST(AlertTablePolicy, TakesTheSitesOwnWaitBeforeItsUnitIsTold) {
  Alert down = alert(AlertName::SiteDown, Severity::warning, at(2, 2));
  down.facts.values["sponsor_after_seconds"] = std::int64_t{1800};
  EXPECT_EQ(judged(down, Role::sponsor, {}, at(2, 2, 29)), Due::not_now);
  EXPECT_EQ(judged(down, Role::sponsor, {}, at(2, 2, 30)), Due::first);
}

TEST(AlertTablePolicy, RepeatsAnOutageAfterADayAndThePortalsAfterFourHours) {
  const Alert small = alert(AlertName::SiteDown, Severity::warning, at(2, 2));
  const Told told{at(2, 2, 1), 1, Severity::warning};
  EXPECT_EQ(judged(small, Role::ops, told, at(3, 2)), Due::not_now);
  EXPECT_EQ(judged(small, Role::ops, told, at(3, 2, 1)), Due::repeat);
  const Alert portal = alert(AlertName::SiteDown, Severity::critical, at(2, 2), true);
  const Told portal_told{at(2, 2, 1), 1, Severity::critical};
  EXPECT_EQ(judged(portal, Role::sponsor, portal_told, at(2, 6)), Due::not_now);
  EXPECT_EQ(judged(portal, Role::sponsor, portal_told, at(2, 6, 1)), Due::repeat);
}

TEST(AlertTablePolicy, TellsTheOfficeOfASmallSiteOnlyWhenManyAreDown) {
  const Alert down = alert(AlertName::SiteDown, Severity::warning, at(2, 2));
  EXPECT_EQ(judged(down, Role::office, {}, at(2, 12)), Due::not_now);
  EXPECT_EQ(judged(down, Role::office, {}, at(2, 2), true), Due::first);
}

TEST(AlertTablePolicy, KeepsDaytimeMailForNineOfTheNextWorkingDay) {
  const Alert invalid = alert(AlertName::CertificateInvalid, Severity::warning, at(6, 17, 30));  // Friday.
  EXPECT_EQ(judged(invalid, Role::sponsor, {}, at(6, 17, 40)), Due::not_now);
  EXPECT_EQ(judged(invalid, Role::sponsor, {}, at(7, 9)), Due::not_now) << "Saturday";
  EXPECT_EQ(judged(invalid, Role::sponsor, {}, at(9, 8, 59)), Due::not_now);
  EXPECT_EQ(judged(invalid, Role::sponsor, {}, at(9, 9)), Due::first);
}

TEST(AlertTablePolicy, SendsLateDaytimeMailByDayOnly) {
  const Alert stale = alert(AlertName::HomepageStale, Severity::warning, at(2, 0));
  EXPECT_EQ(judged(stale, Role::sponsor, {}, at(2, 22)), Due::not_now) << "noticed at night";
  EXPECT_EQ(judged(stale, Role::sponsor, {}, at(3, 9)), Due::first);
  EXPECT_EQ(judged(stale, Role::sponsor, {}, at(3, 15)), Due::first) << "the daemon was away at nine";
}

TEST(AlertTablePolicy, FollowsTheHolidayCalendar) {
  // Monday 2 March off, Saturday 7 March a working day.
  const Workdays workdays{{{date::year{2026} / 3 / 2, true}, {date::year{2026} / 3 / 7, false}}};
  const Alert overdue = alert(AlertName::ReportOverdue, Severity::warning, at(2, 0));
  const auto judge = [&](WallTime now) {
    return due(overdue, telling(overdue, Role::sponsor), {}, moment_at(now, workdays, shanghai()), workdays,
               shanghai());
  };
  EXPECT_EQ(judge(at(2, 9)), Due::not_now);
  EXPECT_EQ(judge(at(3, 9)), Due::first);
  EXPECT_TRUE(moment_at(at(7, 9), workdays, shanghai()).daytime);
}

TEST(AlertTablePolicy, AsksForAnOverdueReportTwiceAndNoMore) {
  // The deadline of the 20th closes on Saturday the 21st at 00:00.
  const Alert overdue = alert(AlertName::ReportOverdue, Severity::warning, at(21, 0));
  EXPECT_EQ(judged(overdue, Role::sponsor, {}, at(21, 9)), Due::not_now);
  EXPECT_EQ(judged(overdue, Role::sponsor, {}, at(23, 9)), Due::first);
  const Told once{at(23, 9), 1, Severity::warning};
  EXPECT_EQ(judged(overdue, Role::sponsor, once, at(25, 17)), Due::not_now);
  EXPECT_EQ(judged(overdue, Role::sponsor, once, at(26, 9)), Due::repeat);
  const Told twice{at(26, 9), 2, Severity::warning};
  EXPECT_EQ(judged(overdue, Role::sponsor, twice, at(31, 9)), Due::not_now);
}

/// The duty of December 2026: the 20th is a Sunday, so reminders come on the 15th, the 17th and Friday the 18th.
WallTime december(unsigned day, int hour, int minute = 0) {
  return shanghai().at(date::year{2026} / 12 / day, std::chrono::hours{hour} + std::chrono::minutes{minute});
}

Alert reminder(WallTime remind_at, WallTime deadline) {
  Alert due_soon = alert(AlertName::ReportDueSoon, Severity::info, remind_at);
  due_soon.facts.values["remind_at"] = remind_at;
  due_soon.facts.values["deadline"] = deadline;
  return due_soon;
}

struct ReminderVector {
  const char* what;
  WallTime remind_at;
  std::optional<WallTime> told_at;
  WallTime now;
  Due expected;
};

TEST(Reminder, IsDueOncePerInstantAndByDay) {
  const WallTime first = december(15, 9);
  const WallTime second = december(17, 9);
  const WallTime third = december(18, 9);
  const ReminderVector vectors[] = {
      {"a minute before", first, {}, december(15, 8, 59), Due::not_now},
      {"at nine", first, {}, december(15, 9), Due::first},
      {"told, and a restart at noon", first, december(15, 9), december(15, 12), Due::not_now},
      {"the day between", first, december(15, 9), december(16, 9), Due::not_now},
      {"the second", second, december(15, 9), december(17, 9), Due::repeat},
      {"the last working day", third, december(17, 9), december(18, 9), Due::repeat},
      {"the daemon was away at nine", second, december(15, 9), december(17, 14, 20), Due::repeat},
      {"the daemon was away over two of them: one mail", third, december(15, 9), december(18, 10), Due::repeat},
      {"away until the evening, a day is left", second, december(15, 9), december(17, 19), Due::not_now},
      {"and then by day", second, december(15, 9), december(18, 9), Due::repeat},
      {"away until the last evening: no working day is left", third, december(17, 9), december(18, 20), Due::repeat},
      {"away until the Sunday", third, december(17, 9), december(20, 22), Due::repeat},
      {"but not when it is too late", third, december(17, 9), december(21, 0), Due::not_now},
      {"told on the last evening, once", third, december(18, 20), december(20, 22), Due::not_now},
  };
  for (const ReminderVector& each : vectors) {
    std::optional<Told> told;
    if (each.told_at) told = Told{*each.told_at, 1, Severity::info};
    const Alert due_soon = reminder(each.remind_at, december(21, 0));
    EXPECT_EQ(judged(due_soon, Role::sponsor, told, each.now), each.expected) << each.what;
  }
}

TEST(Reminder, OfASpringFestivalMonthComesBeforeTheHolidays) {
  // 2026: 14 February, a Saturday, is worked; the 15th to the 23rd are off.
  std::map<date::sys_days, bool> off{{date::year{2026} / 2 / 14, false}};
  for (unsigned day = 15; day <= 23; ++day) off[date::sys_days{date::year{2026} / 2 / day}] = true;
  const Workdays workdays{off};
  const auto february = [](unsigned day, int hour) {
    return shanghai().at(date::year{2026} / 2 / day, std::chrono::hours{hour});
  };
  const Alert due_soon = reminder(february(14, 9), february(21, 0));
  const auto judge = [&](WallTime now, std::optional<Told> told) {
    return due(due_soon, telling(due_soon, Role::sponsor), told, moment_at(now, workdays, shanghai()), workdays,
               shanghai());
  };
  EXPECT_EQ(judge(february(14, 8), {}), Due::not_now);
  EXPECT_EQ(judge(february(14, 9), {}), Due::first);
  EXPECT_EQ(judge(february(14, 18), {}), Due::first) << "no working day is left before the 20th";
  EXPECT_EQ(judge(february(20, 9), Told{february(14, 9), 1, Severity::info}), Due::not_now);
}

TEST(Reminder, NeedsAnInstant) {
  EXPECT_EQ(judged(alert(AlertName::ReportDueSoon, Severity::info, at(2, 9)), Role::sponsor, {}, at(2, 10)),
            Due::not_now);
}

TEST(AlertTablePolicy, SlowsDownAfterFourMailsAboutASleepingPage) {
  const Alert stale = alert(AlertName::HomepageStale, Severity::warning, at(2, 0) - 200 * 24h);
  EXPECT_EQ(judged(stale, Role::sponsor, Told{at(9, 9), 3, Severity::warning}, at(16, 9)), Due::repeat);
  EXPECT_EQ(judged(stale, Role::sponsor, Told{at(9, 9), 4, Severity::warning}, at(16, 9)), Due::not_now);
  EXPECT_EQ(judged(stale, Role::sponsor, Told{at(9, 9) - 28 * 24h, 4, Severity::warning}, at(11, 9)), Due::repeat);
}

TEST(AlertTablePolicy, TellsARiseInSeverityWithoutWaitingForTheRepeat) {
  Alert stale = alert(AlertName::HomepageStale, Severity::info, at(2, 0));
  const Told told{at(2, 9), 1, Severity::info};
  EXPECT_EQ(judged(stale, Role::sponsor, told, at(6, 9)), Due::not_now);
  stale.severity = Severity::warning;
  EXPECT_EQ(judged(stale, Role::sponsor, told, at(6, 0)), Due::not_now) << "by day";
  EXPECT_EQ(judged(stale, Role::sponsor, told, at(6, 9)), Due::worse);
}

TEST(AlertTablePolicy, TellsColumnsThatReachTheLimitBeforeTheirFortnightIsOver) {
  const Told told_as_info{at(3, 9), 1, Severity::info};
  const Alert few = alert(AlertName::ColumnsStale, Severity::info, at(2, 0));
  EXPECT_EQ(judged(few, Role::sponsor, told_as_info, at(16, 17)), Due::not_now);
  EXPECT_EQ(judged(few, Role::sponsor, told_as_info, at(17, 9)), Due::repeat);
  const Alert many = alert(AlertName::ColumnsStale, Severity::warning, at(2, 0));
  EXPECT_EQ(judged(many, Role::sponsor, told_as_info, at(4, 22)), Due::not_now) << "by day";
  EXPECT_EQ(judged(many, Role::sponsor, told_as_info, at(5, 9)), Due::worse);
}

TEST(AlertTablePolicy, TellsASuspectedHijackAtNightAndFromTheFirstLookOn) {
  const Alert suspected = alert(AlertName::SiteHijackSuspected, Severity::critical, at(7, 2));  // A Saturday.
  for (const Role role : {Role::ops, Role::office}) {
    EXPECT_EQ(judged(suspected, role, {}, at(7, 2)), Due::first);
    EXPECT_EQ(judged(suspected, role, Told{at(7, 2), 1, Severity::critical}, at(8, 1, 59)), Due::not_now);
    EXPECT_EQ(judged(suspected, role, Told{at(7, 2), 1, Severity::critical}, at(8, 2)), Due::repeat);
  }
  EXPECT_TRUE(is_never_baseline(AlertName::SiteHijackSuspected));
  EXPECT_FALSE(is_never_baseline(AlertName::ColumnsStale));
}

TEST(AlertTablePolicy, LeavesTheFirstCertificateStepToTheBrief) {
  Alert expiring = alert(AlertName::CertificateExpiring, Severity::info, at(2, 0));
  expiring.facts.values["days"] = std::int64_t{28};
  EXPECT_EQ(telling(expiring, Role::sponsor).pace, Pace::never);
  EXPECT_EQ(telling(expiring, Role::office).pace, Pace::brief);
  const int first = grade(expiring);
  expiring.facts.values["days"] = std::int64_t{14};
  EXPECT_EQ(telling(expiring, Role::sponsor).pace, Pace::daytime);
  EXPECT_GT(grade(expiring), first);
}

TEST(NextBrief, ComesAtHalfPastEightOfWorkingDays) {
  const Workdays workdays;
  EXPECT_EQ(next_brief(at(6, 8, 29), workdays, shanghai()), at(6, 8, 30));
  EXPECT_EQ(next_brief(at(6, 8, 30), workdays, shanghai()), at(9, 8, 30)) << "over the weekend";
  EXPECT_EQ(moment_at(at(8, 12), workdays, shanghai()).last_brief, at(6, 8, 30));
}

TEST(Silence, SpeaksOfWhatItNames) {
  Alert down = alert(AlertName::SiteDown, Severity::warning, at(2, 0));
  down.identity.site = "edu-www";
  EXPECT_TRUE(speaks_of(down, "", "", ""));
  EXPECT_TRUE(speaks_of(down, "SiteDown", "edu-www", "edu"));
  EXPECT_FALSE(speaks_of(down, "HomepageStale", "", ""));
  EXPECT_FALSE(speaks_of(down, "", "other", ""));
  EXPECT_FALSE(speaks_of(down, "", "", "health"));
}

TEST(Inhibition, LeavesOutWhatASiteThatIsDownMakesPointlessToTell) {
  for (const AlertName pointless : {AlertName::HomepageStale, AlertName::ColumnsStale, AlertName::ColumnsBlank,
                                    AlertName::UndatedHomepage, AlertName::CertificateInvalid})
    EXPECT_TRUE(inhibited_by_site_down(pointless)) << name(pointless);
  for (const AlertName told : {AlertName::SiteDown, AlertName::SiteHijackSuspected, AlertName::ReportOverdue})
    EXPECT_FALSE(inhibited_by_site_down(told)) << name(told);
}

TEST(Flapping, IsTheThirdBeginningWithinTheWindow) {
  EXPECT_FALSE(is_flapping({at(2, 10), at(2, 10, 20)}, at(2, 10, 21), 1h));
  EXPECT_TRUE(is_flapping({at(2, 10), at(2, 10, 20), at(2, 10, 40)}, at(2, 10, 41), 1h));
  EXPECT_FALSE(is_flapping({at(2, 8), at(2, 10, 20), at(2, 10, 40)}, at(2, 10, 41), 1h));
}

}  // namespace
}  // namespace sitewatch
