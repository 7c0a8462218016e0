#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "domain/district_hosts.h"
#include "freshness/site_pages.h"

namespace sitewatch::freshness {

/// One alert for each host of the district that home pages link to and the inventory lacks, once two looks at least
/// `sure_after` apart have seen it. It ends when the inventory gains the host, when it is excluded, and without a word
/// when no home page has led there for `linked_for`. Level-triggered; the links themselves are kept in SitePages and
/// the store.
class UnlistedHosts {
 public:
  explicit UnlistedHosts(AlertSink& alerts) : alerts_{alerts} {}

  using Pages = std::shared_ptr<SitePages>;

  /// After a look at the site's home page, or with what the store held of it.
  void take(const Pages& pages, WallTime now);
  /// A site that has left still linked there: its alert is to end.
  void remember(const std::string& host) { linkers_.try_emplace(host); }
  /// After start and whenever the inventory changes; sites that have left link nothing more.
  void review(const DistrictHosts& district, WallTime now);

 private:
  using Linkers = std::map<std::string, std::vector<Pages>, std::less<>>;

  void tell(Linkers::iterator host, WallTime now);
  void end(Linkers::iterator host, HostStanding standing, WallTime now);

  AlertSink& alerts_;
  Linkers linkers_;
  bool too_many_ = false;
};

inline constexpr Duration sure_after = std::chrono::hours{6};
/// Of the whole district; whoever links to more names them at will.
inline constexpr std::size_t most_unlisted_hosts = 200;

}  // namespace sitewatch::freshness
