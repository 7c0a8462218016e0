#pragma once

#include <string>
#include <vector>

#include "domain/health.h"
#include "domain/official_window.h"
#include "domain/probe_result.h"
#include "domain/result.h"
#include "domain/zone.h"
#include "ports/awaitable.h"

namespace sitewatch {

struct VisitRow {
  TargetId target;
  WallTime at;
  VisitKind kind = VisitKind::scheduled;
  Verdict verdict = Verdict::unknown;
  FailureReason reason = FailureReason::none;
};

/// Kept 400 days, so that a unit can dispute a list.
struct FailedVisit {
  TargetId target;
  WallTime at;
  VisitKind kind = VisitKind::scheduled;
  FailureReason reason = FailureReason::none;
  Phase phase = Phase::resolve;
  std::string address;
  std::string vantage;
  double seconds = 0;
  int http_status = 0;
  bool left_out = false;  ///< A maintenance or a correction took it out of the statistics.
};

/// What must be known of a target after a restart.
struct TargetState {
  TargetId target;
  Health health;
  OfficialWindow window;
  WallTime last_judged{};  ///< Last good or bad visit.
  double last_seconds = 0;
  int last_status = 0;
  std::optional<WallTime> certificate_expires;
};

struct TransitionRow {
  TargetId target;
  WallTime at;
  HealthState from = HealthState::unknown;
  HealthState to = HealthState::unknown;
  FailureReason reason = FailureReason::none;
};

/// Added to one day's row of a target; kept three years.
struct DayCount {
  TargetId target;
  Day day;
  std::uint32_t ok = 0;
  std::uint32_t failed = 0;
  std::uint32_t unknown = 0;
};

/// Written in one transaction. A state takes the place of its target's visits written before it and of those in the
/// same batch.
struct VisitBatch {
  std::vector<VisitRow> visits;
  std::vector<FailedVisit> failures;
  std::vector<TransitionRow> transitions;
  std::vector<DayCount> days;
  std::vector<TargetState> states;
};

struct VisitHistory {
  std::vector<TargetState> states;
  std::vector<VisitRow> visits_since;  ///< Not yet in a state; oldest first.
};

class VisitStore {
 public:
  virtual ~VisitStore() = default;
  virtual Task<Result<VisitHistory>> load() = 0;
  virtual Task<Result<void>> write(VisitBatch batch) = 0;
  /// Oldest first.
  virtual Task<Result<std::vector<FailedVisit>>> failures(SiteId site, TimeSpan span) = 0;
  /// Marks a site's failed visits of the span as left out and answers those that were not yet.
  virtual Task<Result<std::vector<FailedVisit>>> leave_out(SiteId site, TimeSpan span) = 0;
  /// Drops what is past its keep: visits in a state, failures after 400 days, day rows after three years.
  virtual Task<Result<void>> prune(WallTime now) = 0;
};

}  // namespace sitewatch
