#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/alert.h"
#include "domain/result.h"
#include "ports/awaitable.h"

namespace sitewatch {

/// What made a mail say something about an alert.
enum class NotifyReason : std::uint8_t { none, first, repeat, worse, ended, brief, baseline, correction };
std::string_view name(NotifyReason reason);
std::optional<NotifyReason> notify_reason_named(std::string_view name);

/// The notification log: who has been told what of an alert. One row per alert, receiver and start of the alert.
struct NotificationEntry {
  Fingerprint alert = 0;
  WallTime alert_starts{};
  std::string receiver;  ///< "ops", "office", "sponsor:ID" or a configured receiver; never an address.
  WallTime first_at{};
  WallTime last_at{};
  int times = 0;
  Severity severity = Severity::info;  ///< As last told.
  bool ended_told = false;
  std::string thread;  ///< Message-ID of the first mail, for In-Reply-To.
};

enum class OutboxState : std::uint8_t { pending, sent, parked };

/// A mail that must reach its relay. Addresses are fixed when it is written.
struct OutboxRow {
  std::int64_t id = 0;  ///< 0: not stored yet.
  std::string message_id;
  std::string receiver;
  std::string subject;
  std::string from;
  std::vector<std::string> to;
  std::string message;
  bool urgent = false;  ///< Sent before the others.
  WallTime created{};
  OutboxState state = OutboxState::pending;
  int attempts = 0;
  WallTime next_attempt{};
  std::string last_reply;  ///< The relay's word, clipped and escaped.
};

struct Silence {
  std::int64_t id = 0;
  std::string alert;  ///< Empty: every alert.
  std::string site;   ///< Empty: every site.
  std::string sponsor;
  TimeSpan span;
  std::string reason;
  std::string by;
};

/// Planned downtime: no mail, and its time is left out of the statistics.
struct Maintenance {
  std::int64_t id = 0;
  std::string site;
  TimeSpan span;
  std::string reason;
  std::string by;
};

/// A decision with its consequences: all of it in one transaction, or none.
struct AlertChange {
  std::vector<Alert> alerts;  ///< Upserted by fingerprint and start.
  std::vector<NotificationEntry> log;
  std::vector<OutboxRow> outbox;  ///< New rows.
  std::optional<WallTime> baseline_sent;
};

struct AlertHistory {
  std::vector<Alert> alerts;  ///< Firing, or ended within the last 30 days.
  std::vector<NotificationEntry> log;
  std::vector<OutboxRow> outbox;  ///< Pending and parked; `message` left empty, see message().
  std::vector<Silence> silences;
  std::vector<Maintenance> maintenances;
};

class AlertStore {
 public:
  virtual ~AlertStore() = default;
  virtual Task<Result<AlertHistory>> load() = 0;
  /// Answers the ids of the new outbox rows, in order.
  virtual Task<Result<std::vector<std::int64_t>>> commit(AlertChange change) = 0;
  virtual Task<Result<std::string>> message(std::int64_t outbox_id) = 0;
  /// Writes state, attempts, next_attempt and last_reply of a row. A sent row keeps its subject for 400 days and
  /// loses its message.
  virtual Task<Result<void>> update(OutboxRow row) = 0;
  /// The mails of the last days, newest first, without their messages.
  virtual Task<Result<std::vector<OutboxRow>>> notifications(int most) = 0;
  /// Upserts (id 0: new); answers the id.
  virtual Task<Result<std::int64_t>> put(Silence silence) = 0;
  virtual Task<Result<std::int64_t>> put(Maintenance maintenance) = 0;
};

}  // namespace sitewatch
