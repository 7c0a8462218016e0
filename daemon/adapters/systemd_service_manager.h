#pragma once

#include <optional>
#include <string_view>

#include "ports/service_manager.h"

namespace sitewatch {

/// Speaks to the socket that NOTIFY_SOCKET names; where there is none, every call does nothing.
class SystemdServiceManager final : public ServiceManager {
 public:
  /// Asks the environment once whether a watchdog waits for this process.
  SystemdServiceManager();

  void ready() override;
  void reloading() override;
  void stopping() override;
  /// Control bytes become spaces: a line of STATUS can never become a message of its own. Clipped to 200 bytes at a
  /// character's border.
  void status(std::string_view line) override;
  void watchdog_ping() override;
  /// Half of what WATCHDOG_USEC allows, so that one late ping does no harm.
  std::optional<Duration> watchdog_interval() const override { return watchdog_interval_; }

 private:
  std::optional<Duration> watchdog_interval_;
};

}  // namespace sitewatch
