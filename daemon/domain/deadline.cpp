#include "domain/deadline.h"

#include <algorithm>

namespace sitewatch {
namespace {

/// From the newest filing back: the last ones mostly name all.
std::vector<SiteId> sites_left_out(const std::vector<Filing>& filings, const std::vector<SiteId>& owed) {
  std::vector<SiteId> left_out = owed;
  for (auto filing = filings.rbegin(); filing != filings.rend() && !left_out.empty(); ++filing) {
    if (!filing->nil_reason.empty()) return {};
    std::erase_if(left_out, [&](const SiteId& site) {
      return std::any_of(filing->sites.begin(), filing->sites.end(),
                         [&](const SiteProgress& progress) { return progress.site == site; });
    });
  }
  return left_out;
}

ReportState unfiled_state(const DutyDates& dates, const DutyRecord& record, WallTime now) {
  if (record.waived()) return ReportState::waived;
  if (now >= dates.deadline.grace_end) return ReportState::overdue;
  if (now >= dates.deadline.closes) return ReportState::in_grace;
  if (record.extended_until()) return ReportState::extended;
  return now < dates.soon_from ? ReportState::not_due : ReportState::due_soon;
}

ReportState filed_state(const DutyDates& dates, const DutyRecord& record, const Assessment& so_far) {
  if (record.waived()) return ReportState::filed;
  if (record.returned()) return ReportState::returned;
  if (!so_far.left_out.empty()) return ReportState::partial;
  return *so_far.filed_at < dates.deadline.closes ? ReportState::filed : ReportState::filed_late;
}

}  // namespace

DutyDates dates_of(const DutyDates& dates, const DutyRecord& record, const DutyRule& rule,
                   const DutyCalendar& calendar) {
  const std::optional<Day> until = record.extended_until();
  return until ? duty_dates(*until, rule, calendar) : dates;
}

Assessment assess(const DutyDates& dates, const DutyRecord& record, const std::vector<SiteId>& owed, WallTime now) {
  const std::vector<Filing>& filings = record.filings;
  Assessment assessment;
  if (filings.empty()) {
    assessment.state = unfiled_state(dates, record, now);
    return assessment;
  }
  const auto by_receipt_time = [](const Filing& a, const Filing& b) { return a.received_at < b.received_at; };
  const auto by_revision = [](const Filing& a, const Filing& b) { return a.revision < b.revision; };
  assessment.filed_at = std::min_element(filings.begin(), filings.end(), by_receipt_time)->received_at;
  assessment.receipt = std::max_element(filings.begin(), filings.end(), by_revision)->receipt;
  assessment.left_out = sites_left_out(filings, owed);
  assessment.state = filed_state(dates, record, assessment);
  return assessment;
}

bool is_open(ReportState state) {
  return state != ReportState::filed && state != ReportState::filed_late && state != ReportState::waived;
}

bool owes_progress(Disposition disposition) {
  return disposition == Disposition::migrate || disposition == Disposition::host || disposition == Disposition::close;
}

}  // namespace sitewatch
