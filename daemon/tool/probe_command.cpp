#include "tool/probe_command.h"

#include <iostream>

#include "tool/probe_report.h"

namespace sitewatch {

namespace {

constexpr int all_good = 0;
constexpr int any_bad = 1;
constexpr int wrong_usage = 2;
constexpr int some_unknown = 3;

int refuse(const std::string& message) {
  std::cerr << "sitewatch probe: " << message << '\n';
  return wrong_usage;
}

struct Outcome {
  int exit_code = all_good;
  void take(Verdict verdict) {
    if (verdict == Verdict::bad) exit_code = any_bad;
    if (verdict == Verdict::unknown && exit_code == all_good) exit_code = some_unknown;
  }
};

}  // namespace

int run_probe(const ProbeCommand& command) {
  if (command.urls.empty()) return refuse("name at least one address");
  const auto zone = Zone::named(command.time_zone);
  if (!zone) return refuse(zone.error().message);
  const auto visits = tool::Visits::open(command.visits);
  if (!visits) return refuse(visits.error().message);
  std::vector<Site> sites;
  for (const std::string& address : command.urls) {
    Result<Site> site = (*visits)->site_of(address);
    if (!site) return refuse(site.error().message);
    sites.push_back(std::move(*site));
  }

  const Catalogue catalogue = Catalogue::of(language_named(command.language).value_or(Language::zh_cn), *zone);
  Outcome outcome;
  for (std::size_t index = 0; index < sites.size(); ++index) {
    ProbeReport report;
    const Visit visit = (*visits)->visit(sites[index], sites[index].home_urls.front(), &report);
    outcome.take(visit.result.verdict);
    const std::string& asked = command.urls[index];
    std::cout << (command.json ? report.json(asked, visit.result, catalogue)
                               : report.words(asked, visit.result, catalogue))
              << std::flush;
  }
  return outcome.exit_code;
}

}  // namespace sitewatch
