// Ten thousand sites with a week of stored history: start, memory, scrapes, pages.
#include <cstdio>
#include <filesystem>
#include <vector>

#include "bench/scale.h"
#include "bench/scale_daemon.h"
#include "bench/scale_history.h"
#include "bench/scale_peers.h"

namespace sitewatch::bench {
namespace {

constexpr int rounds = 9;

/// The median time of a path, and what it answers.
void print_answer(const RunningDaemon& daemon, const char* path, bool gzip, const char* target) {
  std::vector<double> times;
  HttpAnswer answer;
  const double cpu = daemon.cpu_seconds();
  for (int i = 0; i < rounds; ++i) {
    answer = daemon.get(path, gzip);
    times.push_back(answer.seconds);
  }
  std::printf("district: %-14s %-6s %3ld  %8.1f kB  median %.3f s of %d, CPU %.3f s%s   %s\n", path,
              gzip ? "gzip" : "plain", answer.status, double(answer.body.size()) / 1000, median_of(times), rounds,
              (daemon.cpu_seconds() - cpu) / rounds, target, machine_load().c_str());
}

/// Lag of the visits of some seconds, in which /metrics is asked for again and again or not at all.
Lag lag_of(const RunningDaemon& daemon, double seconds, bool scraping) {
  const Lag before = Lag::of(daemon.get("/metrics").body);
  double spent = 0;
  int scrapes = 0;
  while (scraping && spent < seconds) {
    spent += daemon.get("/metrics", scrapes % 2 == 1).seconds;
    ++scrapes;
  }
  if (!scraping) pause_for(seconds);
  const Lag lag = Lag::of(daemon.get("/metrics").body).since(before);
  std::printf("district: lag of %.0f visits %s: mean %.2f ms, p50 %.2f ms, p99 %.2f ms, %.1f %% above 10 ms   %s\n",
              lag.visits(), scraping ? "while scraping without pause" : "without scrapes", lag.mean() * 1000,
              lag.quantile(0.5) * 1000, lag.quantile(0.99) * 1000, lag.above(0.01) / lag.visits() * 100,
              machine_load().c_str());
  return lag;
}

double empty_daemon_kb(const ScalePlan& plan, WatchFiles files) {
  files.folder = plan.folder + "/empty";
  files.sites = 0;
  std::filesystem::create_directories(files.folder);
  const RunningDaemon daemon{plan.program, write_watch_files(files), files.folder + "/daemon.log"};
  pause_for(2);
  (void)daemon.get("/metrics");
  std::printf("district: empty daemon: ready after %.3f s, %.0f kB resident\n", daemon.start_seconds(),
              daemon.resident_kb());
  return daemon.resident_kb();
}

}  // namespace

void measure_district(const ScalePlan& plan) {
  const ScalePeers peers{plan.folder};
  WatchFiles files = peers.files(plan.folder, plan.sites);
  files.probe = "interval: " + std::to_string(plan.seconds) + "s, timeout: 15s, per_address: 64";
  files.to_migrate = true;
  const std::string config = write_watch_files(files);
  write_history(plan.folder + "/state", plan.sites);
  const double empty = empty_daemon_kb(plan, files);
  const auto per_site = [&](double kilobytes) { return (kilobytes - empty) / plan.sites; };

  std::vector<double> starts;
  for (int i = 0; i < 4; ++i) {
    const RunningDaemon daemon{plan.program, config, plan.folder + "/daemon.log"};
    starts.push_back(daemon.start_seconds());
    std::printf("district: %d sites: ready after %.3f s, %.2f s of CPU (target < 1 s)   %s\n", plan.sites,
                daemon.start_seconds(), daemon.cpu_seconds(), machine_load().c_str());
  }
  const RunningDaemon daemon{plan.program, config, plan.folder + "/daemon.log"};
  starts.push_back(daemon.start_seconds());
  std::printf("district: ready after %.3f s, median of %zu starts (target < 1 s)\n", median_of(starts), starts.size());
  std::printf("district: %.0f kB resident when ready: %.2f kB a site (target < 4 kB)\n", daemon.resident_kb(),
              per_site(daemon.resident_kb()));
  pause_for(plan.seconds + 5);
  std::printf("district: %.0f kB resident with every site visited: %.2f kB a site (target < 4 kB)\n",
              daemon.resident_kb(), per_site(daemon.resident_kb()));

  print_answer(daemon, "/metrics", false, " (target < 0.2 s)");
  print_answer(daemon, "/metrics", true, " (target < 0.2 s)");
  print_answer(daemon, "/", false, "");
  print_answer(daemon, "/", true, "");
  print_answer(daemon, "/api/v1/sites", false, "");
  print_answer(daemon, "/api/v1/sites", true, "");
  std::printf("district: %.0f kB resident after these: %.2f kB a site\n", daemon.resident_kb(),
              per_site(daemon.resident_kb()));
  (void)lag_of(daemon, 30, false);
  (void)lag_of(daemon, 30, true);
}

}  // namespace sitewatch::bench
