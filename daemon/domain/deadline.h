#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/duty_calendar.h"
#include "domain/filing.h"

namespace sitewatch {

/// What one sponsor's records of one period amount to.
struct Assessment {
  ReportState state = ReportState::not_due;
  std::optional<WallTime> filed_at;  ///< When the first filing was received; revisions and returns keep its date.
  std::string receipt;               ///< Of the newest revision.
  std::vector<SiteId> left_out;      ///< Owed sites that no filing names; empty after a nil report.
};

/// The dates that hold for one sponsor: the period's own, or those of its extension.
DutyDates dates_of(const DutyDates& dates, const DutyRecord& record, const DutyRule& rule,
                   const DutyCalendar& calendar);

/// Judges one sponsor and period at one instant. `dates` are those of the sponsor. All filings count together: a site
/// named in any revision is reported; a filing is late by when the first one was received. A filing is a fact that
/// also a waiver leaves standing. Pure: reads no clock and no store.
Assessment assess(const DutyDates& dates, const DutyRecord& record, const std::vector<SiteId>& owed, WallTime now);

/// Whether a person still has something to do for this duty: nothing came, or not all of it, or it was given back.
bool is_open(ReportState state);

/// A report on this site's progress is owed while it is to be migrated, hosted or closed.
bool owes_progress(Disposition disposition);

}  // namespace sitewatch
