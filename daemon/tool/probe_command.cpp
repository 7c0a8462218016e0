#include "tool/probe_command.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <iostream>
#include <optional>

#include "adapters/asio_clock.h"
#include "adapters/cares_resolver.h"
#include "adapters/curl_http_client.h"
#include "config/load.h"
#include "probe/site_visitor.h"
#include "text/host_name.h"
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

/// The configured site whose home page this is, else one with the defaults.
Site site_of(const Url& url, const Config& config) {
  for (const Site& each : config.sites)
    if (std::find(each.home_urls.begin(), each.home_urls.end(), url) != each.home_urls.end()) return each;
  Site site;
  site.id = url.host;
  site.home_urls = {url};
  site.probe = config.probe.policy;
  return site;
}

Result<std::vector<Site>> sites_of(const ProbeCommand& command, const Config& config) {
  std::vector<Network> networks;
  for (const std::string& text : command.allow_networks) {
    const auto network = Network::parse(text);
    if (!network) return failure("not a network, such as 10.0.0.0/8: " + text);
    networks.push_back(*network);
  }
  std::vector<Site> sites;
  for (const std::string& text : command.urls) {
    const bool has_scheme = text.find("://") != std::string::npos;
    const Result<Url> url = parse_url(has_scheme ? text : "http://" + text);
    if (!url) return failure(text + ": " + url.error().message);
    Site site = site_of(*url, config);
    site.allow_networks.insert(site.allow_networks.end(), networks.begin(), networks.end());
    site.home_urls = {*url};
    sites.push_back(std::move(site));
  }
  return sites;
}

std::vector<std::string> dns_servers(const ProbeCommand& command, const Config& config) {
  std::vector<std::string> servers;
  for (const std::string& text : command.dns_servers) {
    const auto numeric = Address::parse(text);
    if (!numeric) {
      servers.push_back(text);
    } else {
      servers.push_back(numeric->family == Family::ipv6 ? "[" + text + "]:53" : text + ":53");
    }
  }
  if (servers.empty())
    for (const Endpoint& each : config.dns_servers) servers.push_back(each.text());
  return servers;
}

/// All that a visit needs, on one loop.
struct Workshop {
  boost::asio::io_context& loop;
  AsioClock clock;
  std::unique_ptr<CaresResolver> resolver;
  std::unique_ptr<CurlHttpClient> http;
};

struct Outcome {
  int exit_code = all_good;
  void take(Verdict verdict) {
    if (verdict == Verdict::bad) exit_code = any_bad;
    if (verdict == Verdict::unknown && exit_code == all_good) exit_code = some_unknown;
  }
};

Task<void> explain(Workshop& workshop, const std::vector<Site>& sites, const VisitSettings& settings,
                   const ProbeCommand& command, const Catalogue& catalogue, Outcome& outcome) {
  for (std::size_t index = 0; index < sites.size(); ++index) {
    const Site& site = sites[index];
    SiteVisitor visitor{workshop.clock, *workshop.resolver, *workshop.http, settings};
    ProbeReport report;
    visitor.listen(&report);
    Url url = site.home_urls.front();
    const Visit visit = co_await visitor.visit(site, std::move(url), VisitKind::manual);
    outcome.take(visit.result.verdict);
    const std::string& asked = command.urls[index];
    std::cout << (command.json ? report.json(asked, visit.result, catalogue)
                               : report.words(asked, visit.result, catalogue))
              << std::flush;
  }
}

int run(const ProbeCommand& command, const Config& config, const std::vector<Site>& sites) {
  boost::asio::io_context loop;
  Workshop workshop{loop, AsioClock{loop.get_executor()}, nullptr, nullptr};
  auto resolver = CaresResolver::open(loop.get_executor(), dns_servers(command, config));
  if (!resolver) return refuse(resolver.error().message);
  workshop.resolver = std::move(*resolver);
  CurlHttpClientOptions options;
  options.trust_file = config.probe.trust_file;
  auto http = CurlHttpClient::open(loop.get_executor(), std::move(options));
  if (!http) return refuse(http.error().message);
  workshop.http = std::move(*http);

  const auto zone = Zone::named(command.time_zone);
  if (!zone) return refuse(zone.error().message);
  const Catalogue catalogue = Catalogue::of(language_named(command.language).value_or(Language::zh_cn), *zone);
  const VisitSettings settings{config.probe.user_agent.empty() ? "sitewatch" : config.probe.user_agent, 1, 8, 12};
  Outcome outcome;
  std::exception_ptr error;
  boost::asio::co_spawn(loop, explain(workshop, sites, settings, command, catalogue, outcome),
                        [&](std::exception_ptr thrown) {
                          error = std::move(thrown);
                          loop.stop();
                        });
  loop.run();
  if (error) std::rethrow_exception(error);
  return outcome.exit_code;
}

}  // namespace

int run_probe(const ProbeCommand& command) {
  if (command.urls.empty()) return refuse("name at least one address");
  Config config;
  if (!command.config.empty()) {
    auto loaded = load_config(command.config);
    if (!loaded) {
      for (const Mistake& each : loaded.error()) std::cerr << each.text() << '\n';
      return wrong_usage;
    }
    config = std::move(*loaded);
  }
  const Result<std::vector<Site>> sites = sites_of(command, config);
  if (!sites) return refuse(sites.error().message);
  return run(command, config, *sites);
}

}  // namespace sitewatch
