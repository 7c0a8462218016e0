#pragma once

#include "alert/settings.h"
#include "campaign/desk.h"
#include "config/config.h"
#include "freshness/home_watch.h"

namespace sitewatch {

/// What each flow is told of one configuration. `effective_from` is the configured instant or the daemon's first start.
alert::Settings alert_settings(const Config& config, WallTime effective_from);
campaign::DeskSettings desk_settings(const Config& config, WallTime effective_from);
freshness::WatchSettings watch_settings(const Config& config);

}  // namespace sitewatch
