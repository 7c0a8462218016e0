#include "domain/alert_policy.h"

#include <algorithm>
#include <array>

namespace sitewatch {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Duration days(int count) {
  return hours{24 * count};
}

constexpr std::string_view sponsor_after_fact = "sponsor_after_seconds";
constexpr Duration sponsor_after_default = minutes{10};

constexpr Telling silent{};
constexpr Telling in_brief{.pace = Pace::brief};
constexpr Telling when_over{.pace = Pace::at_end};

constexpr Telling at_once(Duration repeat, Duration after = Duration{0}) {
  return {.pace = Pace::at_once, .after = after, .repeat = repeat};
}
constexpr Telling by_day(Duration repeat, Duration after = Duration{0}) {
  return {.pace = Pace::daytime, .after = after, .repeat = repeat};
}

struct Row {
  AlertName alert;
  std::optional<Severity> severity;  ///< None: any.
  std::optional<bool> portal;        ///< None: any.
  Telling ops;
  Telling office;
  Telling sponsor;
};

/// Who hears of what, and when. The first row that fits decides.
constexpr std::array rows{
    Row{AlertName::SiteDown, {}, true, at_once(hours{4}), at_once(hours{4}), at_once(hours{4})},
    Row{AlertName::SiteDown,
        {},
        false,
        at_once(days(1)),
        {.pace = Pace::brief, .repeat = days(1), .at_once_if_many = true},
        at_once(days(1), sponsor_after_default)},
    Row{AlertName::SiteUnreachableRatio, {}, {}, silent, by_day(days(7)), by_day(days(7))},
    Row{AlertName::SiteChallenged, {}, {}, at_once(days(7)), silent, by_day(days(7), days(1))},
    Row{AlertName::CertificateExpiring, Severity::critical, {}, silent, in_brief, at_once(Duration{0})},
    Row{AlertName::CertificateExpiring, {}, {}, silent, in_brief, by_day(Duration{0})},
    Row{AlertName::CertificateInvalid, {}, {}, silent, in_brief, by_day(days(7))},
    Row{AlertName::HomepageStale,
        {},
        {},
        silent,
        in_brief,
        {.pace = Pace::daytime, .repeat = days(7), .slow_from = 4, .slow_repeat = days(30)}},
    Row{AlertName::ColumnsStale, {}, {}, silent, in_brief, by_day(days(14))},
    Row{AlertName::ColumnsBlank, {}, {}, silent, in_brief, by_day(days(14))},
    Row{AlertName::UndatedHomepage, {}, {}, silent, silent, by_day(days(30))},
    Row{AlertName::SiteHijackSuspected, {}, {}, at_once(days(1)), at_once(days(1)), silent},
    Row{AlertName::UnlistedSiteFound, {}, {}, silent, in_brief, silent},
    Row{AlertName::ReportDueSoon, {}, {}, silent, silent, {.pace = Pace::daytime, .at_reminders = true}},
    Row{AlertName::ReportOverdue, {}, {}, silent, in_brief, {.pace = Pace::daytime, .repeat_workdays = 3, .most = 2}},
    Row{AlertName::CalendarIncomplete, {}, {}, at_once(days(7)), silent, silent},
    Row{AlertName::OwnNetworkDown, {}, {}, when_over, silent, silent},
    Row{AlertName::NotificationsFailing, {}, {}, silent, silent, silent},
};

constexpr hours morning{9};
constexpr hours evening{18};
constexpr minutes brief_time{8 * 60 + 30};

const Telling& cell(const Row& row, Role role) {
  switch (role) {
    case Role::ops:
      return row.ops;
    case Role::office:
      return row.office;
    case Role::sponsor:
      break;
  }
  return row.sponsor;
}

std::int64_t whole_number(const Alert& alert, std::string_view fact, std::int64_t otherwise) {
  const auto found = alert.facts.values.find(std::string{fact});
  if (found == alert.facts.values.end()) return otherwise;
  const auto* const number = std::get_if<std::int64_t>(&found->second);
  return number ? *number : otherwise;
}

std::optional<WallTime> instant(const Alert& alert, std::string_view fact) {
  const auto found = alert.facts.values.find(std::string{fact});
  if (found == alert.facts.values.end()) return std::nullopt;
  const auto* const at = std::get_if<WallTime>(&found->second);
  return at ? std::optional{*at} : std::nullopt;
}

/// The latest working day's `time_of_day` at or before `now`.
WallTime latest(WallTime now, Duration time_of_day, const Workdays& workdays, const Zone& zone) {
  Day day = workdays.on_or_before(zone.day(now));
  if (zone.at(day, time_of_day) > now) day = workdays.on_or_before(plus_days(day, -1));
  return zone.at(day, time_of_day);
}

WallTime repeat_at(const Telling& cell, const Told& told, const Workdays& workdays, const Zone& zone) {
  if (cell.repeat_workdays > 0) return zone.at(workdays.after(zone.day(told.last_at), cell.repeat_workdays), morning);
  const bool slow = cell.slow_from > 0 && told.times >= cell.slow_from;
  return told.last_at + (slow ? cell.slow_repeat : cell.repeat);
}

bool may_repeat(const Telling& cell, const Told& told) {
  if (cell.most > 0 && told.times >= cell.most) return false;
  return cell.repeat > Duration{0} || cell.repeat_workdays > 0;
}

bool first_is_due(const Alert& alert, const Telling& cell, const Moment& moment) {
  const WallTime ripe = alert.starts + cell.after;
  if (cell.pace == Pace::daytime) return moment.daytime && ripe <= moment.last_nine;
  return ripe <= moment.now;
}

/// Whether 09:00–18:00 of some working day still lies before `deadline`, the present one apart.
bool is_daytime_left(WallTime now, WallTime deadline, const Workdays& workdays, const Zone& zone) {
  const Day today = zone.day(now);
  const bool is_ahead = workdays.is_workday(today) && now < zone.at(today, morning);
  return zone.at(is_ahead ? today : workdays.after(today), morning) < deadline;
}

Due reminder_due(const Alert& alert, const std::optional<Told>& told, const Moment& moment, const Workdays& workdays,
                 const Zone& zone) {
  const std::optional<WallTime> remind_at = instant(alert, "remind_at");
  if (!remind_at || moment.now < *remind_at || (told && told->last_at >= *remind_at)) return Due::not_now;
  const WallTime deadline = instant(alert, "deadline").value_or(WallTime::max());
  if (moment.now >= deadline) return Due::not_now;
  if (!moment.daytime && is_daytime_left(moment.now, deadline, workdays, zone)) return Due::not_now;
  return told ? Due::repeat : Due::first;
}

}  // namespace

