#include "probe/timetable.h"

#include <algorithm>
#include <cassert>

#include "domain/hash.h"

namespace sitewatch {

SteadyTime Timetable::grid_point_after(const Slot& slot, SteadyTime now) const {
  const SteadyTime first = epoch_ + slot.phase;
  if (now < first) return first;
  return first + ((now - first) / slot.interval + 1) * slot.interval;
}

void Timetable::push(std::uint32_t slot) {
  heap_.push_back({slots_[slot].due, slot});
  std::push_heap(heap_.begin(), heap_.end());
}

void Timetable::use(SiteList sites, SteadyTime now) {
  std::vector<Slot> slots;
  for (std::uint32_t site = 0; site < sites->size(); ++site) {
    const Site& each = (*sites)[site];
    for (std::uint32_t url = 0; url < each.home_urls.size(); ++url) {
      Slot slot{target_id(each.id, url), site, url, std::max(each.probe.interval, Duration{1}), {}, {}, false, false};
      slot.phase =
          Duration{static_cast<Duration::rep>(fnv1a(slot.id) % static_cast<std::uint64_t>(slot.interval.count()))};
      slot.due = grid_point_after(slot, now);
      const auto known = by_id_.find(slot.id);
      if (known != by_id_.end()) {
        const Slot& was = slots_[known->second];
        slot.running = was.running;
        slot.recheck = was.recheck && was.due < slot.due;
        if (slot.recheck || was.interval == slot.interval) slot.due = was.due;
      }
      slots.push_back(std::move(slot));
    }
  }
  by_id_.clear();
  heap_.clear();
  slots_ = std::move(slots);
  sites_ = std::move(sites);
  by_id_.reserve(slots_.size());
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    by_id_.emplace(slots_[slot].id, slot);
    if (!slots_[slot].running) heap_.push_back({slots_[slot].due, slot});
  }
  std::make_heap(heap_.begin(), heap_.end());
}

std::optional<Timetable::Run> Timetable::take(SteadyTime now) {
  if (heap_.empty() || heap_.front().due > now) return std::nullopt;
  std::pop_heap(heap_.begin(), heap_.end());
  Slot& slot = slots_[heap_.back().slot];
  heap_.pop_back();
  assert(!slot.running);
  slot.running = true;
  Run run{slot.id, slot.site, slot.url, slot.due, slot.recheck, 0};
  if (!slot.recheck) run.missed = static_cast<std::uint64_t>((now - slot.due) / slot.interval);
  return run;
}

void Timetable::finish(const TargetId& target, SteadyTime now, std::optional<Duration> recheck_in,
                       std::optional<SteadyTime> not_before) {
  const auto found = by_id_.find(target);
  if (found == by_id_.end()) return;
  Slot& slot = slots_[found->second];
  if (!slot.running) return;  // It left and came back while its visit was under way.
  slot.running = false;
  slot.due = grid_point_after(slot, not_before ? std::max(now, *not_before) : now);
  slot.recheck = recheck_in && now + *recheck_in < slot.due && !(not_before && now + *recheck_in < *not_before);
  if (slot.recheck) slot.due = now + *recheck_in;
  push(found->second);
}

std::uint64_t Timetable::pass_over(SteadyTime now) {
  std::uint64_t passed = 0;
  for (Entry& entry : heap_) {
    Slot& slot = slots_[entry.slot];
    if (slot.due > now) continue;
    if (!slot.recheck) passed += static_cast<std::uint64_t>((now - slot.due) / slot.interval) + 1;
    slot.recheck = false;
    slot.due = grid_point_after(slot, now);
    entry.due = slot.due;
  }
  std::make_heap(heap_.begin(), heap_.end());
  return passed;
}

std::optional<SteadyTime> Timetable::next_due() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front().due;
}

}  // namespace sitewatch
