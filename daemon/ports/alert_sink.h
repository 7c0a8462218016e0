#pragma once

#include <vector>

#include "domain/alert.h"

namespace sitewatch {

/// A condition that holds now. Raising it again with other facts or severity updates the alert.
struct AlertCondition {
  AlertIdentity identity;
  Severity severity = Severity::warning;
  std::string sponsor;
  bool portal = false;
  WallTime starts{};
  Facts facts;
};

/// Implemented by alert. Level-triggered: callers say what is so, at every look and again after a restart; merging,
/// waiting, grouping and mailing are the sink's. Control loop only; never blocks.
class AlertSink {
 public:
  virtual ~AlertSink() = default;
  virtual void raise(AlertCondition condition) = 0;
  /// Ends an alert that fires; does nothing otherwise. `facts` are added to those it was raised with.
  virtual void clear(const AlertIdentity& identity, Ending ending, WallTime at, Facts facts) = 0;
  /// While suspended (our own network is the suspect) nothing but OwnNetworkDown is mailed.
  virtual void suspend(bool suspended) = 0;
};

}  // namespace sitewatch