Telling telling(const Alert& alert, Role role) {
  if (brief_only(alert)) return role == Role::office ? in_brief : silent;
  const auto fits = [&](const Row& row) {
    return row.alert == alert.identity.alert && (!row.severity || *row.severity == alert.severity) &&
           (!row.portal || *row.portal == alert.portal);
  };
  const auto* const row = std::find_if(rows.begin(), rows.end(), fits);
  if (row == rows.end()) return silent;
  Telling found = cell(*row, role);
  if (alert.identity.alert == AlertName::SiteDown && role == Role::sponsor && !alert.portal)
    found.after = std::chrono::seconds{
        whole_number(alert, sponsor_after_fact, std::chrono::duration_cast<std::chrono::seconds>(found.after).count())};
  return found;
}

Moment moment_at(WallTime now, const Workdays& workdays, const Zone& zone) {
  Moment moment;
  moment.now = now;
  moment.last_nine = latest(now, morning, workdays, zone);
  moment.last_brief = latest(now, brief_time, workdays, zone);
  const Day today = zone.day(now);
  moment.daytime = workdays.is_workday(today) && now >= zone.at(today, morning) && now < zone.at(today, evening);
  return moment;
}

Due due(const Alert& alert, const Telling& cell, const std::optional<Told>& told, const Moment& moment,
        const Workdays& workdays, const Zone& zone) {
  if (cell.at_reminders) return reminder_due(alert, told, moment, workdays, zone);
  const bool mail_now = cell.pace == Pace::at_once || cell.pace == Pace::daytime ||
                        (cell.pace == Pace::brief && cell.at_once_if_many && (moment.many_sites_down || told));
  if (!mail_now) return Due::not_now;
  if (!told) return first_is_due(alert, cell, moment) ? Due::first : Due::not_now;
  if (cell.pace == Pace::daytime && !moment.daytime) return Due::not_now;
  if (alert.severity > told->severity) return Due::worse;
  if (!may_repeat(cell, *told)) return Due::not_now;
  return repeat_at(cell, *told, workdays, zone) <= moment.now ? Due::repeat : Due::not_now;
}

std::optional<WallTime> due_from(const Alert& alert, const Telling& cell, const std::optional<Told>& told,
                                 const Workdays& workdays, const Zone& zone) {
  if (cell.at_reminders) return std::nullopt;  // The next reminder is told by a change of the alert.
  if (!told) return alert.starts + cell.after;
  if (!may_repeat(cell, *told)) return std::nullopt;
  return repeat_at(cell, *told, workdays, zone);
}

WallTime next_day_edge(WallTime after, const Zone& zone) {
  const Day today = zone.day(after);
  for (const hours edge : {morning, evening})
    if (zone.at(today, edge) > after) return zone.at(today, edge);
  return zone.at(plus_days(today, 1), morning);
}

WallTime next_brief(WallTime after, const Workdays& workdays, const Zone& zone) {
  const Day today = workdays.on_or_after(zone.day(after));
  if (zone.at(today, brief_time) > after) return zone.at(today, brief_time);
  return zone.at(workdays.after(today), brief_time);
}

bool is_never_baseline(AlertName alert) {
  switch (alert) {
    case AlertName::SiteHijackSuspected:
    case AlertName::ReportDueSoon:
    case AlertName::CalendarIncomplete:
    case AlertName::OwnNetworkDown:
    case AlertName::NotificationsFailing:
      return true;
    default:
      return false;
  }
}

bool is_kept_from_units(AlertName alert) {
  return alert == AlertName::SiteHijackSuspected || alert == AlertName::UnlistedSiteFound;
}

bool is_mailed_apart(AlertName alert) {
  return alert == AlertName::SiteHijackSuspected;
}

bool brief_only(const Alert& alert) {
  return alert.identity.alert == AlertName::CertificateExpiring && whole_number(alert, "days", 0) > 14;
}

int grade(const Alert& alert) {
  const int by_severity = 2 * static_cast<int>(alert.severity);
  if (alert.identity.alert == AlertName::ColumnsStale) {
    // Columns that slept before we looked are found one after the other; that is no rise.
    constexpr int most_columns = 1000;
    const auto fallen = static_cast<int>(std::min<std::int64_t>(whole_number(alert, fallen_fact, 0), most_columns - 1));
    return fallen == 0 ? 0 : by_severity * most_columns + fallen;
  }
  return alert.identity.alert == AlertName::CertificateExpiring && !brief_only(alert) ? by_severity + 1 : by_severity;
}

}  // namespace sitewatch
