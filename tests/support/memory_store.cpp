#include "support/memory_store.h"

#include <algorithm>

namespace sitewatch {
namespace {

constexpr std::chrono::hours day{24};

SiteId site_of(const TargetId& target) {
  return target.substr(0, target.rfind('#'));
}

tl::unexpected<Error> refused(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

// Target ids change their site; everything else keeps its number.
TargetId renamed(const TargetId& target, const SiteId& was, const SiteId& now) {
  return site_of(target) == was ? now + target.substr(was.size()) : target;
}

template <class Rows>
void rename_targets(Rows& rows, const SiteId& was, const SiteId& now) {
  for (auto& row : rows) row.target = renamed(row.target, was, now);
}

void adopt_visits(MemoryTables& tables, const SiteId& was, const SiteId& now) {
  rename_targets(tables.visits, was, now);
  rename_targets(tables.failures, was, now);
  rename_targets(tables.transitions, was, now);
  std::map<TargetId, TargetState> states;
  for (auto& [id, state] : tables.states) {
    state.target = renamed(id, was, now);
    TargetState& kept = states.try_emplace(state.target, state).first->second;
    if (kept.last_judged < state.last_judged) kept = state;
  }
  tables.states = std::move(states);
  std::map<std::pair<TargetId, date::sys_days>, DayCount> days;
  for (auto& [key, count] : tables.days) {
    const TargetId target = renamed(key.first, was, now);
    DayCount& sum = days[{target, key.second}];
    sum = {target, count.day, sum.ok + count.ok, sum.failed + count.failed, sum.unknown + count.unknown};
  }
  tables.days = std::move(days);
}

void adopt_alerts(MemoryTables& tables, const SiteId& was, const SiteId& now) {
  std::map<Fingerprint, Fingerprint> moved;
  const auto old_alerts = std::exchange(tables.alerts, {});
  for (auto [key, alert] : old_alerts) {
    if (alert.identity.site == was) alert.identity.site = now;
    moved[key.first] = fingerprint(alert.identity);
    tables.alerts[{moved[key.first], alert.starts}] = std::move(alert);
  }
  const auto old_log = std::exchange(tables.log, {});
  for (auto [key, entry] : old_log) {
    const auto to = moved.find(entry.alert);
    if (to != moved.end()) entry.alert = to->second;
    tables.log[{entry.alert, entry.alert_starts, entry.receiver}] = std::move(entry);
  }
  for (auto& [id, silence] : tables.silences)
    if (silence.site == was) silence.site = now;
  for (auto& [id, maintenance] : tables.maintenances)
    if (maintenance.site == was) maintenance.site = now;
}

void adopt_observations(MemoryTables& tables, const SiteId& was, const SiteId& now) {
  const auto old = std::exchange(tables.observations, {});
  for (auto [key, observation] : old) {
    if (observation.site == was) observation.site = now;
    const auto [kept, is_new] = tables.observations.try_emplace({observation.site, key.second}, observation);
    if (!is_new && kept->second.read_at < observation.read_at) kept->second = std::move(observation);
  }
  const auto items = std::exchange(tables.known_items, {});
  for (const auto& [key, history] : items)
    if (key.first != was || !items.contains({now, key.second}))
      tables.known_items[{key.first == was ? now : key.first, key.second}] = history;
  const auto past = std::exchange(tables.past_readings, {});
  for (const auto& [key, rows] : past) {
    std::vector<PastReading>& joined = tables.past_readings[{key.first == was ? now : key.first, key.second}];
    joined.insert(joined.end(), rows.begin(), rows.end());
    std::sort(joined.begin(), joined.end(), [](const auto& a, const auto& b) { return a.first_seen < b.first_seen; });
  }
}

void note_unchanged(MemoryTables& tables, const Observation& seen) {
  const auto kept = tables.observations.find({seen.site, seen.column});
  if (kept == tables.observations.end()) return;
  kept->second.read_at = seen.read_at;
  kept->second.validators = seen.validators;
  kept->second.record = seen.record;
  kept->second.hosts = seen.hosts;
  PastReading& latest = tables.past_readings[{seen.site, seen.column}].back();
  latest.last_seen = std::max(latest.last_seen, seen.read_at);
}

void adopt_site(MemoryTables& tables, const SiteId& was, const SiteId& now) {
  auto& sites = tables.sites.sites;
  const auto find = [&](const SiteId& id) {
    return std::find_if(sites.begin(), sites.end(), [&](const KnownSite& site) { return site.id == id; });
  };
  const auto old = find(was);
  if (old == sites.end()) return;
  const auto taken = find(now);
  if (taken == sites.end()) {
    old->id = now;
    return;
  }
  taken->first_seen = std::min(taken->first_seen, old->first_seen);
  sites.erase(old);
}

}  // namespace

std::optional<Error> MemoryTables::write() {
  if (refusal && writes_left-- <= 0) return refusal;
  ++writes;
  return std::nullopt;
}

void MemoryStore::fail_from_now_on(int writes_left) {
  fail_from_now_on({"cannot write to the store: database or disk is full", true}, writes_left);
}

void MemoryStore::fail_from_now_on(Error error, int writes_left) {
  tables.refusal = std::move(error);
  tables.writes_left = writes_left;
}

Task<Result<SiteRegister>> MemorySiteStore::load() {
  co_return tables_.sites;
}

Task<Result<void>> MemorySiteStore::write(SiteRegister changes) {
  if (const auto error = tables_.write()) co_return refused(*error);
  if (changes.first_start) tables_.sites.first_start = changes.first_start;
  if (changes.baseline_sent) tables_.sites.baseline_sent = changes.baseline_sent;
  for (KnownSite& site : changes.sites) {
    auto& known = tables_.sites.sites;
    const auto same =
        std::find_if(known.begin(), known.end(), [&](const KnownSite& each) { return each.id == site.id; });
    if (same == known.end())
      known.push_back(std::move(site));
    else
      *same = std::move(site);
  }
  co_return Result<void>{};
}

Task<Result<void>> MemorySiteStore::adopt(SiteId was, SiteId now) {
  if (const auto error = tables_.write()) co_return refused(*error);
  if (was == now) co_return Result<void>{};
  adopt_site(tables_, was, now);
  adopt_visits(tables_, was, now);
  adopt_alerts(tables_, was, now);
  adopt_observations(tables_, was, now);
  for (Filing& filing : tables_.filings)
    for (SiteProgress& progress : filing.sites)
      if (progress.site == was) progress.site = now;
  std::set<OwedSite> owed;
  for (OwedSite each : tables_.owed) {
    if (each.site == was) each.site = now;
    owed.insert(std::move(each));
  }
  tables_.owed = std::move(owed);
  co_return Result<void>{};
}

Task<Result<VisitHistory>> MemoryVisitStore::load() {
  VisitHistory history;
  for (const auto& [id, state] : tables_.states) history.states.push_back(state);
  history.visits_since = tables_.visits;
  co_return history;
}

Task<Result<void>> MemoryVisitStore::write(VisitBatch batch) {
  if (const auto error = tables_.write()) co_return refused(*error);
  const auto append = [](auto& rows, const auto& more) { rows.insert(rows.end(), more.begin(), more.end()); };
  append(tables_.visits, batch.visits);
  append(tables_.failures, batch.failures);
  append(tables_.transitions, batch.transitions);
  for (const DayCount& count : batch.days) {
    DayCount& sum = tables_.days[{count.target, date::sys_days{count.day}}];
    sum = {count.target, count.day, sum.ok + count.ok, sum.failed + count.failed, sum.unknown + count.unknown};
  }
  std::set<TargetId> with_state;
  for (TargetState& state : batch.states) {
    with_state.insert(state.target);
    tables_.states[state.target] = std::move(state);
  }
  std::erase_if(tables_.visits, [&](const VisitRow& visit) { return with_state.count(visit.target) != 0; });
  co_return Result<void>{};
}

Task<Result<std::vector<FailedVisit>>> MemoryVisitStore::failures(SiteId site, TimeSpan span) {
  std::vector<FailedVisit> found;
  for (const FailedVisit& failure : tables_.failures)
    if (site_of(failure.target) == site && span.contains(failure.at)) found.push_back(failure);
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  co_return found;
}

Task<Result<std::vector<FailedVisit>>> MemoryVisitStore::leave_out(SiteId site, TimeSpan span) {
  if (const auto error = tables_.write()) co_return refused(*error);
  std::vector<FailedVisit> found;
  for (FailedVisit& failure : tables_.failures) {
    if (site_of(failure.target) != site || !span.contains(failure.at) || failure.left_out) continue;
    failure.left_out = true;
    found.push_back(failure);
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  co_return found;
}

Task<Result<void>> MemoryVisitStore::prune(WallTime now) {
  if (const auto error = tables_.write()) co_return refused(*error);
  std::erase_if(tables_.visits, [&](const VisitRow& visit) { return visit.at < now - 14 * day; });
  std::erase_if(tables_.failures, [&](const FailedVisit& failure) { return failure.at < now - 400 * day; });
  const auto first_day = std::chrono::floor<std::chrono::days>(now) - std::chrono::days{3 * 366};
  std::erase_if(tables_.days, [&](const auto& row) { return row.first.second < first_day; });
  co_return Result<void>{};
}

Task<Result<std::vector<Observation>>> MemoryObservationStore::load() {
  std::vector<Observation> all;
  for (const auto& [key, observation] : tables_.observations) {
    all.push_back(observation);
    if (observation.column != home_column) all.back().reading = {};
  }
  co_return all;
}

Task<Result<std::vector<Observation>>> MemoryObservationStore::of(SiteId site) {
  std::vector<Observation> found;
  for (const auto& [key, observation] : tables_.observations) {
    if (observation.site == site) found.push_back(observation);
  }
  co_return found;
}

Task<Result<void>> MemoryObservationStore::write(std::vector<Observation> observations) {
  if (const auto error = tables_.write()) co_return refused(*error);
  for (Observation& seen : observations) {
    if (seen.is_unchanged) {
      note_unchanged(tables_, seen);
      continue;
    }
    std::vector<PastReading>& past = tables_.past_readings[{seen.site, seen.column}];
    if (!past.empty() && (tells_the_same(past.back(), seen.reading) || past.back().first_seen >= seen.read_at))
      past.back().last_seen = std::max(past.back().last_seen, seen.read_at);
    else
      past.push_back(past_of(seen));
    if (past.size() > most_past_readings) past.erase(past.begin());
    if (seen.items) tables_.known_items[{seen.site, seen.column}] = *std::exchange(seen.items, std::nullopt);
    tables_.observations[{seen.site, seen.column}] = std::move(seen);
  }
  co_return Result<void>{};
}

Task<Result<std::vector<PastReading>>> MemoryObservationStore::past(SiteId site, std::string column) {
  const auto found = tables_.past_readings.find({site, column});
  if (found == tables_.past_readings.end()) co_return std::vector<PastReading>{};
  co_return std::vector<PastReading>{found->second.rbegin(), found->second.rend()};
}

Task<Result<ItemHistory>> MemoryObservationStore::items(SiteId site, std::string column) {
  const auto found = tables_.known_items.find({site, column});
  co_return found == tables_.known_items.end() ? ItemHistory{} : found->second;
}

Task<Result<AlertHistory>> MemoryAlertStore::load() {
  AlertHistory history;
  const WallTime oldest_end = tables_.clock.wall_now() - 30 * day;
  std::set<std::pair<Fingerprint, WallTime>> loaded;
  for (const auto& [key, alert] : tables_.alerts) {
    if (!alert.firing() && alert.ends && *alert.ends < oldest_end) continue;
    history.alerts.push_back(alert);
    loaded.insert(key);
  }
  for (const auto& [key, entry] : tables_.log)
    if (loaded.count({entry.alert, entry.alert_starts}) != 0) history.log.push_back(entry);
  for (const auto& [id, row] : tables_.outbox) {
    if (row.state == OutboxState::sent) continue;
    history.outbox.push_back(row);
    history.outbox.back().message.clear();
  }
  for (const auto& [id, silence] : tables_.silences) history.silences.push_back(silence);
  for (const auto& [id, maintenance] : tables_.maintenances) history.maintenances.push_back(maintenance);
  co_return history;
}

Task<Result<std::vector<std::int64_t>>> MemoryAlertStore::commit(AlertChange change) {
  if (const auto error = tables_.write()) co_return refused(*error);
  for (Alert& alert : change.alerts) {
    const auto key = std::pair{fingerprint(alert.identity), alert.starts};
    tables_.alerts[key] = std::move(alert);
  }
  for (NotificationEntry& entry : change.log) {
    const auto key = std::tuple{entry.alert, entry.alert_starts, entry.receiver};
    tables_.log[key] = std::move(entry);
  }
  std::vector<std::int64_t> ids;
  for (OutboxRow& row : change.outbox) {
    row.id = tables_.outbox.empty() ? 1 : tables_.outbox.rbegin()->first + 1;
    ids.push_back(row.id);
    tables_.outbox[row.id] = std::move(row);
  }
  if (change.baseline_sent) tables_.sites.baseline_sent = change.baseline_sent;
  co_return ids;
}

Task<Result<std::string>> MemoryAlertStore::message(std::int64_t outbox_id) {
  const auto row = tables_.outbox.find(outbox_id);
  if (row == tables_.outbox.end()) co_return failure("no mail " + std::to_string(outbox_id) + " in the outbox");
  co_return row->second.message;
}

Task<Result<void>> MemoryAlertStore::update(OutboxRow row) {
  if (const auto error = tables_.write()) co_return refused(*error);
  const auto found = tables_.outbox.find(row.id);
  if (found == tables_.outbox.end()) co_return failure("no mail " + std::to_string(row.id) + " in the outbox");
  OutboxRow& stored = found->second;
  stored.state = row.state;
  stored.attempts = row.attempts;
  stored.next_attempt = row.next_attempt;
  stored.last_reply = row.last_reply;
  if (row.state == OutboxState::sent) stored.message.clear();
  co_return Result<void>{};
}

Task<Result<std::vector<OutboxRow>>> MemoryAlertStore::notifications(int most) {
  std::vector<OutboxRow> rows;
  for (auto row = tables_.outbox.rbegin(); row != tables_.outbox.rend() && most > 0; ++row, --most) {
    rows.push_back(row->second);
    rows.back().message.clear();
  }
  co_return rows;
}

Task<Result<std::int64_t>> MemoryAlertStore::put(Silence silence) {
  if (const auto error = tables_.write()) co_return refused(*error);
  if (silence.id == 0) silence.id = tables_.silences.empty() ? 1 : tables_.silences.rbegin()->first + 1;
  const std::int64_t id = silence.id;
  tables_.silences[id] = std::move(silence);
  co_return id;
}

Task<Result<std::int64_t>> MemoryAlertStore::put(Maintenance maintenance) {
  if (const auto error = tables_.write()) co_return refused(*error);
  if (maintenance.id == 0) maintenance.id = tables_.maintenances.empty() ? 1 : tables_.maintenances.rbegin()->first + 1;
  const std::int64_t id = maintenance.id;
  tables_.maintenances[id] = std::move(maintenance);
  co_return id;
}

Task<Result<CampaignHistory>> MemoryCampaignStore::load(Period since) {
  CampaignHistory history;
  const auto recent = [&](const auto& each) { return each.period >= since; };
  std::copy_if(tables_.filings.begin(), tables_.filings.end(), std::back_inserter(history.filings), recent);
  std::copy_if(tables_.decisions.begin(), tables_.decisions.end(), std::back_inserter(history.decisions), recent);
  std::copy_if(tables_.owed.begin(), tables_.owed.end(), std::back_inserter(history.owed), recent);
  co_return history;
}

Task<Result<Filing>> MemoryCampaignStore::append(Filing filing) {
  if (const auto error = tables_.write()) co_return refused(*error);
  int revision = 0;
  for (const Filing& each : tables_.filings) {
    const bool same_report = each.sponsor == filing.sponsor && each.period == filing.period;
    if (same_report && !filing.idempotency_key.empty() && each.idempotency_key == filing.idempotency_key)
      co_return each;
    if (same_report) revision = std::max(revision, each.revision);
    if (each.receipt == filing.receipt)
      co_return failure("cannot store filing: receipt " + filing.receipt + " is taken");
  }
  filing.revision = revision + 1;
  tables_.filings.push_back(filing);
  co_return filing;
}

Task<Result<DutyDecision>> MemoryCampaignStore::append(DutyDecision decision) {
  if (const auto error = tables_.write()) co_return refused(*error);
  decision.no = tables_.decisions.empty() ? 1 : tables_.decisions.back().no + 1;
  tables_.decisions.push_back(decision);
  co_return decision;
}

Task<Result<void>> MemoryCampaignStore::note_owed(std::vector<OwedSite> owed) {
  if (const auto error = tables_.write()) co_return refused(*error);
  tables_.owed.insert(owed.begin(), owed.end());
  co_return Result<void>{};
}

}  // namespace sitewatch
