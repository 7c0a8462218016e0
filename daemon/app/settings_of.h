#pragma once

#include "alert/engine.h"
#include "campaign/desk.h"
#include "config/config.h"
#include "freshness/column_watch.h"
#include "probe/prober.h"
#include "web/settings.h"

namespace sitewatch {

/// What each flow is told of one configuration. `effective_from` is the configured instant or the daemon's first start.
alert::Settings alert_settings(const Config& config, WallTime effective_from);
campaign::DutySettings duty_settings(const std::shared_ptr<const Config>& config, WallTime effective_from);
freshness::WatchSettings watch_settings(const Config& config);
ProbeSettings probe_settings(const Config& config);
web::Settings web_settings(const Config& config, const std::string& local_token);

/// What the brief announces: the report deadlines up to `until` for which somebody still owes. Desk and clock outlive
/// the task.
Task<std::vector<alert::Upcoming>> upcoming_deadlines(const ReportDesk& desk, Clock& clock,
                                                      std::shared_ptr<const Config> config, WallTime until);

}  // namespace sitewatch
