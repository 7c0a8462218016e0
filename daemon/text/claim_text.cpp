#include "text/claim_text.h"

#include "text/escape.h"

namespace sitewatch {

std::string claim_text(const ClaimDifference& difference, const Catalogue& catalogue, Escape escape) {
  Facts facts;
  facts.values = {{"shown", one_line(difference.shown)}, {"listed", difference.listed}};
  return catalogue.render("claim." + std::string{name(difference.claim)}, facts, escape);
}

}  // namespace sitewatch
