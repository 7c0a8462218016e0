#pragma once

#include <string>

#include "bench/bare_loop.h"

namespace sitewatch::bench {

/// The daemon whole but for its timetable, so that it can run in a closed loop: prober, checks, metrics, health,
/// window, alerts and the SQLite store in `state_dir`, on the real adapters. `body_pattern` may be empty.
LoopCount run_daemon_loop(const LoopPlan& plan, const std::string& state_dir, const std::string& body_pattern);

}  // namespace sitewatch::bench
