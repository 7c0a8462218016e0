#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "domain/site.h"

namespace sitewatch {

/// How a host stands to the inventory.
enum class HostStanding : std::uint8_t {
  elsewhere,  ///< Under no domain of the district.
  listed,     ///< A site or a column of the inventory lies there.
  excluded,   ///< A person decided that it is no site of the district.
  unlisted,
};

/// The hosts of a district: those of its inventory, the domains under which they were registered, and what a person
/// has excluded. Hosts are the same with and without www; an excluded name stands for all below it.
class DistrictHosts {
 public:
  DistrictHosts() = default;
  DistrictHosts(const std::vector<Site>& sites, const std::vector<std::string>& excluded);

  void add(const Site& site);
  /// `host` as a Url has it.
  HostStanding standing(std::string_view host) const;
  /// Of these hosts the unlisted ones, each once, in their order; at most so many.
  std::vector<std::string> unlisted(const std::vector<std::string>& hosts, std::size_t most) const;

 private:
  bool is_excluded(std::string_view host) const;

  std::unordered_set<std::string> listed_;
  std::unordered_set<std::string> domains_;
  std::unordered_set<std::string> excluded_;
};

/// The part of a host name that its owner registered: www.jy.qinghe.gov.cn → qinghe.gov.cn, a.b.example → b.example;
/// an address is itself. Known are the second levels of .cn and the short ones of other countries.
std::string registered_domain(std::string_view host);

}  // namespace sitewatch
