#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/alert.h"
#include "domain/column_judgement.h"
#include "domain/filing.h"
#include "domain/health.h"
#include "domain/official_window.h"
#include "domain/probe_result.h"
#include "domain/site.h"

namespace sitewatch::metrics {

/// One home URL as the exporter shows it.
struct TargetMetrics {
  std::string url;
  std::optional<bool> success;          ///< Of the last good or bad visit, also of an earlier run; none: never judged.
  const ProbeResult* judged = nullptr;  ///< The last good or bad visit of this run; only read during add().
};

struct AlertLabel {
  AlertName alert = AlertName::SiteDown;
  Severity severity = Severity::warning;
};

/// One watched page; the home page is "home".
struct ColumnMetrics {
  std::string column{home_column};
  std::string_view type = home_column;  ///< Its type's name.
  std::string_view state;               ///< fresh, stale, blank, undated, unknown
  std::optional<WallTime> newest;
  std::array<int, 3> updates{};  ///< Distinct items of the last 14, 30 and 180 days.
};

/// What the site would be found with if it was inspected now.
struct FindingMetrics {
  FindingKind kind = FindingKind::home_stale;
  bool matches = false;  ///< The rule is broken.
};

/// One site as the exporter shows it. Names and ids come from the configuration, never from a page.
struct SiteMetrics {
  SiteId site;
  std::string name;
  SponsorId sponsor;
  std::string sponsor_name;
  Disposition disposition = Disposition::undecided;
  HealthState state = HealthState::unknown;
  FailureReason reason = FailureReason::none;
  WallTime since{};
  WallTime last_judged{};
  WindowCount window;
  bool closed = false;  ///< Closed as planned: no probe_* at all.
  std::vector<TargetMetrics> targets;
  std::vector<ColumnMetrics> columns;
  std::vector<FindingMetrics> findings;
  std::string rule_set;               ///< By which they were judged; empty: the site was not judged.
  std::vector<AlertLabel> alerts;     ///< Firing ones.
  std::optional<ReportState> report;  ///< Of its sponsor, in the period in force.
};

/// One sponsor's report of one period.
struct ReportMetrics {
  SponsorId sponsor;
  std::string sponsor_name;
  Period period;
  ReportState state = ReportState::not_due;
  WallTime deadline{};
  std::optional<WallTime> filed_at;
};

}  // namespace sitewatch::metrics
