#include "freshness/home_watch.h"

#include <spdlog/spdlog.h>
#include <algorithm>

#include "domain/hash.h"

namespace sitewatch::freshness {
namespace {

AlertIdentity stale_identity(const SiteId& site) {
  AlertIdentity identity;
  identity.alert = AlertName::HomepageStale;
  identity.site = site;
  return identity;
}

/// A site that is to be closed is asked for no update.
bool wants_updates(const Site& site) {
  return site.disposition != Disposition::close;
}

Fact day_fact(Day day) {
  return date::format("%F", day);
}

bool reads_alike(const PageReading& a, const PageReading& b) {
  return a.state == b.state && a.newest == b.newest;
}

}  // namespace

HomeWatch::HomeWatch(WatchPorts ports, WatchedSites sites, WatchSettings settings)
    : ports_{ports}, sites_{std::move(sites)}, settings_{std::move(settings)}, alarm_{ports.clock.make_alarm()} {
  for (const Site& site : *sites_) entries_[site.id].site = &site;
}

void HomeWatch::start(std::vector<Observation> known) {
  stopped_ = false;
  for (Observation& observation : known) {
    const auto found = entries_.find(observation.site);
    if (found == entries_.end() || observation.column != "home") continue;
    // As it was when it was read: time that passed unseen accuses nobody.
    const Day read_on = settings_.zone.day(observation.read_at);
    found->second.state = judge(observation.reading, read_on, settings_.rule).freshness;
    found->second.last = {observation.read_at, observation.body_hash, std::move(observation.reading)};
  }
  for (auto& [id, entry] : entries_) {
    if (!wants_updates(*entry.site)) drop_alert(id);
    schedule(id, entry, first_due(id));
  }
  ports_.tasks.spawn("home watch", run());
}

void HomeWatch::replace(WatchedSites sites, WatchSettings settings) {
  sites_ = std::move(sites);
  settings_ = std::move(settings);
  for (auto& [id, entry] : entries_) entry.site = nullptr;
  for (const Site& site : *sites_) {
    const auto [place, is_new] = entries_.try_emplace(site.id);
    Entry& entry = place->second;
    entry.site = &site;
    if (stopped_) continue;
    if (!wants_updates(site)) drop_alert(site.id);
    // A shorter interval is felt at once; a longer one from the next look on.
    const SteadyTime first = first_due(site.id);
    if (is_new || entry.due > first) entry.due = first;
  }
  for (auto at = entries_.begin(); at != entries_.end();) {
    if (at->second.site) {
      ++at;
      continue;
    }
    if (!stopped_) drop_alert(at->first);
    at = entries_.erase(at);
  }
  due_ = {};
  for (auto& [id, entry] : entries_)
    if (!entry.in_flight) schedule(id, entry, entry.due);
  alarm_->wake();
}

void HomeWatch::stop() {
  stopped_ = true;
  alarm_->wake();
}

std::optional<ColumnView> HomeWatch::home(const SiteId& site) const {
  const auto found = entries_.find(site);
  if (found == entries_.end() || !found->second.last) return std::nullopt;
  ColumnView view;
  view.column = "home";
  view.state = std::string{column_state(found->second.state)};
  view.read_at = found->second.last->read_at;
  view.reading = &found->second.last->reading;
  return view;
}

Task<void> HomeWatch::run() {
  while (!stopped_) {
    const SteadyTime now = ports_.clock.steady_now();
    start_due_looks(now);
    const SteadyTime next =
        due_.empty() || in_flight_ >= settings_.max_in_flight ? now + settings_.interval : due_.top().at;
    co_await alarm_->wait_until(next);
  }
}

void HomeWatch::start_due_looks(SteadyTime now) {
  while (!due_.empty() && due_.top().at <= now && in_flight_ < settings_.max_in_flight) {
    const Due due = due_.top();
    due_.pop();
    Entry& entry = entries_.find(*due.site)->second;
    if (entry.due != due.at || entry.in_flight) continue;
    entry.in_flight = true;
    ++in_flight_;
    ports_.tasks.spawn("home page of " + *due.site, look(*due.site));
  }
}

Task<void> HomeWatch::look(SiteId id) {
  const auto known = entries_.find(id);
  if (known == entries_.end()) {  // It left the inventory before its turn came.
    --in_flight_;
    co_return;
  }
  const WatchedSites held = sites_;  // A reload may come while we look.
  const Entry before = known->second;
  std::optional<Seen> seen = co_await observe(*before.site, before.last);
  --in_flight_;
  alarm_->wake();
  const auto found = entries_.find(id);
  if (found == entries_.end() || stopped_) co_return;
  Entry& entry = found->second;
  entry.in_flight = false;
  schedule(found->first, entry, std::max(before.due + settings_.interval, ports_.clock.steady_now()));
  if (!seen) co_return;
  // A page that cannot be read today does not take the place of what was known.
  if (before.last && is_unknown(*seen) && !is_unknown(*before.last)) co_return;

  const bool changed = !before.last || before.last->body_hash != seen->body_hash ||
                       !reads_alike(before.last->reading, seen->reading) ||
                       settings_.zone.day(before.last->read_at) != settings_.zone.day(seen->read_at);
  entry.last = *seen;
  settle(entry, seen->read_at);
  if (!changed) co_return;
  std::vector<Observation> rows;
  rows.push_back({id, "home", seen->read_at, seen->body_hash, std::move(seen->reading)});
  const Result<void> written = co_await ports_.store.write(std::move(rows));
  if (!written) spdlog::warn("event=observation_not_stored site={} error=\"{}\"", id, written.error().message);
}

bool HomeWatch::is_unknown(const Seen& seen) const {
  const Day read_on = settings_.zone.day(seen.read_at);
  return judge(seen.reading, read_on, settings_.rule).freshness == Freshness::unknown;
}

Task<std::optional<HomeWatch::Seen>> HomeWatch::observe(const Site& site, std::optional<Seen> last) {
  if (site.home_urls.empty()) co_return std::nullopt;
  const Url url = site.home_urls.front();
  Visit visit = co_await ports_.fetcher.visit(site, url, VisitKind::manual);
  // Down, challenged, cut short or our own fault: there is no page to read.
  if (visit.result.verdict != Verdict::good) co_return std::nullopt;

  const WallTime now = ports_.clock.wall_now();
  const Day today = settings_.zone.day(now);
  Seen seen;
  seen.read_at = now;
  seen.body_hash = fnv1a(visit.body);
  const bool as_before = last && last->body_hash == seen.body_hash && settings_.zone.day(last->read_at) == today;
  if (as_before) {
    seen.reading = std::move(last->reading);
    co_return seen;
  }
  PageSource source;
  source.body = std::move(visit.body);
  source.content_type = std::move(visit.content_type);
  source.url = visit.result.final_url.empty() ? url.text() : visit.result.final_url;
  source.today = today;
  seen.reading = co_await ports_.reader.read(std::move(source));
  seen.reading.identity = nullptr;  // Ten thousand of these are kept.
  co_return seen;
}

void HomeWatch::settle(Entry& entry, WallTime now) {
  const Day today = settings_.zone.day(now);
  const FreshnessJudgement judgement = judge(entry.last->reading, today, settings_.rule);
  if (judgement.freshness == Freshness::unknown) return;
  const bool first_and_fresh = entry.state == Freshness::unknown && !severity_of(judgement.freshness);
  if (judgement.freshness != entry.state && !first_and_fresh)
    spdlog::info("event=home_page site={} state={} days={}", entry.site->id, column_state(judgement.freshness),
                 judgement.days);
  entry.state = judgement.freshness;
  if (!wants_updates(*entry.site) || judgement.freshness == Freshness::undated) return;
  if (severity_of(judgement.freshness)) {
    ports_.alerts.raise(condition_of(entry, judgement));
    return;
  }
  Facts facts;
  facts.values["newest"] = day_fact(*entry.last->reading.newest);
  facts.values["url"] = entry.site->home_urls.front().text();
  facts.values["read_at"] = now;
  ports_.alerts.clear(stale_identity(entry.site->id), Ending::recovered, now, std::move(facts));
}

AlertCondition HomeWatch::condition_of(const Entry& entry, const FreshnessJudgement& judgement) const {
  const PageReading& reading = entry.last->reading;
  AlertCondition condition;
  condition.identity = stale_identity(entry.site->id);
  condition.severity = *severity_of(judgement.freshness);
  condition.sponsor = entry.site->sponsor;
  condition.portal = entry.site->portal;
  condition.starts = settings_.zone.at(step_began(judgement.freshness, *reading.newest, settings_.rule), Duration{0});
  FactRow& values = condition.facts.values;
  values["site"] = entry.site->name;
  values["url"] = entry.site->home_urls.front().text();
  values["newest"] = day_fact(*reading.newest);
  values["days"] = std::int64_t{judgement.days};
  values["items"] = std::int64_t{reading.items};
  values["dated"] = std::int64_t{reading.dated_items};
  values["read_at"] = entry.last->read_at;
  values["rule_set"] = settings_.rule_set;
  values["soon"] = judgement.freshness == Freshness::soon;
  values["long_stale"] = judgement.freshness == Freshness::long_stale;
  values["stale_days"] = std::int64_t{settings_.rule.stale_days};
  std::vector<FactRow>& rows = condition.facts.lists["newest_items"];
  for (const Item& item : reading.newest_items) {
    if (!item.date) continue;
    rows.push_back({{"date", day_fact(*item.date)}, {"title", item.title}});
  }
  return condition;
}

void HomeWatch::schedule(const SiteId& id, Entry& entry, SteadyTime due) {
  entry.due = due;
  due_.push({due, &id});
}

void HomeWatch::drop_alert(const SiteId& site) {
  ports_.alerts.clear(stale_identity(site), Ending::unmonitored, ports_.clock.wall_now(), {});
}

SteadyTime HomeWatch::first_due(const SiteId& site) const {
  const auto interval = static_cast<std::uint64_t>(settings_.interval.count());
  return ports_.clock.steady_now() + Duration{static_cast<std::int64_t>(fnv1a(site) % interval)};
}

}  // namespace sitewatch::freshness
