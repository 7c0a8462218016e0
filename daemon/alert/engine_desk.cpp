#include <algorithm>

#include "alert/engine_state.h"
#include "text/clip.h"
#include "text/escape.h"

namespace sitewatch::alert {
namespace {

constexpr std::size_t reason_bytes = 500;

std::string for_a_mail(const std::string& text) {
  return clip(one_line(text), reason_bytes);
}

template <class Row>
auto find_row(std::vector<Row>& rows, std::int64_t id) {
  return std::find_if(rows.begin(), rows.end(), [id](const Row& row) { return row.id == id; });
}

}  // namespace

Task<Result<void>> Engine::correct(Fingerprint alert, std::string reason, std::string by) {
  State& state = *state_;
  const WallTime now = state.ports.clock.wall_now();
  Entry* const entry = state.table.find(alert);
  if (!entry) co_return failure("no alert " + text(alert) + " within the last 30 days");
  if (entry->alert.ending == Ending::corrected) co_return failure("alert " + text(alert) + " is corrected already");
  AlertChange change;
  change.alerts.push_back(entry->alert);
  Alert& marked = change.alerts.back();
  marked.ending = Ending::corrected;
  if (!marked.ends) marked.ends = std::max(now, marked.starts);
  marked.facts.values["correction_reason"] = for_a_mail(reason);
  marked.facts.values["corrected_by"] = for_a_mail(by);
  marked.facts.values["corrected_at"] = now;
  const Result<std::vector<std::int64_t>> stored = co_await state.ports.store.commit(std::move(change));
  if (!stored) co_return tl::unexpected<Error>(stored.error());
  const Entry* const done = state.table.mark_corrected(alert, now, for_a_mail(reason), for_a_mail(by));
  if (done && state.hooks.corrected) state.hooks.corrected(done->alert);
  state.flush_soon(Duration{0});
  co_return Result<void>{};
}

void Engine::adopt(const std::map<std::string, std::string>& new_ids) {
  const auto rename = [&](std::string& site) {
    if (const auto found = new_ids.find(site); found != new_ids.end()) site = found->second;
  };
  ++state_->generation;  // What is being planned points at entries that move now.
  state_->table.adopt(new_ids);
  for (Silence& each : state_->silences) rename(each.site);
  for (Maintenance& each : state_->maintenances) rename(each.site);
}

Task<Result<std::int64_t>> Engine::add_silence(Silence silence) {
  Silence kept = silence;
  const Result<std::int64_t> id = co_await state_->ports.store.put(std::move(silence));
  if (!id) co_return id;
  kept.id = *id;
  state_->silences.push_back(std::move(kept));
  co_return id;
}

Task<Result<void>> Engine::expire_silence(std::int64_t id) {
  const auto found = find_row(state_->silences, id);
  if (found == state_->silences.end()) co_return failure("no silence " + std::to_string(id));
  Silence ended = *found;
  const WallTime now = state_->ports.clock.wall_now();
  ended.span.to = std::max(ended.span.from, std::min(ended.span.to, now));
  const TimeSpan span = ended.span;
  const Result<std::int64_t> stored = co_await state_->ports.store.put(std::move(ended));
  if (!stored) co_return tl::unexpected<Error>(stored.error());
  const auto again = find_row(state_->silences, id);
  if (again != state_->silences.end()) again->span = span;
  state_->flush_soon(state_->settings.group_wait);
  co_return Result<void>{};
}

Task<Result<std::int64_t>> Engine::add_maintenance(Maintenance maintenance) {
  Maintenance kept = maintenance;
  const Result<std::int64_t> id = co_await state_->ports.store.put(std::move(maintenance));
  if (!id) co_return id;
  kept.id = *id;
  state_->maintenances.push_back(kept);
  if (state_->hooks.maintenance_changed) state_->hooks.maintenance_changed(kept);
  co_return id;
}

Task<Result<void>> Engine::end_maintenance(std::int64_t id) {
  const auto found = find_row(state_->maintenances, id);
  if (found == state_->maintenances.end()) co_return failure("no maintenance " + std::to_string(id));
  Maintenance ended = *found;
  const WallTime now = state_->ports.clock.wall_now();
  ended.span.to = std::max(ended.span.from, std::min(ended.span.to, now));
  const Maintenance kept = ended;
  const Result<std::int64_t> stored = co_await state_->ports.store.put(std::move(ended));
  if (!stored) co_return tl::unexpected<Error>(stored.error());
  const auto again = find_row(state_->maintenances, id);
  if (again != state_->maintenances.end()) *again = kept;
  if (state_->hooks.maintenance_changed) state_->hooks.maintenance_changed(kept);
  state_->flush_soon(state_->settings.group_wait);
  co_return Result<void>{};
}

void Engine::each_alert(const std::function<void(const Alert&)>& show) const {
  for (const auto& [key, entry] : state_->table.entries()) show(entry.alert);
}

const Alert* Engine::find_alert(Fingerprint alert) const {
  const Entry* const entry = state_->table.find(alert);
  return entry ? &entry->alert : nullptr;
}

std::vector<NotificationEntry> Engine::told(Fingerprint alert) const {
  std::vector<NotificationEntry> log;
  if (const Entry* const entry = state_->table.find(alert))
    for (const auto& [receiver, row] : entry->log) log.push_back(row);
  return log;
}

std::vector<Silence> Engine::silences() const {
  return state_->silences;
}
std::vector<Maintenance> Engine::maintenances() const {
  return state_->maintenances;
}

bool Engine::in_maintenance(const std::string& site, WallTime at) const {
  return std::any_of(state_->maintenances.begin(), state_->maintenances.end(),
                     [&](const Maintenance& each) { return each.site == site && each.span.contains(at); });
}

Task<Result<std::vector<OutboxRow>>> Engine::notifications(int most) {
  co_return co_await state_->ports.store.notifications(most);
}

}  // namespace sitewatch::alert
