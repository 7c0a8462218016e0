#pragma once

#include <vector>

#include "adapters/sqlite_connection.h"
#include "ports/alert_store.h"

namespace sitewatch {

/// Rows of the alert tables, inside a transaction of the caller.

void put_alert(SqliteConnection& connection, const Alert& alert);
void put_notification(SqliteConnection& connection, const NotificationEntry& entry);
/// The word a state is stored by.
std::string_view word_of(OutboxState state);
/// Answers the new id.
std::int64_t add_mail(SqliteConnection& connection, const OutboxRow& row);

/// Firing, or ended at `oldest_end` or later.
std::vector<Alert> read_alerts(SqliteConnection& connection, WallTime oldest_end);
/// Of the same alerts.
std::vector<NotificationEntry> read_notifications(SqliteConnection& connection, WallTime oldest_end);
/// Pending and parked, oldest first.
std::vector<OutboxRow> read_waiting_mails(SqliteConnection& connection);
std::vector<OutboxRow> read_latest_mails(SqliteConnection& connection, int most);

/// Every alert of a site, with its log, under another site's id: the fingerprint follows the identity.
void move_alerts(SqliteConnection& connection, const std::string& was, const std::string& now);

}  // namespace sitewatch
