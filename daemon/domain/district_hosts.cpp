#include "domain/district_hosts.h"

#include <algorithm>
#include <array>

#include "domain/address.h"

namespace sitewatch {
namespace {

std::string without_www(std::string_view host) {
  return std::string{host.starts_with("www.") ? host.substr(4) : host};
}

}  // namespace

DistrictHosts::DistrictHosts(const std::vector<Site>& sites, const std::vector<std::string>& excluded) {
  for (const Site& site : sites) add(site);
  for (const std::string& host : excluded) excluded_.insert(without_www(host));
}

void DistrictHosts::add(const Site& site) {
  for (const Url& url : site.home_urls) {
    listed_.insert(without_www(url.host));
    domains_.insert(registered_domain(url.host));
  }
  // A column may lie on a platform that belongs to somebody else: its neighbours there are nothing of ours.
  for (const Column& column : site.columns) listed_.insert(without_www(column.url.host));
}

bool DistrictHosts::is_excluded(std::string_view host) const {
  for (std::string name = without_www(host);; name = name.substr(name.find('.') + 1)) {
    if (excluded_.contains(name)) return true;
    if (name.find('.') == std::string::npos) return false;
  }
}

HostStanding DistrictHosts::standing(std::string_view host) const {
  if (listed_.contains(without_www(host))) return HostStanding::listed;
  if (is_excluded(host)) return HostStanding::excluded;
  return domains_.contains(registered_domain(host)) ? HostStanding::unlisted : HostStanding::elsewhere;
}

std::vector<std::string> DistrictHosts::unlisted(const std::vector<std::string>& hosts, std::size_t most) const {
  std::vector<std::string> found;
  std::unordered_set<std::string> told;
  for (const std::string& host : hosts) {
    if (found.size() >= most) break;
    if (standing(host) == HostStanding::unlisted && told.insert(without_www(host)).second) found.push_back(host);
  }
  return found;
}

std::string registered_domain(std::string_view host) {
  if (Address::parse(host)) return std::string{host};
  const auto last = host.rfind('.');
  if (last == std::string_view::npos || last == 0) return std::string{host};
  const auto second = host.rfind('.', last - 1);
  if (second == std::string_view::npos) return std::string{host};
  constexpr std::array<std::string_view, 7> shared{"gov", "com", "org", "net", "edu", "ac", "mil"};
  const std::string_view label = host.substr(second + 1, last - second - 1);
  const bool is_country = host.size() - last - 1 == 2;
  const bool is_shared =
      is_country && (label.size() == 2 || std::find(shared.begin(), shared.end(), label) != shared.end());
  if (!is_shared) return std::string{host.substr(second + 1)};
  const auto third = second == 0 ? std::string_view::npos : host.rfind('.', second - 1);
  return std::string{third == std::string_view::npos ? host : host.substr(third + 1)};
}

}  // namespace sitewatch
