#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "ports/alert_sink.h"

namespace sitewatch {

/// Merges like the real one: what fires now, and how each alert that fired came to its end.
class RecordingAlertSink : public AlertSink {
 public:
  struct Ended {
    AlertIdentity identity;
    Ending ending = Ending::none;
    WallTime at;
    Facts facts;
  };

  void raise(AlertCondition condition) override {
    ++raises;
    firing[condition.identity] = std::move(condition);
  }
  void clear(const AlertIdentity& identity, Ending ending, WallTime at, Facts facts) override {
    if (firing.erase(identity) > 0) ended.push_back({identity, ending, at, std::move(facts)});
  }
  void suspend(bool now_suspended) override { suspended = now_suspended; }

  std::map<AlertIdentity, AlertCondition> firing;
  std::vector<Ended> ended;
  int raises = 0;
  bool suspended = false;
};

}  // namespace sitewatch
