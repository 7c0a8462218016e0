#include "freshness/unlisted_hosts.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>

namespace sitewatch::freshness {
namespace {

/// Enough to be told; the others come in as these leave.
constexpr std::size_t most_linkers = 20;

AlertIdentity about_host(const std::string& host) {
  AlertIdentity identity;
  identity.alert = AlertName::UnlistedSiteFound;
  identity.host = host;
  return identity;
}

const LinkedHost* link_to(const SitePages& pages, const std::string& host) {
  const auto found =
      std::find_if(pages.hosts.begin(), pages.hosts.end(), [&](const LinkedHost& each) { return each.host == host; });
  return found == pages.hosts.end() ? nullptr : &*found;
}

/// What the sites in the order of their ids say of one host.
AlertCondition condition_of(const std::string& host, std::vector<UnlistedHosts::Pages> linkers, WallTime first,
                            WallTime last, WallTime now) {
  std::sort(linkers.begin(), linkers.end(), [](const auto& a, const auto& b) { return a->site->id < b->site->id; });
  AlertCondition condition;
  condition.identity = about_host(host);
  condition.severity = Severity::info;
  condition.starts = now;
  FactRow& values = condition.facts.values;
  values["site"] = host;
  values["host"] = host;
  values["first_seen"] = first;
  values["read_at"] = last;
  values["many"] = linkers.size() > 1;
  values["first_site"] = linkers.front()->site->name;
  std::vector<FactRow>& rows = condition.facts.lists["linked_by"];
  for (const auto& pages : linkers)
    rows.push_back(
        {{"site", pages->site->id}, {"name", pages->site->name}, {"url", pages->site->home_urls.front().text()}});
  return condition;
}

}  // namespace

void UnlistedHosts::take(const Pages& pages, WallTime now) {
  for (const LinkedHost& each : pages->hosts) {
    if (!linkers_.contains(each.host) && linkers_.size() >= most_unlisted_hosts) {
      if (!std::exchange(too_many_, true))
        spdlog::warn("event=unlisted_hosts_left_out most={} site={}", most_unlisted_hosts, pages->site->id);
      continue;
    }
    std::vector<Pages>& linkers = linkers_[each.host];
    const bool is_known = std::find(linkers.begin(), linkers.end(), pages) != linkers.end();
    if (!is_known && linkers.size() < most_linkers) linkers.push_back(pages);
  }
  for (auto host = linkers_.begin(); host != linkers_.end();) {
    const auto next = std::next(host);
    if (std::find(host->second.begin(), host->second.end(), pages) != host->second.end()) tell(host, now);
    host = next;
  }
}

void UnlistedHosts::tell(Linkers::iterator host, WallTime now) {
  std::erase_if(host->second, [&](const Pages& pages) { return !pages->site || !link_to(*pages, host->first); });
  if (host->second.empty()) {
    alerts_.clear(about_host(host->first), Ending::lapsed, now, {});
    linkers_.erase(host);
    return;
  }
  WallTime first = WallTime::max();
  WallTime last = WallTime::min();
  for (const Pages& pages : host->second) {
    const LinkedHost& link = *link_to(*pages, host->first);
    first = std::min(first, link.first_seen);
    last = std::max(last, link.last_seen);
  }
  if (last - first >= sure_after) alerts_.raise(condition_of(host->first, host->second, first, last, now));
}

void UnlistedHosts::end(Linkers::iterator host, HostStanding standing, WallTime now) {
  const bool settled = standing == HostStanding::listed || standing == HostStanding::excluded;
  Facts facts;
  facts.values["excluded"] = standing == HostStanding::excluded;
  alerts_.clear(about_host(host->first), settled ? Ending::recovered : Ending::unmonitored, now, facts);
  for (const Pages& pages : host->second)
    std::erase_if(pages->hosts, [&](const LinkedHost& each) { return each.host == host->first; });
  linkers_.erase(host);
}

void UnlistedHosts::review(const DistrictHosts& district, WallTime now) {
  too_many_ = false;
  for (auto host = linkers_.begin(); host != linkers_.end();) {
    const auto next = std::next(host);
    std::erase_if(host->second, [](const Pages& pages) { return !pages->site; });
    const HostStanding standing = district.standing(host->first);
    if (standing != HostStanding::unlisted || host->second.empty())
      end(host, standing, now);
    else
      tell(host, now);
    host = next;
  }
}

}  // namespace sitewatch::freshness
