#include "app/watchdog.h"

#include <algorithm>

namespace sitewatch {

Task<void> run_watchdog(Clock& clock, ServiceManager& service, std::vector<Watched> parts,
                        std::function<void(const std::string& name)> on_standstill) {
  const std::optional<Duration> interval = service.watchdog_interval();
  if (!interval) co_return;
  while (true) {
    const SteadyTime now = clock.steady_now();
    const auto stuck = std::find_if(parts.begin(), parts.end(), [&](const Watched& part) { return !part.alive(now); });
    if (stuck == parts.end()) {
      service.watchdog_ping();
    } else {
      on_standstill(stuck->name);
    }
    co_await clock.sleep_until(now + *interval);
  }
}

}  // namespace sitewatch
