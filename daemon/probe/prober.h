#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "domain/clock_sense.h"
#include "domain/site.h"
#include "ports/clock.h"
#include "ports/http_client.h"
#include "ports/probe_sink.h"
#include "ports/resolver.h"
#include "ports/site_fetcher.h"
#include "ports/task_spawner.h"
#include "probe/connection_guard.h"
#include "probe/site_visitor.h"
#include "probe/timetable.h"

namespace sitewatch {

struct ProbeSettings {
  VisitSettings visit;
  GuardSettings guard;
  int max_in_flight = 256;
};

/// Visits every target of a site list at its time, for as long as it runs. One heap entry per target that is not being
/// visited, one alarm, one coroutine per visit under way. Control loop only.
class Prober : public SiteFetcher {
 public:
  /// All outlive the prober; the prober outlives every task it spawned.
  struct Ports {
    Clock& clock;
    Resolver& resolver;
    HttpClient& http;
    TaskSpawner& tasks;
    ProbeSink& sink;
  };
  /// Each may be empty.
  struct Observers {
    /// Of every visit: started minus due, our own delay.
    std::function<void(Duration lag)> lag;
    /// Our own connection was lost (since when) or is back (now). Called on changes only; it begins as up.
    std::function<void(bool up, WallTime since)> own_network;
  };

  Prober(Ports ports, ProbeSettings settings, Observers observers);
  ~Prober() override;
  Prober(const Prober&) = delete;
  Prober& operator=(const Prober&) = delete;

  /// Spawns the loop. Each target's first visit comes `fnv1a(its id) % interval` later.
  void start(SiteList sites);
  /// Takes over a new generation. Targets that stay keep their phase and their pending re-check; visits under way end
  /// on the site they began with, and their results still go to the sink.
  void replace(SiteList sites, ProbeSettings settings);
  /// No further visits; those under way end by themselves within their limits (see in_flight()).
  void stop();

  /// For freshness and the tool: the same visit, judged like a scheduled one, but not handed to the sink.
  Task<Visit> visit(const Site& site, Url url, VisitKind kind) override;
  Task<Visit> read(const Site& site, PageRequest request) override;

  std::size_t in_flight() const { return running_; }
  /// How long the most overdue target has been waiting for its visit to begin.
  Duration behind() const;
  bool own_network_up() const { return guard_.up(); }
  /// Scheduled visits left out because we were late by more than an interval.
  std::uint64_t missed() const { return missed_; }

 private:
  class Running;

  Task<void> run();
  void network_changed(bool up, WallTime since);
  void pass_over_if_stalled(SteadyTime now);
  void adapt(FailureReason reason);
  bool start_due(SteadyTime now);
  Task<void> probe(SiteList sites, Timetable::Run run);
  Task<Visit> judged_visit(const Site& site, Task<Visit> visiting);
  ProbeResult unasked(const Site& site, VisitKind kind) const;
  std::chrono::nanoseconds slept() const;

  Ports ports_;
  ProbeSettings settings_;
  Observers observers_;
  SiteVisitor visitor_;
  ConnectionGuard guard_;
  ClockSense sense_;
  Timetable timetable_;
  std::unique_ptr<Alarm> alarm_;
  SteadyTime waiting_until_{};  ///< What the loop's alarm is set to.
  std::size_t running_ = 0;
  std::size_t ceiling_ = 0;  ///< Visits in flight that our descriptors have lately allowed, up to the setting.
  std::size_t credit_ = 0;   ///< Visits since the ceiling last moved.
  std::uint64_t missed_ = 0;
  bool stopping_ = false;
};

}  // namespace sitewatch
