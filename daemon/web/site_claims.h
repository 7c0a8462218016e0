#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/page_claims.h"
#include "web/page_parts.h"

namespace sitewatch::web {

/// Where the home page as it was last read contradicts the inventory as it is now; null where no page was read. `seen`
/// are the site's pages as stored.
std::optional<std::vector<ClaimDifference>> claims_of(const Result<std::vector<Observation>>& seen, const Site& site);

/// A list of them, and nothing where there is none.
void write_claims(std::string& out, const std::vector<ClaimDifference>& claims, const PageWords& words);

}  // namespace sitewatch::web
