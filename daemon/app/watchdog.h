#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ports/clock.h"
#include "ports/service_manager.h"

namespace sitewatch {

/// A part whose standstill must end in a restart. Progress is that its loop turned and no deadline of its own is
/// overdue; a relay that hangs within its own limit is progress.
struct Watched {
  std::string name;
  std::function<bool(SteadyTime now)> alive;
};

/// Pings the service manager while every part makes progress, as often as it wants; being on the control loop, it stops
/// with it. Runs until cancelled; returns at once where nobody wants pings.
Task<void> run_watchdog(Clock& clock, ServiceManager& service, std::vector<Watched> parts,
                        std::function<void(const std::string& name)> on_standstill);

}  // namespace sitewatch
