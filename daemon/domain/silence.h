#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/alert.h"

namespace sitewatch {

/// Whether a silence written as (alert, site, sponsor), where empty means every, speaks of this alert.
bool speaks_of(const Alert& alert, std::string_view silenced_alert, std::string_view silenced_site,
               std::string_view silenced_sponsor);

/// What a site that is down makes pointless to tell: its certificate and its page cannot be seen anyway.
bool inhibited_by_site_down(AlertName alert);

/// Whether an alert that began at these instants comes and goes so often that its endings are held back: the third
/// beginning within `window` of `now` says so.
bool is_flapping(const std::vector<WallTime>& beginnings, WallTime now, Duration window);

}  // namespace sitewatch
