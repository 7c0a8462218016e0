#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/site.h"
#include "domain/zone.h"

namespace sitewatch {

/// The month a report is about.
struct Period {
  int year = 0;
  unsigned month = 1;

  static std::optional<Period> parse(std::string_view text);  ///< "2026-03"
  std::string text() const;
  friend auto operator<=>(const Period&, const Period&) = default;
};

/// The two instants that matter for one period, already in UTC. "By the 20th" in Asia/Shanghai closes at 00:00 on the
/// 21st there.
struct Deadline {
  WallTime closes;     ///< Filing before this instant is on time.
  WallTime grace_end;  ///< Silence from this instant on is listed as overdue; `closes <= grace_end`.
};

enum class ReportState : std::uint8_t {
  not_due,
  due_soon,
  in_grace,
  overdue,
  filed,
  partial,
  returned,
  filed_late,
  extended,
  waived,
};
inline constexpr std::size_t report_state_count = static_cast<std::size_t>(ReportState::waived) + 1;
std::string_view name(ReportState state);

/// Progress of one site in one filing.
struct SiteProgress {
  SiteId site;
  std::optional<int> migration_percent;  ///< 0–100
  std::string closure;                   ///< State of the closure application, free text up to 200 bytes.
  std::string obstacles;
  std::string expected_on;  ///< YYYY-MM-DD or empty.

  friend bool operator==(const SiteProgress&, const SiteProgress&) = default;
};

/// One revision of a sponsor's report; append-only.
struct Filing {
  std::string receipt;  ///< Given by the desk: period, running number, check digits. Unique.
  SponsorId sponsor;
  Period period;
  std::vector<SiteProgress> sites;
  std::string nil_reason;  ///< Not empty: nothing to report, and why.
  std::string note;
  WallTime received_at;  ///< Lateness is judged by this.
  WallTime entered_at;
  std::string channel;     ///< web, api, tool, phone, paper, mail.
  std::string entered_by;  ///< A role or token name, never a person's name from the outside.
  std::string reason;      ///< Why the office entered it for its sponsor; empty for a sponsor's own.
  std::string idempotency_key;
  int revision = 1;
};

/// Whether the office entered it for its sponsor: it came by telephone, paper or mail, or its time of receipt was set.
/// Such a filing says who entered it and why, and every list marks it.
bool entered_on_behalf(const Filing& filing);
/// The channels of what reached the office before it reached us: phone, paper, mail.
bool is_office_channel(std::string_view channel);

/// What the office decided about one duty; append-only, the newest of a kind is in force.
enum class DecisionKind : std::uint8_t {
  extend,     ///< 准予延期: a later last day.
  waive,      ///< 免予报送: nothing is owed.
  give_back,  ///< 退回补正: the newest filing is to be corrected; it keeps its date.
  reinstate,  ///< Takes an extension or a waiver back.
};
std::string_view name(DecisionKind kind);  ///< extend, waive, return, reinstate
std::optional<DecisionKind> decision_named(std::string_view name);

struct DutyDecision {
  std::int64_t no = 0;  ///< Given by the store; later ones have greater numbers.
  DecisionKind kind = DecisionKind::extend;
  SponsorId sponsor;
  Period period;
  std::optional<Day> until;  ///< extend: the new last day, on which filing is still on time.
  int revision = 0;          ///< give_back: the revision that is to be corrected.
  std::string reason;
  std::string by;  ///< Who approved it: a role or an office, never a person's name from the outside.
  WallTime at{};
};

/// One sponsor's records of one period, each in the order in which it was stored. A later extension or waiver takes the
/// place of an earlier one.
struct DutyRecord {
  std::vector<Filing> filings;
  std::vector<DutyDecision> decisions;

  bool waived() const;
  /// The extended last day in force.
  std::optional<Day> extended_until() const;
  /// The newest revision was given back and no other came since.
  bool returned() const;
  /// The newest extension or waiver; null if there is none or it was taken back.
  const DutyDecision* decision_in_force() const;
};

/// A site that a sponsor owed a report on at some time in a period.
struct OwedSite {
  Period period;
  SponsorId sponsor;
  SiteId site;
  friend auto operator<=>(const OwedSite&, const OwedSite&) = default;
};

}  // namespace sitewatch
