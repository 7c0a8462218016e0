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
  std::string idempotency_key;
  int revision = 1;
};

}  // namespace sitewatch
