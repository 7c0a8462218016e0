#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/demo_district_sites.h"
#include "support/dns_server.h"
#include "support/raw_server.h"
#include "support/tls_authority.h"

namespace sitewatch {

/// A district of small websites on 127.9.0.N, all on one free port, with a DNS server for `*.example` and an authority
/// of their own. Opens everything when made, closes it when destroyed. One thread uses it; the servers have their own.
class DemoDistrict {
 public:
  using Clock = std::chrono::steady_clock;

  DemoDistrict();

  /// Changes what a site does from its next visit on; false if there is no such site.
  bool set(const std::string& key, DemoState state);
  /// Lets flapping sites go down and come back; call it a few times a second. Answers what changed, for people.
  std::vector<std::string> tick(Clock::time_point now);

  const std::vector<DemoSite>& sites() const { return sites_; }
  std::string url(const DemoSite& site) const;
  std::uint16_t port() const { return port_; }
  const DnsServer& dns() const { return dns_; }
  /// A site outside the district that is always up: the daemon's proof that its own network works.
  std::string reference_url() const;
  std::string authority() const { return authority_.certificate(); }

  /// A flapping site is down from so long after its first visit, for so long, and again after the period.
  static constexpr std::chrono::seconds first_outage{20};
  static constexpr std::chrono::seconds outage{40};
  static constexpr std::chrono::seconds period{240};

 private:
  struct Flap {
    Clock::time_point first_visit{};
    bool visited = false;
    bool down = false;
  };

  std::string address(std::size_t index) const;
  void open(std::size_t index);
  void show(std::size_t index, DemoState state);
  Behaviour behaviour(const DemoSite& site, DemoState state) const;
  std::optional<ServerTls> tls(const DemoSite& site) const;

  std::vector<DemoSite> sites_ = demo_sites();
  TlsAuthority authority_{"Qinghe demo authority"};
  DnsServer dns_;
  std::uint16_t port_ = 0;
  std::unique_ptr<RawServer> reference_;
  std::vector<std::unique_ptr<RawServer>> servers_;  ///< As `sites_`; null while nothing listens.
  std::map<std::size_t, Flap> flaps_;
};

}  // namespace sitewatch
