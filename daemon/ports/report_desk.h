#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/duty_calendar.h"
#include "domain/filing.h"
#include "domain/result.h"
#include "ports/awaitable.h"
#include "ports/clock.h"
#include "ports/report_filing.h"

namespace sitewatch {

/// One sponsor's duty of one period as it stood when it was asked for.
struct ReportRow {
  SponsorId sponsor;
  std::string sponsor_name;
  std::string contact;  ///< For the office alone, as is `phone`.
  std::string phone;
  Period period;
  ReportState state = ReportState::not_due;
  Day last_day{};  ///< The sponsor's own: an extension is in it.
  Deadline deadline;
  std::optional<WallTime> filed_at;    ///< When the first filing was received.
  std::optional<WallTime> entered_at;  ///< Only where the office entered that filing on the sponsor's behalf.
  std::string channel;                 ///< Of the first filing.
  std::string entered_by;              ///< Of the first filing; only with `entered_at`.
  std::string entry_reason;            ///< Why the office entered it; only with `entered_at`.
  std::string receipt;                 ///< Of the newest revision.
  int revision = 0;
  std::string nil_reason;                ///< Of the newest filing; not empty: nothing to report, and why.
  std::string returned_for;              ///< Why the newest filing was given back, while it is.
  int sites = 0;                         ///< Owed ones.
  std::vector<std::string> left_out;     ///< Names of the owed sites that no filing names.
  std::optional<DutyDecision> decision;  ///< The extension or waiver in force.
};

/// How the deadline of one period is read, before any extension: what a list of names has to say of itself.
struct DutyReading {
  bool covered = false;  ///< False: nothing is owed for this period by anybody.
  DutyRule rule;
  DutyDates dates;
  std::string basis;  ///< Document and clause.
};

/// A site in a report's form: what is known of it and what was said of it last. Lives as long as its DutyDetail.
struct DutySite {
  const Site* site = nullptr;
  bool owed = false;
  SiteProgress last;  ///< From this period's newest filing that names it, else from an earlier period's.
};

/// All of one duty, for the form and the office's page. Pointers live until the control loop's next turn.
struct DutyDetail {
  ReportRow row;
  std::vector<DutySite> sites;         ///< The sponsor's own, owed ones first.
  const DutyRecord* record = nullptr;  ///< Null: nothing was filed or decided.
  std::string basis;                   ///< Document and clause.
};

/// How many owe and how many have filed, 应报 · 已报 · 未报. `filed` counts partial and returned reports too: something
/// came. Waived duties are in none of them.
struct DutyCount {
  int due = 0;
  int filed = 0;
  int missing() const { return due - filed; }
};
DutyCount count_of(const std::vector<ReportRow>& rows);

/// Implemented by campaign. A receipt is given only after its row is on disk. Control loop only.
class ReportDesk {
 public:
  virtual ~ReportDesk() = default;
  virtual Task<tl::expected<Receipt, FilingRefusal>> file(FilingRequest request) = 0;
  /// For the office. On disk when it answers; faults are named by the request's fields.
  virtual Task<tl::expected<Decided, FilingRefusal>> decide(DecisionRequest request) = 0;
  /// The rows of `count` sponsors from the one at place `from` of sponsors() on, in inventory order; a sponsor that
  /// owes nothing has none. Recomputed from rows and clock: ten thousand take too long for one turn of the control
  /// loop, see reports_in_turns().
  virtual std::vector<ReportRow> reports(Period period, std::size_t from, std::size_t count) const = 0;
  /// Of all sponsors; for a few.
  std::vector<ReportRow> reports(Period period) const { return reports(period, 0, sponsors().size()); }
  /// None if there is no such sponsor.
  virtual std::optional<DutyDetail> duty(Period period, const SponsorId& sponsor) const = 0;
  /// The filing by its receipt, or null: a client that lost the answer asks again.
  virtual const Filing* find_receipt(const std::string& number) const = 0;
  virtual Period period_in_force() const = 0;
  virtual DutyReading reading(Period period) const = 0;
  /// Every sponsor, whether or not it owes anything, in inventory order; until the control loop's next turn.
  virtual const std::vector<Sponsor>& sponsors() const = 0;
  /// Another number whenever sponsors() answers others.
  virtual std::uint64_t generation() const = 0;
  virtual DutySteps steps(Period period) const = 0;
  /// Until when a form link for this period is good: the first reminder of the next one.
  virtual WallTime form_expires(Period period) const = 0;
};

/// Sponsors that are looked at in one turn of the control loop.
inline constexpr std::size_t sponsors_a_turn = 256;

/// Everybody's rows of one period, some in each turn of the loop; begun anew if the sponsors change meanwhile. Filings
/// that come in between are in the rows that were still to be made. Desk and clock outlive the task.
Task<std::vector<ReportRow>> reports_in_turns(const ReportDesk& desk, Clock& clock, Period period);

}  // namespace sitewatch
