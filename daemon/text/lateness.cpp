#include "text/lateness.h"

#include <algorithm>

#include "domain/zone.h"

namespace sitewatch {

int days_late(Day last_day, WallTime received, const Zone& zone) {
  return std::max(days_between(last_day, zone.day(received)), 0);
}

std::string lateness(int days, const Catalogue& catalogue) {
  if (days == 0) return std::string{catalogue.word("lateness", "same_day")};
  if (days == 1) return std::string{catalogue.word("lateness", "one_day")};
  Facts facts;
  facts.values["days"] = std::int64_t{days};
  return catalogue.render("lateness.days", facts);
}

}  // namespace sitewatch
