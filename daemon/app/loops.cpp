// The daemon's own small loops: store, baseline, status line, watchdog.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "app/parts.h"
#include "app/watchdog.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;

/// A first look is over when it led to a state, or to the insight that there is none to be had.
bool all_looked_at(const SiteBoard& board) {
  const auto looked_at = [](const TargetRow& each) {
    return each.last && (each.health.state != HealthState::unknown || each.last->verdict == Verdict::unknown);
  };
  return std::all_of(board.rows().begin(), board.rows().end(), [&](const SiteRow& row) {
    return std::all_of(row.targets.begin(), row.targets.end(), looked_at);
  });
}

Duration longest_interval(const Config& config) {
  Duration longest = config.probe.policy.interval;
  for (const Site& each : config.sites) longest = std::max(longest, each.probe.interval);
  return longest;
}

}  // namespace

void App::Parts::start_loops() {
  tasks.spawn("visit_writer", writer.run());
  tasks.spawn("store_watch", watch_store());
  tasks.spawn("status_line", tell_status());
  if (!alerts.baseline_done()) tasks.spawn("baseline", await_baseline());
  std::vector<Watched> watched{
      {"store_writer", [this](SteadyTime now) { return writer.alive(now); }},
      {"mail", [this](SteadyTime now) { return alerts.alive(now); }},
  };
  tasks.spawn("watchdog",
              run_watchdog(adapters.clock, adapters.service, std::move(watched),
                           [](const std::string& name) { spdlog::error("watchdog part={} stands_still", name); }));
}

Task<void> App::Parts::watch_store() {
  bool was_writable = true;
  while (true) {
    co_await adapters.clock.sleep_until(adapters.clock.steady_now() + 5s);
    const StoreStatus status = adapters.store_status();
    if (status.beyond_help) {
      options.on_failure("the store cannot be trusted any more; a restart will look at it");
      co_return;
    }
    const bool writable = status.writable && writer.writable();
    if (writable != was_writable) {
      if (writable) spdlog::info("store writable=true");
      if (!writable) spdlog::error("store writable=false: nothing is acknowledged until the disk takes data again");
    }
    was_writable = writable;
    if (!status.writable) (void)co_await adapters.check_store();
  }
}

Task<void> App::Parts::await_baseline() {
  // Two intervals, and the re-checks that a bad first visit is owed.
  const SteadyTime latest = started_steady + 2 * longest_interval(*config) + 5min;
  while (!all_looked_at(board) && adapters.clock.steady_now() < latest)
    co_await adapters.clock.sleep_until(adapters.clock.steady_now() + 1s);
  alerts.baseline_complete();
}

Task<void> App::Parts::tell_status() {
  while (true) {
    const auto& rows = board.rows();
    const auto down = std::count_if(rows.begin(), rows.end(), [](const SiteRow& row) {
      return row.targets.front().health.state == HealthState::down;
    });
    adapters.service.status(fmt::format("{} sites, {} down, own network {}, {} mails waiting", rows.size(), down,
                                        prober.own_network_up() ? "up" : "lost", alerts.outbox().pending));
    co_await adapters.clock.sleep_until(adapters.clock.steady_now() + 10s);
  }
}

}  // namespace sitewatch
