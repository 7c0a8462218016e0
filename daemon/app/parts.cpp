#include "app/parts.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "app/settings_of.h"

namespace sitewatch {
namespace {

/// What a task's exception says, for the log.
std::string words_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& failure) {
    return failure.what();
  } catch (...) {
    return "an exception of no known kind";
  }
}

metrics::NotificationResult notification_result(std::string_view word) {
  using enum metrics::NotificationResult;
  if (word == "sent") return sent;
  if (word == "temporary") return temporary;
  if (word == "uncertain") return uncertain;
  if (word == "trial") return trial;
  if (word == "no_address") return no_address;
  return parked;
}

}  // namespace

App::Parts::Parts(App& owner, boost::asio::io_context& the_loop, Adapters the_adapters, Options the_options,
                  std::shared_ptr<const Config> the_config)
    : loop(the_loop),
      adapters(std::move(the_adapters)),
      options(std::move(the_options)),
      tasks(loop.get_executor(),
            [this](const std::string& name, const std::exception_ptr& error) {
              options.on_failure("task " + name + " ended: " + words_of(error));
            }),
      config(std::move(the_config)),
      started(adapters.clock.wall_now()),
      started_steady(adapters.clock.steady_now()),
      loop_turned(started_steady),
      metrics(options.version),
      writer({adapters.clock, adapters.visits}, board),
      alerts({adapters.clock, adapters.alerts, mailer, tasks}, alert_settings(*config, started),
             alert::Hooks{
                 .count_notification =
                     [this](std::string_view receiver, std::string_view result) {
                       metrics.notification(receiver, notification_result(result));
                     },
                 .corrected =
                     [this](const Alert& alert) {
                       if (alert.identity.alert != AlertName::SiteDown) return;
                       const WallTime end = alert.ends.value_or(adapters.clock.wall_now());
                       tasks.spawn("leave_out", leave_out(alert.identity.site, {alert.starts, end}));
                     },
                 .maintenance_changed =
                     [this](const Maintenance& each) { tasks.spawn("leave_out", leave_out(each.site, each.span)); },
                 .upcoming = [this](WallTime until) { return upcoming_deadlines(desk, adapters.clock, config, until); },
                 .form_link = [this](const SponsorId& sponsor, Period period) -> std::string {
                   std::string base = config->public_url;
                   if (base.empty()) return {};
                   while (base.ends_with('/')) base.pop_back();
                   // A report that was extended or given back outlives its month: a fresh link is good for two weeks.
                   const WallTime expires =
                       std::max(desk.form_expires(period), adapters.clock.wall_now() + date::days{14});
                   return base + "/report/" + adapters.links.token({sponsor, period, expires});
                 },
             }),
      own_network(alerts),
      router({adapters.clock, alerts, alerts, writer}, board,
             [this](const ProbeResult& result) { metrics.probe(result.verdict, result.reason); }),
      prober({adapters.clock, resolver, http, tasks, router}, probe_settings(*config),
             {.lag = [this](Duration lag) { metrics.lag(lag); },
              .own_network = [this](bool up, WallTime since) { own_network.changed(up, since); }}),
      column_watch({adapters.clock, prober, adapters.pages, adapters.observations, alerts, tasks}, site_list(),
                   watch_settings(*config)),
      view({board, alerts, adapters.visits, adapters.observations, adapters.clock,
            [this](const SiteId& site) { return column_watch.content(site); }, [this] { return daemon_view(); }}),
      desk({adapters.clock, adapters.filings, alerts, tasks, &view}, duty_settings(config, started)),
      reloads(adapters.clock, tasks, [this] { return reload_once(); }) {
  board.replace(config);
  if (!options.serve) return;
  web = std::make_unique<web::Server>(web::Ports{loop, adapters.clock, tasks, view, alerts, desk, adapters.sheets,
                                                 adapters.links, adapters.entropy, owner, metrics,
                                                 [](std::string_view line) { spdlog::warn("web {}", line); }});
}

WallTime App::Parts::effective_from(const Config& of) const {
  return of.effective_from.value_or(known.first_start.value_or(started));
}

