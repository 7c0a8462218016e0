// The daemon's own small loops: store, baseline, status line, watchdog.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "app/parts.h"
#include "app/watchdog.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;

/// A part that turns every second may be late by this much before it counts as stuck.
constexpr auto standstill = 60s;

bool all_visited(const SiteBoard& board) {
  return std::all_of(board.rows().begin(), board.rows().end(), [](const SiteRow& row) {
    return std::all_of(row.targets.begin(), row.targets.end(), [](const TargetRow& each) { return each.last != nullptr; });
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
      {"store_writer", [this](SteadyTime now) { return now - std::max(writer.last_turn(), started_steady) < standstill; }},
      {"mail", [this](SteadyTime now) { return alerts.alive(now); }},
  };
  tasks.spawn("watchdog", run_watchdog(adapters.clock, adapters.service, std::move(watched), [](const std::string& name) {
                spdlog::error("watchdog part={} stands_still", name);
              }));
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
  const SteadyTime latest = started_steady + 2 * longest_interval(*config) + config->probe.policy.timeout;
  while (!all_visited(board) && adapters.clock.steady_now() < latest)
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
