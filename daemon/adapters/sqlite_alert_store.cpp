#include "adapters/sqlite_alert_store.h"

#include "adapters/sqlite_alert_rows.h"

namespace sitewatch {
namespace {

constexpr std::chrono::hours one_day{24};
constexpr auto loaded_for = 30 * one_day;
constexpr auto kept_for = 400 * one_day;

// A thousand a day is more than arises; the limit only keeps a first run after a long rest short.
void prune(SqliteConnection& connection, WallTime before) {
  for (const char* sql : {
           "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state='sent' AND created<? LIMIT 1000)",
           "DELETE FROM alert WHERE rowid IN (SELECT rowid FROM alert WHERE ending<>'none' AND ends<? LIMIT 1000)",
           "DELETE FROM silence WHERE to_at<?",
           "DELETE FROM maintenance WHERE to_at<?",
       })
    connection.statement(sql).with(before).run();
  connection
      .statement(
          "DELETE FROM notification WHERE NOT EXISTS "
          "(SELECT 1 FROM alert WHERE fingerprint=alert AND starts=alert_starts)")
      .run();
}

void set_baseline_sent(SqliteConnection& connection, WallTime at) {
  connection.statement("INSERT OR REPLACE INTO meta VALUES ('baseline_sent', ?)").with(at).run();
}

std::vector<Silence> read_silences(SqliteConnection& connection) {
  SqliteStatement& row =
      connection.statement("SELECT id, alert, site, sponsor, from_at, to_at, reason, by FROM silence ORDER BY id");
  std::vector<Silence> silences;
  while (row.row()) {
    silences.push_back(
        {row.integer(0), row.text(1), row.text(2), row.text(3), {row.time(4), row.time(5)}, row.text(6), row.text(7)});
  }
  return silences;
}

std::vector<Maintenance> read_maintenances(SqliteConnection& connection) {
  SqliteStatement& row =
      connection.statement("SELECT id, site, from_at, to_at, reason, by FROM maintenance ORDER BY id");
  std::vector<Maintenance> maintenances;
  while (row.row())
    maintenances.push_back({row.integer(0), row.text(1), {row.time(2), row.time(3)}, row.text(4), row.text(5)});
  return maintenances;
}

std::optional<std::int64_t> given(std::int64_t id) {
  if (id == 0) return std::nullopt;
  return id;
}

}  // namespace

Task<Result<AlertHistory>> SqliteAlertStore::load() {
  AlertHistory history;
  const WallTime oldest_end = clock_.wall_now() - loaded_for;
  SqliteDatabase::Work work = [&history, oldest_end](SqliteConnection& connection) {
    history.alerts = read_alerts(connection, oldest_end);
    history.log = read_notifications(connection, oldest_end);
    history.outbox = read_waiting_mails(connection);
    history.silences = read_silences(connection);
    history.maintenances = read_maintenances(connection);
  };
  const Result<void> done = co_await database_.read(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return history;
}

Task<Result<std::vector<std::int64_t>>> SqliteAlertStore::commit(AlertChange change) {
  std::vector<std::int64_t> ids;
  const WallTime now = clock_.wall_now();
  const bool prune_too = now - pruned_ >= one_day || now < pruned_;
  SqliteDatabase::Work work = [&](SqliteConnection& connection) {
    ids.clear();
    for (const Alert& alert : change.alerts) put_alert(connection, alert);
    for (const NotificationEntry& entry : change.log) put_notification(connection, entry);
    for (const OutboxRow& row : change.outbox) ids.push_back(add_mail(connection, row));
    if (change.baseline_sent) set_baseline_sent(connection, *change.baseline_sent);
    if (prune_too) prune(connection, now - kept_for);
  };
  const Result<void> done = co_await database_.write(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  if (prune_too) pruned_ = now;
  co_return ids;
}

Task<Result<std::string>> SqliteAlertStore::message(std::int64_t outbox_id) {
  std::string message;
  SqliteDatabase::Work work = [&message, outbox_id](SqliteConnection& connection) {
    SqliteStatement& row = connection.statement("SELECT message FROM outbox WHERE id=?").with(outbox_id);
    if (!row.row()) throw SqliteFailure(0, "no mail " + std::to_string(outbox_id) + " in the outbox");
    message = row.text(0);
    row.reset();
  };
  const Result<void> done = co_await database_.read(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return message;
}

Task<Result<void>> SqliteAlertStore::update(OutboxRow row) {
  SqliteDatabase::Work work = [&row](SqliteConnection& connection) {
    const bool sent = row.state == OutboxState::sent;
    connection
        .statement(
            "UPDATE outbox SET state=?, attempts=?, next_attempt=?, last_reply=?, "
            "message=CASE WHEN ? THEN '' ELSE message END WHERE id=?")
        .with(word_of(row.state), row.attempts, row.next_attempt, row.last_reply, sent, row.id)
        .run();
    if (connection.changes() == 0) throw SqliteFailure(0, "no mail " + std::to_string(row.id) + " in the outbox");
  };
  co_return co_await database_.write(std::move(work));
}

Task<Result<std::vector<OutboxRow>>> SqliteAlertStore::notifications(int most) {
  std::vector<OutboxRow> rows;
  SqliteDatabase::Work work = [&rows, most](SqliteConnection& connection) {
    rows = read_latest_mails(connection, most);
  };
  const Result<void> done = co_await database_.read(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return rows;
}

Task<Result<std::int64_t>> SqliteAlertStore::put(Silence silence) {
  std::int64_t id = silence.id;
  SqliteDatabase::Work work = [&silence, &id](SqliteConnection& connection) {
    connection.statement("INSERT OR REPLACE INTO silence VALUES (?,?,?,?,?,?,?,?)")
        .with(given(silence.id), silence.alert, silence.site, silence.sponsor, silence.span.from, silence.span.to,
              silence.reason, silence.by)
        .run();
    id = connection.last_insert_id();
  };
  const Result<void> done = co_await database_.write(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return id;
}

Task<Result<std::int64_t>> SqliteAlertStore::put(Maintenance maintenance) {
  std::int64_t id = maintenance.id;
  SqliteDatabase::Work work = [&maintenance, &id](SqliteConnection& connection) {
    connection.statement("INSERT OR REPLACE INTO maintenance VALUES (?,?,?,?,?,?)")
        .with(given(maintenance.id), maintenance.site, maintenance.span.from, maintenance.span.to, maintenance.reason,
              maintenance.by)
        .run();
    id = connection.last_insert_id();
  };
  const Result<void> done = co_await database_.write(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return id;
}

}  // namespace sitewatch
