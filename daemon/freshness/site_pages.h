#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/column_judgement.h"
#include "domain/zone.h"
#include "ports/alert_sink.h"
#include "ports/clock.h"
#include "ports/observation_store.h"

namespace sitewatch::freshness {

/// One watched page: the home page or a column. A hundred thousand of these are kept.
struct WatchedPage {
  const Column* column = nullptr;  ///< In the site; null: the home page.
  SteadyTime due{};
  bool in_flight = false;
  bool is_read = false;      ///< By this process.
  bool was_seen = false;     ///< By this process or one before it; else nothing below holds.
  bool is_readable = false;  ///< What it is now could be read.
  bool burst = false;        ///< More new items at its last change than somebody writes in a day.
  int redated = 0;           ///< Items known that came back under a later date.
  int articles_read = 0;
  int hijack_signs = 0;  ///< Of its last reading; see domain/hijack_signs.h.
  WallTime first_seen{};
  WallTime read_at{};
  std::uint64_t body_hash = 0;
  std::uint64_t marks_hash = 0;
  Validators validators;
  ColumnRecord record;
  FreshnessJudgement judgement;          ///< The last one that was not `unknown`: unknown moves nothing.
  Day judged_on{};                       ///< The day it was made for.
  std::array<int, 3> updates{};          ///< Distinct items of the last 14, 30 and 180 days.
  std::unique_ptr<PageReading> reading;  ///< Of the home page alone.

  std::string_view slug() const { return column ? std::string_view{column->slug} : home_column; }
};
inline constexpr std::array<int, 3> update_days{14, 30, 180};

/// One generation's sites, shared by the looks under way on them: nobody needs a copy of ten thousand.
using WatchedSites = std::shared_ptr<const std::vector<Site>>;

/// A site with its pages.
struct SitePages {
  WatchedSites sites;              ///< Keeps `site`.
  const Site* site = nullptr;      ///< Null once it has left.
  std::vector<WatchedPage> pages;  ///< The home page first, then the columns in inventory order.
  std::vector<Finding> findings;   ///< At the last judgement; columns point into the site.
  SuggestedClass suggested = SuggestedClass::none;
  std::uint64_t proposed_hash = 0;  ///< Of the columns that the home page leads to; the store has them.
  std::uint64_t identity_hash = 0;  ///< Of what the home page says of itself; the store has it. 0: not known.
  std::vector<LinkedHost> hosts;    ///< Of the district, linked by the home page and in no inventory.

  WatchedPage& home() { return pages.front(); }
  const WatchedPage& home() const { return pages.front(); }
  WatchedPage* find(std::string_view slug);
  bool all_read() const;
};

/// Takes over the site's columns as they are now; pages that stay keep all they know.
void take_columns(SitePages& pages, const Site& site);

/// Judges each page as of its last look, and the site's findings; notes which pages were well.
void judge(SitePages& pages, const RuleSet& rules, const Zone& zone);

/// Says to the alerts what is so: raises what holds and clears what does not. What is unknown moves nothing, and a site
/// that is to be closed is asked for no update.
void tell(const SitePages& pages, const RuleSet& rules, const Zone& zone, WallTime now, AlertSink& alerts);

/// Every alert of these pages ends as unmonitored.
void drop_alerts(const SiteId& site, WallTime now, AlertSink& alerts);

/// A site that is to be closed is asked for no update.
bool wants_updates(const Site& site);

}  // namespace sitewatch::freshness
