#pragma once

#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "freshness/page_look.h"
#include "freshness/site_pages.h"
#include "freshness/unlisted_hosts.h"
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

struct WatchSettings {
  Duration home_interval = std::chrono::hours{1};
  Duration column_interval = std::chrono::hours{6};
  RuleSet rules;
  Zone zone = Zone::utc();
  int max_in_flight = 64;
  std::shared_ptr<const DistrictHosts> district = std::make_shared<const DistrictHosts>();
};

/// Reads every site's home page and columns once an interval, each at a time of its own, judges them by the rule set
/// and says what has gone to sleep. What could not be fetched or read moves nothing: neither state nor alert. Control
/// loop only; must outlive the tasks it spawns.
class ColumnWatch {
 public:
  ColumnWatch(WatchPorts ports, WatchedSites sites, WatchSettings settings);

  /// `known` is what the store holds: states go on where they were. First look at `fnv1a(page id) % interval`.
  void start(std::vector<Observation> known);
  /// Keeps state and schedule of pages that stay; alerts of a site that leaves, or is to be closed, end as unmonitored.
  /// Walks over the sites in steps, between which the loop turns; one call at a time.
  Task<void> replace(WatchedSites sites, WatchSettings settings);
  /// As they are: who replaces them may keep what is long in being freed.
  const WatchSettings& settings() const { return settings_; }
  void stop();

  /// The site's pages as they stand; none for a site that is not watched. The pointers live until the control loop's
  /// next turn.
  ContentView content(const SiteId& site) const;

 private:
  using Pages = std::shared_ptr<SitePages>;
  struct Due {
    SteadyTime at;
    Pages pages;
    std::size_t page;
    bool operator>(const Due& other) const { return at > other.at; }
  };

  Task<void> run();
  Task<void> look(Pages pages, std::string slug);
  Task<void> take(Pages pages, std::string slug, PageLook look);
  void start_due_looks(SteadyTime now);
  void restore(Observation observation);
  void adopt(const WatchedSites& sites, const Site& site);
  void leave(SitePages& pages);
  bool note(SitePages& pages, WatchedPage& page, PageLook& look, WallTime now) const;
  bool note_hosts(SitePages& pages, const WatchedPage& page, const HomeLinks* links, WallTime now) const;
  SteadyTime next_start(SteadyTime now) const;
  static bool note_proposed(SitePages& pages, const WatchedPage& page, const std::vector<FoundColumn>& columns);
  static bool note_identity(SitePages& pages, const WatchedPage& page, const PageIdentity* identity);
  void note_items(WatchedPage& page, PageLook& look, ItemHistory& history, Day today) const;
  void settle(SitePages& pages, const WatchedPage& seen, WallTime now);
  Duration interval_of(const WatchedPage& page) const;
  void schedule(const Pages& pages, std::size_t page, SteadyTime due);
  SteadyTime first_due(const SiteId& site, const WatchedPage& page) const;

  WatchPorts ports_;
  PageLooker looker_;
  WatchedSites sites_;
  WatchSettings settings_;
  UnlistedHosts unlisted_;
  std::map<SiteId, Pages, std::less<>> entries_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;  ///< Outdated rows too: `WatchedPage::due` decides.
  std::unique_ptr<Alarm> alarm_;
  int in_flight_ = 0;
  bool stopped_ = true;
};

}  // namespace sitewatch::freshness
