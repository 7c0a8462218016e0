// The daemon at scale, as a process of its own: a steady thousand probes a second, ten thousand sites, five thousand
// outages.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "bench/scale.h"

int main(int argc, char** argv) {
  using namespace sitewatch::bench;
  CLI::App command{"Measures the daemon at scale"};
  command.fallthrough();  // Options may come after the subcommand.
  ScalePlan plan;
  plan.program = (std::filesystem::path{argv[0]}.parent_path() / "sitewatchd").string();
  command.add_option("--daemon", plan.program, "The sitewatchd to measure");
  command.add_option("--sites", plan.sites, "Sites, in place of the usual number");
  command.add_option("--seconds", plan.seconds, "How long it is watched");
  bool keep = false;
  command.add_flag("--keep", keep, "Keep the folder, with the daemon's log");
  const auto* const paced = command.add_subcommand("paced", "One probe a second and site");
  const auto* const district = command.add_subcommand("district", "Start, memory and scrapes with a week of history");
  const auto* const outage = command.add_subcommand("outage", "Mails when all sites fail at once");
  const auto* const columns = command.add_subcommand("columns", "Ten columns a site beside probes over HTTPS");
  command.require_subcommand(1);
  CLI11_PARSE(command, argc, argv);

  char folder[] = "/tmp/sitewatch-bench-XXXXXX";
  if (!mkdtemp(folder)) return 1;
  plan.folder = folder;
  const auto run = [&](const CLI::App* which, int sites, int seconds, void (*measure)(const ScalePlan&)) {
    if (!which->parsed()) return;
    if (plan.sites == 0) plan.sites = sites;
    if (plan.seconds == 0) plan.seconds = seconds;
    measure(plan);
  };
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  try {
    run(paced, 1'000, 60, measure_paced);
    run(district, 10'000, 300, measure_district);
    run(outage, 5'000, 60, measure_outage);
    run(columns, 10'000, 300, measure_columns);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  if (!keep) std::filesystem::remove_all(folder);
  if (keep) std::printf("kept %s\n", folder);
  return 0;
}
