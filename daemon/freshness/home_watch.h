#pragma once

#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "domain/freshness.h"
#include "ports/alert_sink.h"
#include "ports/clock.h"
#include "ports/observation_store.h"
#include "ports/page_reader.h"
#include "ports/site_fetcher.h"
#include "ports/status_view.h"
#include "ports/task_spawner.h"

namespace sitewatch::freshness {

/// What the watch uses; all of it outlives the watch.
struct WatchPorts {
  Clock& clock;
  SiteFetcher& fetcher;
  PageReader& reader;
  ObservationStore& store;
  AlertSink& alerts;
  TaskSpawner& tasks;
};

/// One generation's sites, shared by the looks under way on them: nobody needs a copy of ten thousand.
using WatchedSites = std::shared_ptr<const std::vector<Site>>;

struct WatchSettings {
  Duration interval = std::chrono::hours{1};
  FreshnessRule rule;
  std::string rule_set = "CN-2019-19";
  Zone zone = Zone::utc();
  int max_in_flight = 32;
};

/// Reads every site's home page once an interval, at a time of its own, and says when it has gone to sleep. What could
/// not be fetched or read moves nothing: neither state nor alert. Control loop only; must outlive the tasks it spawns.
class HomeWatch {
 public:
  HomeWatch(WatchPorts ports, WatchedSites sites, WatchSettings settings);

  /// `known` is what the store holds: states go on where they were. First look at `fnv1a(site.id) % interval`.
  void start(std::vector<Observation> known);
  /// Keeps state and schedule of sites that stay; the alert of one that leaves, or is to be closed, ends as
  /// unmonitored.
  void replace(WatchedSites sites, WatchSettings settings);
  void stop();

  /// The home page as it stands; none before its first reading. The pointer lives until the control loop's next turn.
  std::optional<ColumnView> home(const SiteId& site) const;

 private:
  struct Seen {
    WallTime read_at{};
    std::uint64_t body_hash = 0;
    PageReading reading;
  };
  struct Entry {
    const Site* site = nullptr;  ///< In `sites_`.
    SteadyTime due{};
    bool in_flight = false;
    Freshness state = Freshness::unknown;
    std::optional<Seen> last;  ///< The last one that could be judged, or the first.
  };
  struct Due {
    SteadyTime at;
    const SiteId* site;  ///< The key in `entries_`.
    bool operator>(const Due& other) const { return at > other.at; }
  };

  Task<void> run();
  Task<void> look(SiteId id);
  /// `site` must stay as long as the look.
  Task<std::optional<Seen>> observe(const Site& site, std::optional<Seen> last);
  bool is_unknown(const Seen& seen) const;
  void start_due_looks(SteadyTime now);
  void settle(Entry& entry, WallTime now);
  AlertCondition condition_of(const Entry& entry, const FreshnessJudgement& judgement) const;
  void schedule(const SiteId& id, Entry& entry, SteadyTime due);
  void drop_alert(const SiteId& site);
  SteadyTime first_due(const SiteId& site) const;

  WatchPorts ports_;
  WatchedSites sites_;
  WatchSettings settings_;
  std::map<SiteId, Entry> entries_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;  ///< Outdated rows too: `Entry::due` decides.
  std::unique_ptr<Alarm> alarm_;
  int in_flight_ = 0;
  bool stopped_ = true;
};

}  // namespace sitewatch::freshness
