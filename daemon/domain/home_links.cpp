#include "domain/home_links.h"

#include <algorithm>
#include <unordered_set>

namespace sitewatch {

void add(HomeLinks& links, const HomeLinks& more) {
  std::unordered_set<std::string> known;
  for (const FoundColumn& column : links.columns) known.insert("column " + column.url.text());
  for (const Url& url : links.links) known.insert(url.text());
  for (const std::string& host : links.hosts) known.insert("host " + host);
  for (const FoundColumn& column : more.columns)
    if (links.columns.size() < most_found_columns && known.insert("column " + column.url.text()).second)
      links.columns.push_back(column);
  for (const Url& url : more.links)
    if (links.links.size() < most_home_links && known.insert(url.text()).second) links.links.push_back(url);
  for (const std::string& host : more.hosts)
    if (links.hosts.size() < most_home_links && known.insert("host " + host).second) links.hosts.push_back(host);
}

std::vector<LinkedHost> seen_again(const std::vector<LinkedHost>& known, const std::vector<std::string>& shown,
                                   WallTime now) {
  std::vector<LinkedHost> hosts;
  const auto is_shown = [&](const LinkedHost& each) {
    return std::find(shown.begin(), shown.end(), each.host) != shown.end();
  };
  for (LinkedHost each : known) {
    each.is_shown = is_shown(each);
    if (each.is_shown) each.last_seen = now;
    if (each.is_shown || now - each.last_seen < linked_for) hosts.push_back(std::move(each));
  }
  for (const std::string& host : shown) {
    if (hosts.size() >= most_linked_hosts) break;
    if (std::none_of(hosts.begin(), hosts.end(), [&](const LinkedHost& each) { return each.host == host; }))
      hosts.push_back({host, now, now, true});
  }
  return hosts;
}

void seen_unchanged(std::vector<LinkedHost>& known, WallTime now) {
  for (LinkedHost& each : known)
    if (each.is_shown) each.last_seen = now;
  std::erase_if(known, [&](const LinkedHost& each) { return now - each.last_seen >= linked_for; });
}

}  // namespace sitewatch
