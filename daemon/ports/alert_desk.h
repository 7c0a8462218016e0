#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/result.h"
#include "ports/alert_store.h"
#include "ports/awaitable.h"

namespace sitewatch {

/// What a person may do about alerts; implemented by alert. On disk when it answers.
class AlertDesk {
 public:
  virtual ~AlertDesk() = default;
  /// Marks an alert false: its time leaves the statistics, and everyone who got a mail gets a correction.
  virtual Task<Result<void>> correct(Fingerprint alert, std::string reason, std::string by) = 0;
  virtual Task<Result<std::int64_t>> add_silence(Silence silence) = 0;
  virtual Task<Result<void>> expire_silence(std::int64_t id) = 0;
  virtual Task<Result<std::int64_t>> add_maintenance(Maintenance maintenance) = 0;
  virtual Task<Result<void>> end_maintenance(std::int64_t id) = 0;

  /// Shows the latest of each fingerprint, firing ones and those that ended within 30 days, by fingerprint and without
  /// a copy: there may be tens of thousands, each with its facts. `show` changes nothing here.
  virtual void each_alert(const std::function<void(const Alert&)>& show) const = 0;
  /// Null if there is none by that fingerprint; lives until the control loop's next turn.
  virtual const Alert* find_alert(Fingerprint alert) const = 0;
  /// What its receivers were told of the latest alert by that fingerprint, by receiver; empty if nobody was. The log is
  /// written with the decision: a mail may still wait for its relay.
  virtual std::vector<NotificationEntry> told(Fingerprint alert) const = 0;
  /// Copies of all of them; for a few.
  std::vector<Alert> alerts() const {
    std::vector<Alert> copies;
    each_alert([&copies](const Alert& alert) { copies.push_back(alert); });
    return copies;
  }
  virtual std::vector<Silence> silences() const = 0;
  virtual std::vector<Maintenance> maintenances() const = 0;
  /// Whether a site is under maintenance at an instant.
  virtual bool in_maintenance(const std::string& site, WallTime at) const = 0;
  virtual Task<Result<std::vector<OutboxRow>>> notifications(int most) = 0;
};

}  // namespace sitewatch
