#pragma once

#include <optional>
#include <string_view>

#include "domain/time.h"

namespace sitewatch {

/// systemd, or nobody. Every call is a short datagram and never blocks.
class ServiceManager {
 public:
  virtual ~ServiceManager() = default;
  virtual void ready() = 0;
  virtual void reloading() = 0;  ///< ready() ends it.
  virtual void stopping() = 0;
  virtual void status(std::string_view line) = 0;
  virtual void watchdog_ping() = 0;
  /// How often the manager wants a ping; none without a watchdog.
  virtual std::optional<Duration> watchdog_interval() const = 0;
};

}  // namespace sitewatch
