#include "adapters/sqlite_alert_rows.h"

#include "adapters/store_json.h"

namespace sitewatch {
namespace {

constexpr const char* pending_word = "pending";
constexpr const char* sent_word = "sent";
constexpr const char* parked_word = "parked";

OutboxState outbox_state_named(const std::string& text) {
  if (text == sent_word) return OutboxState::sent;
  return text == parked_word ? OutboxState::parked : OutboxState::pending;
}

// Columns as in the alert table.
Alert alert_in(const SqliteStatement& row) {
  Alert alert;
  alert.starts = row.time(1);
  alert.ends = row.optional_time(2);
  alert.ending = ending_named(row.text(3)).value_or(Ending::none);
  alert.identity.alert = alert_named(row.text(4)).value_or(AlertName::SiteDown);
  alert.identity.site = row.text(5);
  alert.identity.column = row.text(6);
  alert.identity.sponsor = row.text(7);
  alert.identity.period = row.text(8);
  alert.identity.milestone = row.text(9);
  alert.severity = severity_named(row.text(10)).value_or(Severity::warning);
  alert.sponsor = row.text(11);
  alert.portal = row.integer(12) != 0;
  alert.baseline = row.integer(13) != 0;
  alert.facts = facts_from_json(row.text(14));
  alert.identity.host = row.text(15);
  return alert;
}

std::vector<Alert> alerts_in(SqliteStatement& rows) {
  std::vector<Alert> alerts;
  while (rows.row()) alerts.push_back(alert_in(rows));
  return alerts;
}

std::vector<OutboxRow> mails_in(SqliteStatement& rows) {
  std::vector<OutboxRow> mails;
  while (rows.row()) {
    OutboxRow& mail = mails.emplace_back();
    mail.id = rows.integer(0);
    mail.message_id = rows.text(1);
    mail.receiver = rows.text(2);
    mail.subject = rows.text(3);
    mail.from = rows.text(4);
    mail.to = texts_from_json(rows.text(5));
    mail.urgent = rows.integer(6) != 0;
    mail.created = rows.time(7);
    mail.state = outbox_state_named(rows.text(8));
    mail.attempts = static_cast<int>(rows.integer(9));
    mail.next_attempt = rows.time(10);
    mail.last_reply = rows.text(11);
  }
  return mails;
}

}  // namespace

std::string_view word_of(OutboxState state) {
  if (state == OutboxState::sent) return sent_word;
  return state == OutboxState::parked ? parked_word : pending_word;
}

void put_alert(SqliteConnection& connection, const Alert& alert) {
  const AlertIdentity& about = alert.identity;
  const std::string facts = to_json(alert.facts);
  connection.statement("INSERT OR REPLACE INTO alert VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
      .with(fingerprint(about), alert.starts, alert.ends, name(alert.ending), name(about.alert), about.site,
            about.column, about.sponsor, about.period, about.milestone, name(alert.severity), alert.sponsor,
            alert.portal, alert.baseline, facts, about.host)
      .run();
}

void put_notification(SqliteConnection& connection, const NotificationEntry& entry) {
  connection.statement("INSERT OR REPLACE INTO notification VALUES (?,?,?,?,?,?,?,?,?)")
      .with(entry.alert, entry.alert_starts, entry.receiver, entry.first_at, entry.last_at, entry.times,
            name(entry.severity), entry.ended_told, entry.thread)
      .run();
}

std::int64_t add_mail(SqliteConnection& connection, const OutboxRow& row) {
  const std::string recipients = to_json(row.to);
  connection
      .statement(
          "INSERT INTO outbox (message_id, receiver, subject, sender, recipients, urgent, created, state, attempts, "
          "next_attempt, last_reply, message) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")
      .with(row.message_id, row.receiver, row.subject, row.from, recipients, row.urgent, row.created,
            word_of(row.state), row.attempts, row.next_attempt, row.last_reply, row.message)
      .run();
  return connection.last_insert_id();
}

std::vector<Alert> read_alerts(SqliteConnection& connection, WallTime oldest_end) {
  return alerts_in(connection
                       .statement("SELECT * FROM alert WHERE ending='none' OR ends IS NULL OR ends>=? "
                                  "ORDER BY fingerprint, starts")
                       .with(oldest_end));
}

std::vector<NotificationEntry> read_notifications(SqliteConnection& connection, WallTime oldest_end) {
  SqliteStatement& row =
      connection
          .statement(
              "SELECT notification.* FROM notification JOIN alert ON fingerprint=alert AND starts=alert_starts "
              "WHERE ending='none' OR ends IS NULL OR ends>=? ORDER BY alert, alert_starts, receiver")
          .with(oldest_end);
  std::vector<NotificationEntry> entries;
  while (row.row()) {
    NotificationEntry& entry = entries.emplace_back();
    entry.alert = static_cast<Fingerprint>(row.integer(0));
    entry.alert_starts = row.time(1);
    entry.receiver = row.text(2);
    entry.first_at = row.time(3);
    entry.last_at = row.time(4);
    entry.times = static_cast<int>(row.integer(5));
    entry.severity = severity_named(row.text(6)).value_or(Severity::info);
    entry.ended_told = row.integer(7) != 0;
    entry.thread = row.text(8);
  }
  return entries;
}

std::vector<OutboxRow> read_waiting_mails(SqliteConnection& connection) {
  return mails_in(connection.statement(
      "SELECT id, message_id, receiver, subject, sender, recipients, urgent, created, state, attempts, next_attempt, "
      "last_reply FROM outbox WHERE state<>'sent' ORDER BY id"));
}

std::vector<OutboxRow> read_latest_mails(SqliteConnection& connection, int most) {
  return mails_in(connection
                      .statement("SELECT id, message_id, receiver, subject, sender, recipients, urgent, created, "
                                 "state, attempts, next_attempt, last_reply FROM outbox ORDER BY id DESC LIMIT ?")
                      .with(most));
}

void move_alerts(SqliteConnection& connection, const std::string& was, const std::string& now) {
  std::vector<Alert> alerts = alerts_in(connection.statement("SELECT * FROM alert WHERE site=?").with(was));
  for (Alert& alert : alerts) {
    const Fingerprint old_print = fingerprint(alert.identity);
    alert.identity.site = now;
    put_alert(connection, alert);
    connection.statement("UPDATE OR REPLACE notification SET alert=? WHERE alert=? AND alert_starts=?")
        .with(fingerprint(alert.identity), old_print, alert.starts)
        .run();
    connection.statement("DELETE FROM alert WHERE fingerprint=? AND starts=?").with(old_print, alert.starts).run();
  }
}

}  // namespace sitewatch
