#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/column_judgement.h"
#include "domain/health.h"
#include "domain/official_window.h"
#include "domain/page_reading.h"
#include "domain/probe_result.h"
#include "domain/result.h"
#include "domain/site.h"
#include "ports/awaitable.h"
#include "ports/observation_store.h"
#include "ports/visit_store.h"

namespace sitewatch {

/// One target as it stands; pointers live until the control loop's next turn.
struct TargetView {
  const TargetId* id = nullptr;
  std::string url;
  const Health* health = nullptr;
  const ProbeResult* last = nullptr;         ///< Of this run of the daemon; null before the first visit.
  const ProbeResult* last_judged = nullptr;  ///< The last good or bad one of this run.
};

/// One watched page as it stands; pointers live until the control loop's next turn.
struct ColumnView {
  std::string_view column;             ///< Its slug; the home page is "home".
  const Column* definition = nullptr;  ///< Null: the home page.
  std::string_view state;              ///< fresh, stale, blank, undated, unknown
  FreshnessJudgement judgement;
  WallTime read_at{};
  WallTime first_seen{};  ///< As it is now.
  const ColumnRecord* record = nullptr;
  std::array<int, 3> updates{};          ///< Distinct items of the last 14, 30 and 180 days.
  int redated = 0;                       ///< Items that came back under a later date: for the office alone.
  bool burst = false;                    ///< Many items at once, all dated that day: likewise.
  const PageReading* reading = nullptr;  ///< Of the home page alone.
};

/// What is known of a site's pages.
struct ContentView {
  std::optional<ColumnView> home;                   ///< None before its first look.
  std::vector<ColumnView> columns;                  ///< Those that were seen, in inventory order.
  const std::vector<Finding>* findings = nullptr;   ///< Null: the site is not watched.
  std::string_view rule_set;                        ///< By which they were judged.
  SuggestedClass suggested = SuggestedClass::none;  ///< For the office's own pages alone.
};

/// One site as it stands now, for the API, the status page, the tool and the metrics.
struct SiteView {
  const Site* site = nullptr;
  const Sponsor* sponsor = nullptr;
  HealthState state = HealthState::unknown;
  FailureReason reason = FailureReason::none;  ///< Present one: of the last visit that was not good.
  bool judged_now = false;                     ///< The last visit gave a verdict; false is 无法判定.
  WallTime since{};
  WallTime last_judged{};
  WindowCount window;
  std::vector<TargetView> targets;
  std::optional<ColumnView> home;
  std::vector<ColumnView> columns;
  std::vector<Finding> findings;
  std::string_view rule_set;
  SuggestedClass suggested = SuggestedClass::none;
  bool in_maintenance = false;
};

/// How the daemon itself fares.
struct DaemonView {
  bool own_network_up = true;
  bool store_writable = true;
  std::string store_notice;   ///< What an operator must look at; empty when all is well.
  bool mail_alive = true;     ///< The worker's loop turned lately.
  bool mail_blocked = false;  ///< NotificationsFailing fires.
  bool scheduler_lagging = false;
  std::size_t outbox_pending = 0;
  std::size_t outbox_parked = 0;
  std::optional<WallTime> outbox_oldest;
  /// This year and the next, and whether their public holidays are known; empty where weekends alone are wanted.
  std::vector<std::pair<int, bool>> calendar_years;
  std::uint64_t log_lines_dropped = 0;
  bool last_reload_ok = true;
  std::optional<WallTime> last_reload;
  WallTime started{};
  WallTime now{};
};

/// Read-only rows, made on the control loop; web and the metrics see nothing else of the flows.
class StatusView {
 public:
  virtual ~StatusView() = default;
  virtual std::size_t site_count() const = 0;
  /// In inventory order; `index < site_count()`. Rows are made one at a time, so that a long list can be yielded over.
  virtual SiteView site(std::size_t index) const = 0;
  virtual std::optional<SiteView> find(const SiteId& id) const = 0;
  virtual DaemonView daemon() const = 0;
  /// Oldest first.
  virtual Task<Result<std::vector<FailedVisit>>> outages(SiteId site, TimeSpan span) = 0;
  /// What was last read on each of its pages, with the evidence.
  virtual Task<Result<std::vector<Observation>>> observations(SiteId site) = 0;
};

}  // namespace sitewatch
