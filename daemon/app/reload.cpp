// How a new configuration is taken over: whole, or not at all.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <utility>

#include "app/parts.h"
#include "app/settings_of.h"

namespace sitewatch {

/// What walks over all sites and needs nothing of the loop's: made on a worker. What it takes the place of is left in
/// it, to be freed there.
struct App::Parts::Prepared {
  SiteBoard::Blank board;
  alert::Settings alerts;
  campaign::DutySettings duties;
  freshness::WatchSettings watch;
  std::shared_ptr<const Config> config;
};

Task<std::vector<std::string>> App::Parts::reload_once() {
  adapters.service.reloading();
  std::vector<std::string> mistakes;
  const ConfigOutcome loaded = co_await adapters.load();
  if (!loaded) {
    for (const Mistake& each : loaded.error()) mistakes.push_back(each.text());
  } else {
    const Result<void> taken = co_await take_over(*loaded);
    if (!taken) mistakes.push_back(taken.error().message);
  }
  for (const std::string& each : mistakes) spdlog::error("reload refused: {}", each);
  if (mistakes.empty()) spdlog::info("reload done sites={}", config->sites.size());
  note_reload(mistakes.empty());
  adapters.service.ready();
  co_return mistakes;
}

Task<Result<void>> App::Parts::take_over(std::shared_ptr<const Config> next) {
  if (next->state_dir != config->state_dir)
    co_return failure("state_dir cannot change while the daemon runs: it stays " + config->state_dir +
                      "; restart instead");
  Result<NetworkAdapters> network = co_await adapters.make_network(next);
  if (!network) co_return tl::unexpected(network.error());
  web::PreparedServer door;
  if (web) {
    Result<web::PreparedServer> prepared = web->prepare(web_settings(*next, adapters.local_token));
    if (!prepared) co_return tl::unexpected(prepared.error());
    door = std::move(*prepared);
  }
  const auto prepared = std::make_shared<Prepared>();
  std::function<void()> prepare = [prepared, next, from = effective_from(*next)] {
    prepared->board = SiteBoard::blank(next);
    prepared->alerts = alert_settings(*next, from);
    prepared->duties = duty_settings(next, from);
    prepared->watch = watch_settings(*next);
  };
  const Result<void> made = co_await adapters.on_worker(std::move(prepare));
  if (!made) co_return made;
  // Nothing below fails until the new generation runs.
  const std::vector<SiteId> gone = board.replace(prepared->board);
  co_await use(std::move(next), std::move(*network), *prepared);
  if (web) port = web->adopt(std::move(door));
  end_orphaned_alerts();

  Result<void> adopted = co_await adopt_former_ids();
  Result<void> noted = co_await note_sites(gone);
  if (!adopted) spdlog::error("reload former_ids_not_adopted: {}", adopted.error().message);
  if (!noted) spdlog::error("reload sites_not_noted: {}", noted.error().message);
  std::function<void()> free = [prepared] { *prepared = Prepared{}; };
  const Result<void> freed = co_await adapters.on_worker(std::move(free));
  if (!freed) spdlog::error("reload old_generation_kept: {}", freed.error().message);
  co_return Result<void>{};
}

/// One part a turn, for each walks over all sites. In between a part works on the sites it knows: what it says of one
/// that is gone is heard by nobody.
Task<void> App::Parts::use(std::shared_ptr<const Config> next, NetworkAdapters network, Prepared& prepared) {
  prepared.config = std::move(config);  // Lives until nothing below points into it.
  config = std::move(next);
  resolver.use(std::move(network.resolver));
  http.use(std::move(network.http));
  mailer.use(std::move(network.mailer));
  const std::map<SiteId, SiteId> renamed = new_ids(*config);
  co_await next_turn();
  prepared.alerts = alerts.reconfigure(std::move(prepared.alerts));
  alerts.adopt(renamed);
  co_await next_turn();
  prober.replace(site_list(), probe_settings(*config));
  co_await next_turn();
  freshness::WatchSettings watch = std::exchange(prepared.watch, column_watch.settings());
  co_await column_watch.replace(site_list(), std::move(watch));
  co_await next_turn();
  desk.adopt(renamed);
  prepared.duties = desk.reconfigure(std::move(prepared.duties));
  co_await next_turn();
}

Task<void> App::Parts::next_turn() {
  co_await adapters.clock.sleep_until(adapters.clock.steady_now());
}

std::map<SiteId, SiteId> App::Parts::new_ids(const Config& of) const {
  std::map<SiteId, SiteId> found;
  for (const Site& site : of.sites)
    for (const SiteId& was : site.was)
      if (!board.find(was)) found.emplace(was, site.id);
  return found;
}

Task<Result<void>> App::Parts::adopt_former_ids() {
  const std::shared_ptr<const Config> held = config;
  for (const Site& site : held->sites) {
    for (const SiteId& was : site.was) {
      const auto known_as = [&](const SiteId& id) {
        return std::any_of(known.sites.begin(), known.sites.end(),
                           [&](const KnownSite& each) { return each.id == id; });
      };
      if (!known_as(was) || known_as(site.id)) continue;
      Result<void> adopted = co_await adapters.sites.adopt(was, site.id);
      if (!adopted) co_return adopted;
      for (KnownSite& each : known.sites)
        if (each.id == was) each.id = site.id;
      spdlog::info("site id={} takes over the history of {}", site.id, was);
    }
  }
  co_return Result<void>{};
}

Task<Result<void>> App::Parts::note_sites(const std::vector<SiteId>& gone) {
  const WallTime now = adapters.clock.wall_now();
  SiteRegister changes;
  changes.first_start = known.first_start;
  const std::set<std::string_view> left(gone.begin(), gone.end());
  for (KnownSite& each : known.sites) {
    const bool is_gone = left.contains(each.id);
    if (is_gone == each.removed_at.has_value() || (!is_gone && !board.find(each.id))) continue;
    each.removed_at = is_gone ? std::optional{now} : std::nullopt;
    changes.sites.push_back(each);
  }
  std::vector<SiteId> ids;
  for (const KnownSite& each : known.sites) ids.push_back(each.id);
  std::sort(ids.begin(), ids.end());
  for (const SiteRow& row : board.rows()) {
    if (std::binary_search(ids.begin(), ids.end(), row.site->id)) continue;
    changes.sites.push_back({row.site->id, now, std::nullopt});
    known.sites.push_back(changes.sites.back());
  }
  Result<void> written = co_await adapters.sites.write(std::move(changes));
  co_return written;
}

bool App::Parts::is_still_watched(const AlertIdentity& about) const {
  if (!about.site.empty()) {
    const SiteRow* const row = board.find(about.site);
    return row && row->site->disposition != Disposition::close;
  }
  if (about.sponsor.empty()) return true;
  if (const auto period = Period::parse(about.period); period && !desk.reading(*period).covered) return false;
  const auto& sponsors = config->sponsors;
  return std::any_of(sponsors.begin(), sponsors.end(), [&](const Sponsor& each) { return each.id == about.sponsor; });
}

void App::Parts::end_orphaned_alerts() {
  const WallTime now = adapters.clock.wall_now();
  const Period oldest = campaign::oldest_period(config->time_zone.day(now));
  std::vector<std::pair<AlertIdentity, Ending>> orphaned;
  alerts.each_alert([&](const Alert& alert) {
    if (!alert.firing()) return;
    const auto period = Period::parse(alert.identity.period);
    if (!is_still_watched(alert.identity))
      orphaned.emplace_back(alert.identity, Ending::unmonitored);
    else if (period && *period < oldest)
      orphaned.emplace_back(alert.identity, Ending::lapsed);
  });
  for (const auto& [identity, ending] : orphaned) alerts.clear(identity, ending, now, {});
}

void App::Parts::note_reload(bool successful) {
  last_reload_ok = successful;
  last_reload = adapters.clock.wall_now();
  metrics.reload(successful, *last_reload);
}

}  // namespace sitewatch
