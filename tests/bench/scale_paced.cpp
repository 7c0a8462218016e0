// A thousand probes a second over a thousand host names, and the bare loop at the same pace.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "bench/bare_loop.h"
#include "bench/scale.h"
#include "bench/scale_daemon.h"
#include "bench/scale_files.h"
#include "support/dns_server.h"
#include "support/tls_authority.h"

namespace sitewatch::bench {
namespace {

using Steady = std::chrono::steady_clock;

struct Reading {
  Steady::time_point at;
  double cpu = 0;
  double good = 0;
  double all = 0;
  Lag lag;
};

Reading scrape(const RunningDaemon& daemon) {
  const std::string metrics = daemon.get("/metrics").body;
  const std::string probes = "sitewatch_probes_total";
  return {Steady::now(), daemon.cpu_seconds(), sum_of(metrics, probes, "verdict=\"good\""), sum_of(metrics, probes),
          Lag::of(metrics)};
}

/// CPU milliseconds of one visit of the bare loop at this pace, in a process of its own.
double bare_milliseconds(const LoopPlan& plan) {
  const pid_t child = fork();
  if (child == 0) _exit(run_bare_loop(plan).failed == 0 ? 0 : 1);
  rusage usage{};
  int status = 0;
  wait4(child, &status, 0, &usage);
  if (status != 0) std::printf("paced: the bare loop had failed visits\n");
  const auto seconds = [](const timeval& time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
  return (seconds(usage.ru_utime) + seconds(usage.ru_stime)) / double(plan.visits) * 1000;
}

}  // namespace

void measure_paced(const ScalePlan& plan) {
  DnsServer dns;
  dns.set("*", DnsRule::addresses({"127.0.0.1"}));
  const TlsIdentity identity = TlsAuthority{}.issue({});
  const WebPeer web = start_nginx(plan.folder, 90'000, identity.chain, identity.key);

  LoopPlan bare;
  bare.url_pattern = "http://site%d.example:" + std::to_string(web.http) + "/";
  bare.hosts = plan.sites;
  bare.visits = static_cast<std::size_t>(plan.sites) * static_cast<std::size_t>(plan.seconds) / 2;
  bare.per_second = plan.sites;
  bare.dns_server = dns.endpoint();

  WatchFiles files;
  files.folder = plan.folder;
  files.sites = plan.sites;
  files.sponsors = plan.sites / 5 + 1;
  files.http_port = web.http;
  files.dns_server = dns.endpoint();
  files.probe = "interval: 1s, timeout: 900ms, per_address: 256";  // All names lead to one address.

  const double bare_before = bare_milliseconds(bare);
  double ours = 0;
  {
    const RunningDaemon daemon{plan.program, write_watch_files(files), plan.folder + "/daemon.log"};
    pause_for(5);
    const Reading from = scrape(daemon);
    pause_for(plan.seconds);
    const Reading to = scrape(daemon);
    const double elapsed = std::chrono::duration<double>(to.at - from.at).count();
    const double visits = to.all - from.all;
    const Lag lag = to.lag.since(from.lag);
    ours = (to.cpu - from.cpu) / visits * 1000;
    std::printf("paced: %d sites for %.1f s: %.0f visits of %.0f expected (%+.0f), %.0f not good   %s\n", plan.sites,
                elapsed, visits, elapsed * plan.sites, visits - elapsed * plan.sites, visits - (to.good - from.good),
                machine_load().c_str());
    std::printf("paced: scheduler lag mean %.2f ms, p50 %.2f ms, p99 %.2f ms (target < 10 ms), %.3f %% above 10 ms\n",
                lag.mean() * 1000, lag.quantile(0.5) * 1000, lag.quantile(0.99) * 1000,
                lag.above(0.01) / lag.visits() * 100);
  }
  const double bare_after = bare_milliseconds(bare);
  const double theirs = (bare_before + bare_after) / 2;
  std::printf("paced: CPU a probe: bare loop %.3f ms (before %.3f, after %.3f), sitewatchd %.3f ms, ratio %.2f\n",
              theirs, bare_before, bare_after, ours, ours / theirs);
}

}  // namespace sitewatch::bench
