#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/failure_reason.h"
#include "domain/time.h"

namespace sitewatch::metrics {

/// How the daemon fares at the instant of a scrape.
struct DaemonGauges {
  bool own_network_up = true;
  bool store_writable = true;
  /// Year → whether its public holidays are known. The years may be others at each call.
  std::vector<std::pair<int, bool>> calendar_years;
  bool store_needs_operator = false;
  std::size_t outbox_pending = 0;
  Duration outbox_oldest_age{0};
  std::uint64_t log_lines_dropped = 0;  ///< Since the start; never less than before.
};

/// What became of one attempt to send a mail; `trial` and `no_address`: none was made.
enum class NotificationResult : std::uint8_t { sent, temporary, uncertain, parked, trial, no_address };
std::string_view name(NotificationResult result);

/// The daemon's own counters, histograms and gauges, and those of the process. Control loop only.
class Registry {
 public:
  explicit Registry(std::string_view version);
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  void probe(Verdict verdict, FailureReason reason);
  /// Started minus due, as time of our own.
  void lag(Duration lag);
  /// `receiver` as the notification log has it ("sponsor:ID" counts as "sponsor"); anything that might be an address
  /// counts as "other".
  void notification(std::string_view receiver, NotificationResult result);
  /// A reload, or the first load, ended at this instant.
  void reload(bool successful, WallTime at);
  void set(const DaemonGauges& gauges);

  /// Text format of all of it, read now from counters and /proc.
  std::string text() const;

 private:
  void set_calendar(const std::vector<std::pair<int, bool>>& years);

  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace sitewatch::metrics
