#pragma once

#include <string>

#include "domain/alert.h"

namespace sitewatch {

/// The name under which an alert's title stands: its own, or that of its step or site: SiteDown_portal,
/// HomepageStale_soon, HomepageStale_long_stale.
std::string title_name(const Alert& alert);

/// The key of the words for how it ended, of an alert that was not merely given up.
std::string ended_name(const Alert& alert);

}  // namespace sitewatch
