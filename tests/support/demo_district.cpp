#include "support/demo_district.h"

#include <atomic>
#include <memory>
#include <system_error>

#include "support/demo_district_pages.h"

namespace sitewatch {
namespace {

constexpr int reference_number = 250;
constexpr std::size_t bomb_bytes = 200u << 20;

std::string numbered(std::size_t number) {
  return "127.9.0." + std::to_string(number);
}

std::chrono::year_month_day today_in_china() {
  const auto now = std::chrono::system_clock::now() + std::chrono::hours{8};
  return std::chrono::floor<std::chrono::days>(now);
}

/// The home page at any path but those of the columns.
std::function<std::string(const std::string&)> pages_of(const DemoSite& site) {
  const auto visits = std::make_shared<std::atomic<int>>(0);
  return [site, visits](const std::string& path) {
    for (const DemoColumn& column : demo_columns(site)) {
      if (path != "/" + column.slug + "/") continue;
      const int visit = column.list == DemoList::redated ? ++*visits : 1;
      return demo_column_page(site, column, visit, today_in_china());
    }
    if (path.starts_with("/art/")) return demo_article_page(site, today_in_china());
    return demo_page(site, today_in_china());
  };
}

}  // namespace

DemoDistrict::DemoDistrict() {
  servers_.resize(sites_.size());
  dns_.set("*.example", DnsRule::nxdomain());
  dns_.set("reference.example", DnsRule::addresses({numbered(reference_number)}));
  const Behaviour reference = behaviours::page("<!DOCTYPE html><title>reference</title><p>reference</p>");
  // A port that is free at one address may be taken at another by somebody who listens everywhere.
  for (int attempts = 20;; --attempts) {
    try {
      reference_ = std::make_unique<RawServer>(RawServer::Options{numbered(reference_number), 0, {}}, reference);
      port_ = reference_->port();
      for (std::size_t i = 0; i < sites_.size(); ++i) open(i);
      break;
    } catch (const std::system_error&) {
      for (auto& server : servers_) server.reset();
      if (attempts == 0) throw;
    }
  }
  for (std::size_t i = 0; i < sites_.size(); ++i) show(i, sites_[i].state);
}

std::string DemoDistrict::address(std::size_t index) const {
  return numbered(index + 1);
}

std::string DemoDistrict::url(const DemoSite& site) const {
  return (site.tls == DemoTls::none ? "http://" : "https://") + site.host() + ":" + std::to_string(port_) + "/";
}

std::string DemoDistrict::reference_url() const {
  return "http://reference.example:" + std::to_string(port_) + "/";
}

bool DemoDistrict::set(const std::string& key, DemoState state) {
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    if (sites_[i].key != key) continue;
    sites_[i].state = state;
    show(i, state);
    return true;
  }
  return false;
}

std::vector<std::string> DemoDistrict::tick(Clock::time_point now) {
  std::vector<std::string> changes;
  for (auto& [index, flap] : flaps_) {
    if (!flap.visited && (!servers_[index] || servers_[index]->accepted() == 0)) continue;
    if (!flap.visited) flap = {now, true, false};
    const auto phase = (now - flap.first_visit) % period;
    const bool down = phase >= first_outage && phase < first_outage + outage;
    if (down == flap.down) continue;
    flap.down = down;
    servers_[index]->behave(behaviour(sites_[index], down ? DemoState::error : DemoState::up));
    changes.push_back(sites_[index].name + (down ? " goes down (503)" : " is up again"));
  }
  return changes;
}

void DemoDistrict::open(std::size_t index) {
  servers_[index] = std::make_unique<RawServer>(RawServer::Options{address(index), port_, tls(sites_[index])},
                                                behaviour(sites_[index], DemoState::up));
}

void DemoDistrict::show(std::size_t index, DemoState state) {
  const DemoSite& site = sites_[index];
  flaps_.erase(index);
  if (state == DemoState::flapping) flaps_[index] = {};
  dns_.set(site.host(), state == DemoState::nxdomain ? DnsRule::nxdomain() : DnsRule::addresses({address(index)}));
  if (state == DemoState::refused) {
    servers_[index].reset();
    return;
  }
  if (!servers_[index]) open(index);
  servers_[index]->behave(behaviour(site, state));
}

Behaviour DemoDistrict::behaviour(const DemoSite& site, DemoState state) const {
  using namespace behaviours;
  using std::chrono::milliseconds;
  const Behaviour home = pages(pages_of(site), demo_content_type(site));
  switch (state) {
    case DemoState::slow:
      return slow(milliseconds{2500}, home);
    case DemoState::error:
      return status(503, {"Content-Type: text/html"}, "<h1>503 Service Temporarily Unavailable</h1>");
    case DemoState::portal:
      return status(302, {"Location: " + url(sites_.front())});
    case DemoState::loop:
      return status(302, {"Location: " + url(site)});
    case DemoState::challenge:
      return status(521, {"X-Via-JSL: d5fd2a1,-", "Set-Cookie: __jsluid_h=demo; path=/; HttpOnly"},
                    demo_challenge_page());
    case DemoState::drip:
      return drip("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!DOCTYPE html>", " ", milliseconds{1000});
    case DemoState::bomb:
      return gzip_bomb(bomb_bytes);
    case DemoState::up:
    case DemoState::flapping:
    case DemoState::refused:
    case DemoState::nxdomain:
      return home;
  }
  return home;
}

std::optional<ServerTls> DemoDistrict::tls(const DemoSite& site) const {
  if (site.tls == DemoTls::none) return std::nullopt;
  LeafSpec leaf;
  leaf.names = {site.host()};
  leaf.starts = -std::chrono::hours{24 * 360};
  if (site.tls == DemoTls::expiring) leaf.ends = std::chrono::hours{24 * 5 + 1};
  if (site.tls == DemoTls::expired) leaf.ends = -std::chrono::hours{24 * 3};
  return ServerTls{authority_.issue(leaf)};
}

}  // namespace sitewatch
