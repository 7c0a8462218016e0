// Ten thousand sites with ten columns each: home pages hourly, columns every six hours, beside availability probes over
// HTTPS every five minutes.
#include <cstdio>

#include "bench/scale.h"
#include "bench/scale_daemon.h"
#include "bench/scale_peers.h"

namespace sitewatch::bench {

void measure_columns(const ScalePlan& plan) {
  const ScalePeers peers{plan.folder};
  WatchFiles files = peers.files(plan.folder, plan.sites);
  files.https_port = peers.web.https;
  files.columns = 10;
  files.probe = "interval: 5m, timeout: 15s, per_address: 64";
  const RunningDaemon daemon{plan.program, write_watch_files(files), plan.folder + "/daemon.log"};
  std::printf("columns: %d sites, %d columns: ready after %.2f s, %.0f kB resident\n", files.sites,
              files.sites * files.columns, daemon.start_seconds(), daemon.resident_kb());
  pause_for(10);  // The start itself is not the watch.
  const std::string before = daemon.get("/metrics").body;
  const double cpu = daemon.cpu_seconds();
  pause_for(plan.seconds);
  const double cores = (daemon.cpu_seconds() - cpu) / plan.seconds;
  const std::string after = daemon.get("/metrics").body;
  const Lag lag = Lag::of(after).since(Lag::of(before));
  const auto seen = [](const std::string& metrics) { return sum_of(metrics, "sitewatch_column_state"); };
  std::printf("columns: in %d s: %.0f probes and %.0f pages read: %.3f of a core (target < 0.15)   %s\n", plan.seconds,
              lag.visits(), seen(after) - seen(before), cores, machine_load().c_str());
  std::printf("columns: lag mean %.2f ms, p99 %.2f ms (target < 20 ms); %.0f kB resident\n", lag.mean() * 1000,
              lag.quantile(0.99) * 1000, daemon.resident_kb());
}

}  // namespace sitewatch::bench
