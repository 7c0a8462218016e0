#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ports/clock.h"
#include "ports/http_client.h"
#include "ports/resolver.h"
#include "ports/site_fetcher.h"
#include "probe/turnstile.h"

namespace sitewatch {

struct VisitSettings {
  std::string user_agent;
  int per_host = 1;     ///< Requests in flight per host name …
  int per_address = 8;  ///< … and per address; the others wait, and no site is billed for it.
  /// IPv4 is visited each time. The other family of a site that has both is asked for, and told to connect, on every
  /// nth scheduled visit, and whenever IPv4 does not work.
  int other_family_every = 12;
};

/// Hears of every step of a visit, for the tool that explains one.
class VisitListener {
 public:
  virtual ~VisitListener() = default;
  virtual void looked_up(const std::string& host, Family family, const DnsAnswer& answer) = 0;
  virtual void judged(const Address& address, bool allowed) = 0;
  virtual void fetched(const Url& url, const Address& address, const FetchResponse& response) = 0;
  virtual void redirected(const Url& to) = 0;
};

/// One visit: look up, judge every address, fetch, follow at most 5 redirects, judge the answer. Seconds and phases are
/// what the resolver and the client measured, so neither a queue nor a busy loop of ours is billed to a site.
class SiteVisitor : public SiteFetcher {
 public:
  SiteVisitor(Clock& clock, Resolver& resolver, HttpClient& http, VisitSettings settings);

  Task<Visit> visit(const Site& site, Url url, VisitKind kind) override;
  Task<Visit> read(const Site& site, PageRequest request) override;
  void use(VisitSettings settings);
  void listen(VisitListener* listener) { listener_ = listener; }
  /// Visits that wait for their turn.
  std::size_t waiting() const { return hosts_.waiting() + addresses_.waiting(); }

 private:
  struct Trip;
  struct Hop;
  struct Way;

  Task<void> make(Trip& trip);
  Task<void> travel(Trip& trip);
  Task<Hop> hop(Trip& trip, const Url& url);
  static Hop decided(const Trip& trip, Way& ipv4, Way& ipv6, const std::string& host);
  Task<void> try_family(Trip& trip, const Url& url, Way& way, bool more);
  Task<DnsAnswer> look_up(Trip& trip, const std::string& host, Family family);
  Task<FetchResponse> fetch(Trip& trip, const Url& url, const Address& address, Duration connect_timeout);
  Task<void> ask_other_family(Trip& trip);
  std::vector<Address> allowed(const Trip& trip, const std::vector<Address>& addresses) const;
  bool asks_other_family(const Trip& trip) const;
  void finish(Trip& trip, Hop hop, const Url& url);

  Clock& clock_;
  Resolver& resolver_;
  HttpClient& http_;
  VisitSettings settings_;
  Turnstile hosts_;
  Turnstile addresses_;
  VisitListener* listener_ = nullptr;
};

}  // namespace sitewatch
