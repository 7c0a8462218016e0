#pragma once

#include <optional>

#include "config/config.h"
#include "ports/alert_sink.h"

namespace sitewatch {

/// Tells the alert flow that our own connection is lost, or back: while it is lost nothing else is mailed, and one
/// alert with both times is told when it returns.
class OwnNetworkAlert {
 public:
  explicit OwnNetworkAlert(AlertSink& alerts) : alerts_(alerts) {}
  /// `up`: whether it works as of `at`.
  void changed(bool up, WallTime at);

 private:
  AlertSink& alerts_;
  std::optional<WallTime> since_;
};

}  // namespace sitewatch
