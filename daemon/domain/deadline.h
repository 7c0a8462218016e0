#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/filing.h"
#include "domain/workdays.h"

namespace sitewatch {

/// When a monthly duty closes. "每月20日前（含当日）" is day 20, inclusive.
struct DutyRule {
  unsigned day = 20;                         ///< 1–31; a shorter month closes on its last day.
  bool inclusive = true;                     ///< false: the day before is the last one on which to file.
  Duration cutoff = std::chrono::hours{24};  ///< Time of day at which the last day closes.
};

/// All dates of one period's duty, `soon_from <= closes <= grace_end`.
struct DutyDates {
  Day last_day;        ///< The last day on which a filing is on time.
  WallTime soon_from;  ///< 00:00 of the fifth working day counted back from the last working day up to `last_day`.
  Deadline deadline;   ///< `grace_end`: the end of the first working day after `last_day`.
};

/// 2017-05, day 20 (a Saturday), Asia/Shanghai: closes 05-21 00:00, grace ends 05-23 00:00, after Monday the 22nd.
DutyDates duty_dates(Period period, const DutyRule& rule, const Zone& zone, const Workdays& workdays);

/// What one sponsor's filings of one period amount to.
struct Assessment {
  ReportState state = ReportState::not_due;
  std::optional<WallTime> filed_at;  ///< When the first filing was received; revisions keep its date.
  std::string receipt;               ///< Of the newest revision.
  std::vector<SiteId> left_out;      ///< Owed sites that no filing names; empty after a nil report.
};

/// Judges one sponsor and period at one instant. `filings` are that sponsor's of that period, in any order; all count
/// together: a site named in any revision is reported. Pure: reads no clock and no store.
Assessment assess(const DutyDates& dates, const std::vector<Filing>& filings, const std::vector<SiteId>& owed,
                  WallTime now);

/// The month a local day lies in, and its neighbours.
Period period_of(Day day);
Period plus_months(Period period, int count);

/// A report on this site's progress is owed while it is to be migrated, hosted or closed.
bool owes_progress(Disposition disposition);

}  // namespace sitewatch
