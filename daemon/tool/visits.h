#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "freshness/page_look.h"
#include "probe/site_visitor.h"

namespace CLI {
class App;
}

namespace sitewatch::tool {

/// How a command that visits sites by itself reaches them.
struct VisitOptions {
  std::vector<std::string> allow_networks;  ///< CIDR blocks, beside the public addresses.
  std::vector<std::string> dns_servers;  ///< "192.0.2.1" or "192.0.2.1:53"; empty: the configuration's, the system's.
  std::string config;                    ///< Not empty: its probe settings, and a listed site's own rules.
};
void add_visit_options(CLI::App& command, VisitOptions& options);

/// http:// or https://, in any case: an address to visit and not a file.
bool is_web_address(const std::string& text);

/// A page that was looked at, and what the first request for it came to.
struct Look {
  freshness::PageLook page;
  ProbeResult first;
};

/// Visits sites one after the other on a loop of its own, as the daemon would: same resolver, client, limits and rules.
class Visits {
 public:
  static Result<std::unique_ptr<Visits>> open(const VisitOptions& options);
  ~Visits();

  /// The configured site whose home page this is, else one with the defaults. An address without a scheme is http.
  Result<Site> site_of(const std::string& address) const;
  const Config& config() const { return config_; }
  /// The site as it is listed, with the networks of the command line; null if the inventory has no such id.
  std::optional<Site> listed(const SiteId& id) const;
  /// Blocks until the page at `url` is judged; `listener`, if any, hears of every step.
  Visit visit(const Site& site, const Url& url, VisitListener* listener = nullptr);
  /// The same for a page of the site that is to be read: of the site's checks none is asked.
  Visit fetch(const Site& site, const Url& url);
  /// Blocks until the page is read with what belongs to it, as the column watch does.
  Look look(const Site& site, const freshness::PageQuestion& question, PageReader& reader);

 private:
  struct Workshop;
  Visits(Config config, std::vector<Network> networks, std::unique_ptr<Workshop> workshop);

  Config config_;
  std::vector<Network> networks_;
  std::unique_ptr<Workshop> workshop_;
};

}  // namespace sitewatch::tool
