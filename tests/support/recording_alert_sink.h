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
  void post(Bulletin bulletin) override {
    if (!was_posted(bulletin.kind, bulletin.key)) bulletins.push_back(std::move(bulletin));
  }
  bool was_posted(BulletinKind kind, const std::string& key) const override {
    return std::any_of(bulletins.begin(), bulletins.end(),
                       [&](const Bulletin& each) { return each.kind == kind && each.key == key; });
  }
  void suspend(bool suspended) override { is_suspended = suspended; }
  bool suspended() const override { return is_suspended; }

  std::map<AlertIdentity, AlertCondition> firing;
  std::vector<Ended> ended;
  std::vector<Bulletin> bulletins;
  int raises = 0;
  bool is_suspended = false;
};

}  // namespace sitewatch
