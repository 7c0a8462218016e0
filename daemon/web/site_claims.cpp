#include "web/site_claims.h"

#include "text/claim_text.h"

namespace sitewatch::web {

std::optional<std::vector<ClaimDifference>> claims_of(const Result<std::vector<Observation>>& seen, const Site& site) {
  if (!seen) return std::nullopt;
  const Observation* const home = home_page_in(*seen);
  if (!home) return std::nullopt;
  return differences(*home->identity, site);
}

void write_claims(std::string& out, const std::vector<ClaimDifference>& claims, const PageWords& words) {
  if (claims.empty()) return;
  out += "<h2>" + words("claims") + "</h2>\n<div class=\"sheet\"><ul>\n";
  for (const ClaimDifference& each : claims)
    out += "<li>" + claim_text(each, words.catalogue(), Escape::html) + "</li>\n";
  out += "</ul></div>\n<p class=\"note\">" + words("claims_note") + "</p>\n";
}

}  // namespace sitewatch::web
