#pragma once

#include <optional>

#include "freshness/site_pages.h"

namespace sitewatch::freshness {

/// What is to be said of one alert: it holds, it is over, or neither is known.
struct Saying {
  std::optional<AlertCondition> condition;
  bool is_over = false;
  Facts at_end;  ///< What the closing mail adds.
};

/// `alert` is one that pages can raise. Pure; fact names are the placeholders of config/text.
Saying say(AlertName alert, const SitePages& pages, const RuleSet& rules, const Zone& zone, WallTime now);

AlertIdentity about(AlertName alert, const SiteId& site);

}  // namespace sitewatch::freshness
