#pragma once

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

  virtual std::vector<Alert> alerts() const = 0;
  virtual std::vector<Silence> silences() const = 0;
  virtual std::vector<Maintenance> maintenances() const = 0;
  /// Whether a site is under maintenance at an instant.
  virtual bool in_maintenance(const std::string& site, WallTime at) const = 0;
  virtual Task<Result<std::vector<OutboxRow>>> notifications(int most) = 0;
};

}  // namespace sitewatch
