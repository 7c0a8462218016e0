#pragma once

#include <string>

#include "domain/page_claims.h"
#include "text/catalogue.h"

namespace sitewatch {

/// What the page says and what the inventory says, in one line; not who is right.
std::string claim_text(const ClaimDifference& difference, const Catalogue& catalogue, Escape escape = Escape::plain);

}  // namespace sitewatch
