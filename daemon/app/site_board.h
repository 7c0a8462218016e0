#pragma once

#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/config.h"
#include "domain/health.h"
#include "domain/official_window.h"
#include "ports/observation_store.h"
#include "ports/visit_store.h"

namespace sitewatch {

/// What is known of one target now.
struct TargetRow {
  TargetId id;
  Health health;
  OfficialWindow window;
  WallTime last_judged{};
  WallTime stored{};   ///< When its state was last handed to the store.
  bool dirty = false;  ///< Visits since then.
  double last_seconds = 0;
  int last_status = 0;
  std::optional<WallTime> certificate_expires;
  std::vector<WallTime> bad_times;  ///< Of the present row of bad visits, the first five.
  std::optional<WallTime> challenged_since;
  bool owes_all_clear = false;  ///< An earlier run's SiteDown fires, though the restored visits do not tell of it.
  std::unique_ptr<ProbeResult> last;    ///< Of this run.
  std::unique_ptr<ProbeResult> judged;  ///< The last good or bad one, where `last` is neither.

  const ProbeResult* last_judged_result() const;
  void remember(const ProbeResult& result);
  TargetState state() const;
};

struct SiteRow {
  const Site* site = nullptr;
  const Sponsor* sponsor = nullptr;  ///< Null for a site without one.
  std::vector<TargetRow> targets;    ///< One per home URL; the first decides.
};

/// The sites of the present configuration with their state, by id and in inventory order. State survives a reload by
/// id.
class SiteBoard {
 public:
  /// The rows of a configuration, without any state. Touches no board, so that it may be made on another thread.
  struct Blank {
    std::shared_ptr<const Config> config;
    std::vector<SiteRow> rows;
    std::unordered_map<std::string_view, std::size_t> by_id;
  };
  static Blank blank(std::shared_ptr<const Config> config);

  /// Takes over the state of ids that stay; answers the sites that are gone. `next` is left with what was there, which
  /// takes its time to free.
  std::vector<SiteId> replace(Blank& next);
  std::vector<SiteId> replace(std::shared_ptr<const Config> config);
  void restore(const TargetState& state);

  const Config& config() const { return *config_; }
  std::vector<SiteRow>& rows() { return rows_; }
  const std::vector<SiteRow>& rows() const { return rows_; }
  SiteRow* find(std::string_view site);
  const SiteRow* find(std::string_view site) const;
  /// The row and the index of a target id; null if it left the inventory while its visit was under way.
  std::pair<SiteRow*, std::size_t> find_target(std::string_view target);

 private:
  /// The present row of a site of the next configuration, which may bear another id by now. `index` is its place there,
  /// where it mostly was before.
  SiteRow* find_former(const Site& site, std::size_t index);

  std::shared_ptr<const Config> config_;  // Shared with what the reload builds beside it; immutable.
  std::vector<SiteRow> rows_;
  std::unordered_map<std::string_view, std::size_t> by_id_;  // Keys live in config_.
};

}  // namespace sitewatch
