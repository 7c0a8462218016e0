#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/alert.h"
#include "domain/page_reading.h"

namespace sitewatch {

/// In full days without a new item; the day of publication is not counted. `0 < soon < stale < long stale`; the numbers
/// come from a rule set.
struct FreshnessRule {
  int soon_days = 0;        ///< From this day on: about to go stale.
  int stale_days = 0;       ///< Stale once this many full days have passed: of 14 from day 15 on.
  int long_stale_days = 0;  ///< From this day on: long stale.
};

enum class Freshness : std::uint8_t { unknown, fresh, soon, stale, long_stale, undated, blank, unjudged };
/// As the API and the metrics say it: fresh, stale, blank, undated, unknown; `soon` is still fresh, `unjudged` (a
/// column of a type that no rule judges) is unknown.
std::string_view column_state(Freshness freshness);

struct FreshnessJudgement {
  Freshness freshness = Freshness::unknown;
  int days = 0;  ///< From the newest item's day to today.
};

/// Newest 03-01 without a time of day: fresh through 03-15 23:59:59, stale from 03-16 00:00 with 15 days.
FreshnessJudgement judge(Day newest, Day today, const FreshnessRule& rule);

/// Judges a whole reading. What could not be read is `unknown`. Nothing is called late on thin evidence: that needs
/// three dated rows or dates in at least half of the rows, and no newer date elsewhere on the page.
FreshnessJudgement judge(const PageReading& reading, Day today, const FreshnessRule& rule);

/// The severity of HomepageStale; none while nothing is late.
std::optional<Severity> severity_of(Freshness freshness);

/// The day at whose 00:00 the present step began.
Day step_began(Freshness freshness, Day newest, const FreshnessRule& rule);

}  // namespace sitewatch
