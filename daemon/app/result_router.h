#pragma once

#include <functional>
#include <map>

#include "app/site_board.h"
#include "app/visit_writer.h"
#include "ports/alert_desk.h"
#include "ports/alert_sink.h"
#include "ports/clock.h"
#include "ports/probe_sink.h"

namespace sitewatch {

/// Takes each judged visit on: store, health, official window, alerts. The only place where a verdict has consequences.
class ResultRouter : public ProbeSink {
 public:
  struct Ports {
    Clock& clock;
    AlertSink& alerts;
    const AlertDesk& desk;
    VisitWriter& writer;
  };
  /// Hears of every visit, for the daemon's own counters.
  using Observer = std::function<void(const ProbeResult&)>;

  ResultRouter(Ports ports, SiteBoard& board, Observer observer)
      : ports_(ports), board_(board), observer_(std::move(observer)) {}

  std::optional<Duration> accept(const ProbeResult& result) override;

  /// Applies a stored visit again, without storing or alerting; after a restart.
  void replay(const VisitRow& visit);
  /// Tells the alert flow what the restored state says: a crash may lie between a change of state and its alert.
  void reconcile(WallTime now);
  /// A person declared a site's time false or planned: visits that are still under way and began in it do not count.
  void leave_out(const SiteId& site, TimeSpan span);
  /// Takes visits out of the official window that it has counted.
  void leave_out(const std::vector<FailedVisit>& visits);

 private:
  bool is_left_out(const SiteId& site, WallTime at) const;
  HealthStep apply(SiteRow& row, TargetRow& target, const VisitRow& visit);
  void store(SiteRow& row, TargetRow& target, const ProbeResult& result, const VisitRow& visit, Health before);
  void alert(SiteRow& row, const ProbeResult& result, Health before, WallTime now);
  void give_all_clear(const SiteRow& row, WallTime since, WallTime now);
  void alert_certificate(SiteRow& row, WallTime now);

  Ports ports_;
  SiteBoard& board_;
  Observer observer_;
  std::multimap<SiteId, TimeSpan> left_out_;  ///< As long as a visit that began in the span may be under way.
};

/// The official window's view of a visit.
VisitOutcome outcome_of(Verdict verdict, FailureReason reason);

}  // namespace sitewatch
