#include "tool/visits.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

#include "adapters/asio_clock.h"
#include "adapters/cares_resolver.h"
#include "adapters/curl_http_client.h"
#include "config/load.h"
#include "text/host_name.h"

namespace sitewatch::tool {

namespace {

Result<Config> config_of(const std::string& path) {
  if (path.empty()) return Config{};
  auto loaded = load_config(path);
  if (loaded) return std::move(*loaded);
  std::string all;
  for (const Mistake& each : loaded.error()) all += (all.empty() ? "" : "\n") + each.text();
  return failure(all);
}

Result<std::vector<Network>> networks_of(const VisitOptions& options) {
  std::vector<Network> networks;
  for (const std::string& text : options.allow_networks) {
    const auto network = Network::parse(text);
    if (!network) return failure("not a network, such as 10.0.0.0/8: " + text);
    networks.push_back(*network);
  }
  return networks;
}

std::vector<std::string> dns_servers(const VisitOptions& options, const Config& config) {
  std::vector<std::string> servers;
  for (const std::string& text : options.dns_servers) {
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

VisitSettings settings_of(const Config& config) {
  const std::string& agent = config.probe.user_agent;
  return {agent.empty() ? "sitewatch" : agent, 1, 8, 12};
}

/// Blocks until the task is done.
template <class T>
T run(boost::asio::io_context& loop, Task<T> task) {
  T result;
  std::exception_ptr error;
  loop.restart();
  boost::asio::co_spawn(loop, std::move(task), [&](std::exception_ptr thrown, T answer) {
    error = std::move(thrown);
    result = std::move(answer);
    loop.stop();
  });
  loop.run();
  if (error) std::rethrow_exception(error);
  return result;
}

/// Keeps what the first request came to.
class FirstResult : public SiteFetcher {
 public:
  explicit FirstResult(SiteFetcher& fetcher) : fetcher_{fetcher} {}

  Task<Visit> visit(const Site& site, Url url, VisitKind kind) override {
    Visit visit = co_await fetcher_.visit(site, std::move(url), kind);
    if (!result_) result_ = visit.result;
    co_return visit;
  }
  Task<Visit> read(const Site& site, PageRequest request) override {
    Visit visit = co_await fetcher_.read(site, std::move(request));
    if (!result_) result_ = visit.result;
    co_return visit;
  }
  const std::optional<ProbeResult>& result() const { return result_; }

 private:
  SiteFetcher& fetcher_;
  std::optional<ProbeResult> result_;
};

}  // namespace

struct Visits::Workshop {
  boost::asio::io_context loop;
  AsioClock clock{loop.get_executor()};
  std::unique_ptr<CaresResolver> resolver;
  std::unique_ptr<CurlHttpClient> http;
};

void add_visit_options(CLI::App& command, VisitOptions& options) {
  command.add_option("--allow-network", options.allow_networks, "CIDR block that may be connected to as well")
      ->allow_extra_args(false);
  command.add_option("--dns", options.dns_servers, "DNS server, IP or IP:port, instead of the system's")
      ->allow_extra_args(false);
  command.add_option("--config", options.config, "Probe as this configuration says; listed sites by their own rules");
}

bool is_web_address(const std::string& text) {
  const auto begins = [&](std::string_view scheme) {
    return text.size() > scheme.size() &&
           std::equal(scheme.begin(), scheme.end(), text.begin(), [](char a, char b) { return a == (b | 0x20); });
  };
  return begins("http://") || begins("https://");
}

Visits::Visits(Config config, std::vector<Network> networks, std::unique_ptr<Workshop> workshop)
    : config_{std::move(config)}, networks_{std::move(networks)}, workshop_{std::move(workshop)} {}

Visits::~Visits() = default;

Result<std::unique_ptr<Visits>> Visits::open(const VisitOptions& options) {
  Result<Config> config = config_of(options.config);
  if (!config) return tl::unexpected{config.error()};
  Result<std::vector<Network>> networks = networks_of(options);
  if (!networks) return tl::unexpected{networks.error()};

  auto workshop = std::make_unique<Workshop>();
  auto resolver = CaresResolver::open(workshop->loop.get_executor(), dns_servers(options, *config));
  if (!resolver) return tl::unexpected{resolver.error()};
  workshop->resolver = std::move(*resolver);
  CurlHttpClientOptions client;
  client.trust_file = config->probe.trust_file;
  auto http = CurlHttpClient::open(workshop->loop.get_executor(), std::move(client));
  if (!http) return tl::unexpected{http.error()};
  workshop->http = std::move(*http);
  return std::unique_ptr<Visits>{new Visits{std::move(*config), std::move(*networks), std::move(workshop)}};
}

Result<Site> Visits::site_of(const std::string& address) const {
  const bool has_scheme = address.find("://") != std::string::npos;
  const Result<Url> url = parse_url(has_scheme ? address : "http://" + address);
  if (!url) return failure(address + ": " + url.error().message);
  Site site;
  const auto is_home = [&](const Site& each) {
    return std::find(each.home_urls.begin(), each.home_urls.end(), *url) != each.home_urls.end();
  };
  const auto known = std::find_if(config_.sites.begin(), config_.sites.end(), is_home);
  if (known != config_.sites.end()) {
    site = *known;
  } else {
    site.id = url->host;
    site.probe = config_.probe.policy;
  }
  site.home_urls = {*url};
  site.allow_networks.insert(site.allow_networks.end(), networks_.begin(), networks_.end());
  return site;
}

std::optional<Site> Visits::listed(const SiteId& id) const {
  const auto known =
      std::find_if(config_.sites.begin(), config_.sites.end(), [&](const Site& each) { return each.id == id; });
  if (known == config_.sites.end()) return std::nullopt;
  Site site = *known;
  site.allow_networks.insert(site.allow_networks.end(), networks_.begin(), networks_.end());
  return site;
}

Visit Visits::visit(const Site& site, const Url& url, VisitListener* listener) {
  SiteVisitor visitor{workshop_->clock, *workshop_->resolver, *workshop_->http, settings_of(config_)};
  visitor.listen(listener);
  return run(workshop_->loop, visitor.visit(site, url, VisitKind::manual));
}

Visit Visits::fetch(const Site& site, const Url& url) {
  SiteVisitor visitor{workshop_->clock, *workshop_->resolver, *workshop_->http, settings_of(config_)};
  return run(workshop_->loop, visitor.read(site, PageRequest{url, {}}));
}

Look Visits::look(const Site& site, const freshness::PageQuestion& question, PageReader& reader) {
  SiteVisitor visitor{workshop_->clock, *workshop_->resolver, *workshop_->http, settings_of(config_)};
  FirstResult first{visitor};
  freshness::PageLooker looker{{workshop_->clock, first, reader}};
  Look look;
  look.page = run(workshop_->loop, looker.look(site, question, {}, config_.time_zone));
  if (first.result()) look.first = *first.result();
  return look;
}

}  // namespace sitewatch::tool
