#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/site.h"
#include "domain/time.h"

namespace sitewatch {

/// One generation's sites, shared by the visits under way on them.
using SiteList = std::shared_ptr<const std::vector<Site>>;

/// When each target is due: a grid of its interval, shifted by a hash of its id, so that load is spread and a reload
/// changes nothing. One heap entry per waiting target. Pure: told the time, starts nothing.
class Timetable {
 public:
  struct Run {
    TargetId target;
    std::uint32_t site = 0;  ///< Index in the site list of its generation.
    std::uint32_t url = 0;   ///< Index of the home URL.
    SteadyTime due{};
    bool recheck = false;
    std::uint64_t missed = 0;  ///< Grid points passed over because this run began late.
  };

  explicit Timetable(SteadyTime epoch) : epoch_(epoch) {}

  /// A target known before keeps its due time, or its run under way; a new one is due at its next grid point.
  void use(SiteList sites, SteadyTime now);
  /// The earliest target that is due at `now`; it is under way until finish().
  std::optional<Run> take(SteadyTime now);
  /// A run ended: due again at the next grid point, or after `recheck_in` if that is sooner; not before `not_before`.
  /// Does nothing for a target that left meanwhile.
  void finish(const TargetId& target, SteadyTime now, std::optional<Duration> recheck_in,
              std::optional<SteadyTime> not_before);

  /// Whatever is overdue waits for its next grid point instead; answers how many visits that leaves out. After a time
  /// in which we could do nothing, so that it is not caught up on in one burst.
  std::uint64_t pass_over(SteadyTime now);

  std::optional<SteadyTime> next_due() const;
  const SiteList& sites() const { return sites_; }
  std::size_t size() const { return slots_.size(); }

 private:
  struct Slot {
    TargetId id;
    std::uint32_t site = 0;
    std::uint32_t url = 0;
    Duration interval{};
    Duration phase{};
    SteadyTime due{};
    bool recheck = false;
    bool running = false;
  };
  struct Entry {
    SteadyTime due;
    std::uint32_t slot;
    friend bool operator<(const Entry& a, const Entry& b) { return a.due > b.due; }  // The heap's top is the earliest.
  };

  SteadyTime grid_point_after(const Slot& slot, SteadyTime now) const;
  void push(std::uint32_t slot);

  SteadyTime epoch_;
  SiteList sites_;
  std::vector<Slot> slots_;
  std::unordered_map<std::string_view, std::uint32_t> by_id_;  ///< Keys live in slots_.
  std::vector<Entry> heap_;
};

}  // namespace sitewatch
