// CPU seconds of one probe: a bare libcurl loop, this daemon whole, and blackbox_exporter, in alternating runs.
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <vector>

#include "bench/bare_loop.h"
#include "bench/daemon_loop.h"
#include "bench/peers.h"
#include "support/dns_server.h"
#include "support/tls_authority.h"

namespace {

using namespace sitewatch;
using namespace sitewatch::bench;

struct Cost {
  double milliseconds = 0;  ///< CPU of one visit.
  std::size_t failed = 0;
};

/// Runs `side` in a process of its own and charges it with all CPU time from the first visit that counts to its end.
template <class Side>
Cost cost_of(std::size_t visits, Side side) {
  int channel[2];
  if (pipe(channel) != 0) throw std::runtime_error("pipe");
  const pid_t child = fork();
  if (child == 0) {
    const LoopCount count = side();
    const bool written = write(channel[1], &count, sizeof count) == sizeof count;
    _exit(written ? 0 : 1);
  }
  close(channel[1]);
  LoopCount count;
  if (read(channel[0], &count, sizeof count) != sizeof count) count.failed = visits;
  close(channel[0]);
  rusage usage{};
  int status = 0;
  wait4(child, &status, 0, &usage);
  const auto seconds = [](const timeval& time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
  const double charged = seconds(usage.ru_utime) + seconds(usage.ru_stime) - count.warm_cpu;
  return {charged / double(visits) * 1000, count.failed};
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct World {
  std::string folder;
  DnsServer dns;
  TlsAuthority authority;
  WebPeer web;
  ExporterPeer blackbox;
};

void compare(World& world, const char* title, const LoopPlan& plan, int pairs, const std::string& pattern) {
  std::vector<double> bare;
  std::vector<double> ours;
  std::vector<double> ratios;
  std::size_t failed = 0;
  for (int i = 0; i < pairs; ++i) {
    const std::string state = world.folder + "/state" + std::to_string(i) + title[0] + std::to_string(pattern.size());
    const Cost theirs = cost_of(plan.visits, [&] { return run_bare_loop(plan); });
    const Cost mine = cost_of(plan.visits, [&] { return run_daemon_loop(plan, state, pattern); });
    bare.push_back(theirs.milliseconds);
    ours.push_back(mine.milliseconds);
    ratios.push_back(mine.milliseconds / theirs.milliseconds);
    failed += theirs.failed + mine.failed;
  }
  std::printf("%-28s bare %.3f ms   sitewatch %.3f ms   ratio %.2f (median of %d pairs)   failed %zu\n", title,
              median(bare), median(ours), median(ratios), pairs, failed);
  std::fflush(stdout);
}

void ask_blackbox(World& world, const char* title, const std::string& target, std::size_t visits) {
  LoopPlan plan;
  plan.url_pattern =
      "http://exporter.example:" + std::to_string(world.blackbox.port) + "/probe?module=http_2xx&n=%d&target=" + target;
  plan.visits = visits;
  plan.dns_server = world.dns.endpoint();
  const double before = world.blackbox.exporter.cpu_seconds();
  const Cost asker = cost_of(visits, [&] { return run_bare_loop(plan); });
  const double used = world.blackbox.exporter.cpu_seconds() - before;
  std::printf("%-28s blackbox_exporter %.3f ms (no look-up, no verification)   failed %zu\n", title,
              used / double(visits) * 1000, asker.failed);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App command{"CPU cost of one probe beside a bare libcurl loop and blackbox_exporter"};
  std::size_t visits = 4000;
  int pairs = 9;
  command.add_option("--visits", visits, "Visits of one run");
  command.add_option("--pairs", pairs, "Alternating pairs");
  CLI11_PARSE(command, argc, argv);
  spdlog::set_level(spdlog::level::warn);

  char folder[] = "/tmp/sitewatch-bench-XXXXXX";
  if (!mkdtemp(folder)) return 1;
  World world;
  world.folder = folder;
  world.dns.set("*", DnsRule::addresses({"127.0.0.1"}));
  LeafSpec leaf;
  leaf.names = {"*.bench.example"};
  const TlsIdentity identity = world.authority.issue(leaf);
  world.web = start_nginx(folder, 90'000, identity.chain, identity.key);
  world.blackbox = start_blackbox(folder);
  std::ofstream{world.folder + "/trust.pem"} << world.authority.certificate();

  LoopPlan plan;
  plan.url_pattern = "http://site%d.bench.example:" + std::to_string(world.web.http) + "/";
  plan.hosts = 1000;
  plan.visits = visits;
  plan.warm_up = 1000;
  plan.dns_server = world.dns.endpoint();
  compare(world, "http, 90 kB", plan, pairs, "");
  compare(world, "http, 90 kB, body pattern", plan, pairs, "Notice number (12|13)45 of the office.*nowhere|</html>");
  ask_blackbox(world, "http, 90 kB", "http://127.0.0.1:" + std::to_string(world.web.http) + "/", visits);

  plan.url_pattern = "https://site%d.bench.example:" + std::to_string(world.web.https) + "/";
  plan.trust_file = world.folder + "/trust.pem";
  plan.visits = visits / 2;
  compare(world, "https, verified, 90 kB", plan, pairs, "");
  ask_blackbox(world, "https, 90 kB", "https://127.0.0.1:" + std::to_string(world.web.https) + "/", visits / 2);
  std::filesystem::remove_all(folder);
  return 0;
}
