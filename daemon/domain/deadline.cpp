#include "domain/deadline.h"

#include <algorithm>
#include <set>

namespace sitewatch {
namespace {

constexpr int soon_workdays = 5;

Day last_day_of_filing(Period period, const DutyRule& rule) {
  const date::year_month month{date::year{period.year}, date::month{period.month}};
  const date::day last = (month / date::last).day();
  const Day named = month / std::min(date::day{rule.day}, last);
  return rule.inclusive ? named : plus_days(named, -1);
}

Day soon_day(Day last_day, const Workdays& workdays) {
  Day day = workdays.on_or_before(last_day);
  for (int counted = 1; counted < soon_workdays; ++counted) day = workdays.on_or_before(plus_days(day, -1));
  return day;
}

std::vector<SiteId> sites_left_out(const std::vector<Filing>& filings, const std::vector<SiteId>& owed) {
  std::set<SiteId> named;
  for (const Filing& filing : filings) {
    if (!filing.nil_reason.empty()) return {};
    for (const SiteProgress& progress : filing.sites) named.insert(progress.site);
  }
  std::vector<SiteId> left_out;
  for (const SiteId& site : owed)
    if (!named.contains(site)) left_out.push_back(site);
  return left_out;
}

ReportState unfiled_state(const DutyDates& dates, WallTime now) {
  if (now < dates.soon_from) return ReportState::not_due;
  if (now < dates.deadline.closes) return ReportState::due_soon;
  return now < dates.deadline.grace_end ? ReportState::in_grace : ReportState::overdue;
}

}  // namespace

DutyDates duty_dates(Period period, const DutyRule& rule, const Zone& zone, const Workdays& workdays) {
  const Day last_day = last_day_of_filing(period, rule);
  DutyDates dates;
  dates.last_day = last_day;
  dates.soon_from = zone.at(soon_day(last_day, workdays), Duration{0});
  dates.deadline.closes = zone.at(last_day, rule.cutoff);
  dates.deadline.grace_end = zone.at(workdays.after(last_day), std::chrono::hours{24});
  return dates;
}

Assessment assess(const DutyDates& dates, const std::vector<Filing>& filings, const std::vector<SiteId>& owed,
                  WallTime now) {
  Assessment assessment;
  if (filings.empty()) {
    assessment.state = unfiled_state(dates, now);
    return assessment;
  }
  const auto by_receipt_time = [](const Filing& a, const Filing& b) { return a.received_at < b.received_at; };
  const auto by_revision = [](const Filing& a, const Filing& b) { return a.revision < b.revision; };
  assessment.filed_at = std::min_element(filings.begin(), filings.end(), by_receipt_time)->received_at;
  assessment.receipt = std::max_element(filings.begin(), filings.end(), by_revision)->receipt;
  assessment.left_out = sites_left_out(filings, owed);
  if (!assessment.left_out.empty())
    assessment.state = ReportState::partial;
  else
    assessment.state = *assessment.filed_at < dates.deadline.closes ? ReportState::filed : ReportState::filed_late;
  return assessment;
}

Period period_of(Day day) {
  return {int{day.year()}, unsigned{day.month()}};
}

Period plus_months(Period period, int count) {
  const date::year_month month = date::year{period.year} / date::month{period.month} + date::months{count};
  return {int{month.year()}, unsigned{month.month()}};
}

bool owes_progress(Disposition disposition) {
  return disposition == Disposition::migrate || disposition == Disposition::host || disposition == Disposition::close;
}

}  // namespace sitewatch
