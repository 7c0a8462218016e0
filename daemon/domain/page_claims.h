#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/page_reading.h"
#include "domain/site.h"

namespace sitewatch {

/// What a home page says of itself that the inventory says, too.
enum class PageClaim : std::uint8_t {
  id_code,      ///< 网站标识码 in the footer.
  icp,          ///< ICP备案号 in the footer.
  tag_id_code,  ///< The tag SiteIDCode,
  tag_domain,   ///< … SiteDomain
  tag_name,     ///< … and SiteName.
};
inline constexpr std::size_t page_claim_count = static_cast<std::size_t>(PageClaim::tag_name) + 1;
std::string_view name(PageClaim claim);
std::optional<PageClaim> page_claim_named(std::string_view name);

/// Where a page and the inventory contradict each other. Blames nobody and moves no verdict: either may be wrong.
struct ClaimDifference {
  PageClaim claim = PageClaim::id_code;
  std::string shown;   ///< Bytes of the site: escape them.
  std::string listed;  ///< As the inventory has it.
  friend bool operator==(const ClaimDifference&, const ClaimDifference&) = default;
};

/// What either side leaves out is no difference. An ICP number's "-1" counts where both have it, a domain without
/// scheme, path and www; a name agrees with a shorter or longer form of itself: 区教育局 with 清河区教育局网站.
std::vector<ClaimDifference> differences(const PageIdentity& page, const Site& site);

}  // namespace sitewatch
