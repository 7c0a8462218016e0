#pragma once

#include <memory>
#include <string>

#include "app/log_sink.h"
#include "config/config.h"
#include "domain/result.h"

namespace sitewatch {

/// The daemon as a process: opens the store, builds the real adapters, runs until SIGTERM or SIGINT, reloads `path` on
/// SIGHUP. A second SIGTERM ends it at once. Blocks. `log` is where spdlog writes; its losses become a metric.
Result<void> run_daemon(const std::string& path, std::shared_ptr<const Config> config, const LogSink& log);

}  // namespace sitewatch