Task<Result<void>> App::Parts::restore_sites() {
  Result<SiteRegister> loaded = co_await adapters.sites.load();
  if (!loaded) co_return tl::unexpected(loaded.error());
  known = std::move(*loaded);
  if (!known.first_start) known.first_start = started;
  Result<void> adopted = co_await adopt_former_ids();
  if (!adopted) co_return adopted;
  std::vector<SiteId> gone;
  for (const KnownSite& each : known.sites)
    if (!each.removed_at && !board.find(each.id)) gone.push_back(each.id);
  Result<void> noted = co_await note_sites(gone);
  co_return noted;
}

Task<Result<void>> App::Parts::restore_visits() {
  Result<VisitHistory> history = co_await adapters.visits.load();
  if (!history) co_return tl::unexpected(history.error());
  for (const TargetState& each : history->states) board.restore(each);
  for (const VisitRow& each : history->visits_since) router.replay(each);
  co_return Result<void>{};
}

Task<Result<void>> App::Parts::restore_flows() {
  Result<AlertHistory> told = co_await adapters.alerts.load();
  if (!told) co_return tl::unexpected(told.error());
  Result<std::vector<Observation>> observed = co_await adapters.observations.load();
  if (!observed) co_return tl::unexpected(observed.error());
  Result<CampaignHistory> duties =
      co_await adapters.filings.load(campaign::oldest_period(config->time_zone.day(started)));
  if (!duties) co_return tl::unexpected(duties.error());

  alerts.reconfigure(alert_settings(*config, effective_from(*config)));
  alerts.start(std::move(*told), known.baseline_sent.has_value());
  // Visits after alerts: a visit in a maintenance does not count, and the alert flow knows the maintenances.
  Result<void> visits = co_await restore_visits();
  if (!visits) co_return visits;
  end_orphaned_alerts();
  router.reconcile(started);
  desk.reconfigure(duty_settings(config, effective_from(*config)));
  desk.start(std::move(*duties));
  column_watch.start(std::move(*observed));
  co_return Result<void>{};
}

Task<Result<void>> App::Parts::start() {
  Result<NetworkAdapters> network = co_await adapters.make_network(config);
  if (!network) co_return tl::unexpected(network.error());
  resolver.use(network->resolver);
  http.use(network->http);
  mailer.use(network->mailer);
  web::PreparedServer door;
  if (web) {
    Result<web::PreparedServer> prepared = web->prepare(web_settings(*config, adapters.local_token));
    if (!prepared) co_return tl::unexpected(prepared.error());
    door = std::move(*prepared);
  }
  Result<void> sites = co_await restore_sites();
  if (!sites) co_return sites;
  Result<void> flows = co_await restore_flows();
  if (!flows) co_return flows;
  prober.start(site_list());
  start_loops();
  if (web) port = web->adopt(std::move(door));
  note_reload(true);
  co_return Result<void>{};
}

Task<void> App::Parts::leave_out(SiteId site, TimeSpan span) {
  router.leave_out(site, span);
  // A failed visit of this second is not in the store yet.
  co_await writer.write_waiting();
  const Result<std::vector<FailedVisit>> visits = co_await adapters.visits.leave_out(site, span);
  if (visits) {
    router.leave_out(*visits);
    co_return;
  }
  spdlog::error("statistics site={} not_left_out=\"{}\"", site, visits.error().message);
}

DaemonView App::Parts::daemon_view() const {
  const SteadyTime now = adapters.clock.steady_now();
  const StoreStatus store = adapters.store_status();
  const alert::OutboxCounts outbox = alerts.outbox();
  DaemonView view_now;
  view_now.own_network_up = prober.own_network_up();
  view_now.store_writable = store.writable && writer.writable();
  view_now.store_notice = store.needs_operator;
  view_now.mail_alive = alerts.alive(now);
  view_now.mail_blocked = alerts.mail_blocked();
  view_now.scheduler_lagging = prober.behind() > config->probe.policy.interval;
  view_now.outbox_pending = outbox.pending;
  view_now.outbox_parked = outbox.parked;
  view_now.outbox_oldest = outbox.oldest;
  view_now.last_reload_ok = last_reload_ok;
  view_now.last_reload = last_reload;
  if (config->calendar_expected) {
    const date::year year = config->time_zone.day(adapters.clock.wall_now()).year();
    for (const date::year each : {year, year + date::years{1}})
      view_now.calendar_years.emplace_back(int{each}, config->workdays.knows_year(each));
  }
  view_now.log_lines_dropped = adapters.log_lines_dropped();
  view_now.started = started;
  view_now.now = adapters.clock.wall_now();
  return view_now;
}

}  // namespace sitewatch
