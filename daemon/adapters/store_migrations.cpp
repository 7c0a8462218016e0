#include "adapters/store_migrations.h"

#include <array>
#include <string>

#include "adapters/sqlite_connection.h"

namespace sitewatch {
namespace {

// Times are milliseconds since 1970, days are days since 1970, enumerators are stored by name.
constexpr const char* first_schema = R"sql(
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE site (
  id TEXT PRIMARY KEY, first_seen INTEGER NOT NULL, removed_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE target (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, site TEXT NOT NULL) STRICT;
CREATE INDEX target_site ON target (site);

CREATE TABLE target_state (
  target INTEGER PRIMARY KEY REFERENCES target,
  state TEXT NOT NULL, bad_in_row INTEGER NOT NULL, good_in_row INTEGER NOT NULL, reason TEXT NOT NULL,
  since INTEGER NOT NULL, streak_began INTEGER NOT NULL, last_judged INTEGER NOT NULL,
  last_seconds REAL NOT NULL, last_status INTEGER NOT NULL, certificate_expires INTEGER, hours BLOB NOT NULL
) STRICT;

CREATE TABLE visit (
  no INTEGER PRIMARY KEY, target INTEGER NOT NULL REFERENCES target, at INTEGER NOT NULL,
  kind TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL
) STRICT;
CREATE INDEX visit_target ON visit (target);

CREATE TABLE failed_visit (
  no INTEGER PRIMARY KEY, target INTEGER NOT NULL REFERENCES target, at INTEGER NOT NULL,
  kind TEXT NOT NULL, reason TEXT NOT NULL, phase TEXT NOT NULL, address TEXT NOT NULL, vantage TEXT NOT NULL,
  seconds REAL NOT NULL, http_status INTEGER NOT NULL, left_out INTEGER NOT NULL
) STRICT;
CREATE INDEX failed_visit_target ON failed_visit (target, at);
CREATE INDEX failed_visit_at ON failed_visit (at);

CREATE TABLE transition (
  no INTEGER PRIMARY KEY, target INTEGER NOT NULL REFERENCES target, at INTEGER NOT NULL,
  from_state TEXT NOT NULL, to_state TEXT NOT NULL, reason TEXT NOT NULL
) STRICT;
CREATE INDEX transition_target ON transition (target, at);

CREATE TABLE day (
  target INTEGER NOT NULL REFERENCES target, day INTEGER NOT NULL,
  ok INTEGER NOT NULL, failed INTEGER NOT NULL, unknown INTEGER NOT NULL,
  PRIMARY KEY (target, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE observation (
  site TEXT NOT NULL, col TEXT NOT NULL, read_at INTEGER NOT NULL, body_hash INTEGER NOT NULL, reading TEXT NOT NULL,
  PRIMARY KEY (site, col)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert (
  fingerprint INTEGER NOT NULL, starts INTEGER NOT NULL, ends INTEGER, ending TEXT NOT NULL,
  name TEXT NOT NULL, site TEXT NOT NULL, col TEXT NOT NULL, about_sponsor TEXT NOT NULL, period TEXT NOT NULL,
  milestone TEXT NOT NULL, severity TEXT NOT NULL, sponsor TEXT NOT NULL, portal INTEGER NOT NULL,
  baseline INTEGER NOT NULL, facts TEXT NOT NULL,
  PRIMARY KEY (fingerprint, starts)
) STRICT;
CREATE INDEX alert_ending ON alert (ending, ends);

CREATE TABLE notification (
  alert INTEGER NOT NULL, alert_starts INTEGER NOT NULL, receiver TEXT NOT NULL,
  first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, times INTEGER NOT NULL, severity TEXT NOT NULL,
  ended_told INTEGER NOT NULL, thread TEXT NOT NULL,
  PRIMARY KEY (alert, alert_starts, receiver)
) STRICT;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL, receiver TEXT NOT NULL, subject TEXT NOT NULL,
  sender TEXT NOT NULL, recipients TEXT NOT NULL, urgent INTEGER NOT NULL, created INTEGER NOT NULL,
  state TEXT NOT NULL, attempts INTEGER NOT NULL, next_attempt INTEGER NOT NULL, last_reply TEXT NOT NULL,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_state ON outbox (state, created);

CREATE TABLE silence (
  id INTEGER PRIMARY KEY AUTOINCREMENT, alert TEXT NOT NULL, site TEXT NOT NULL, sponsor TEXT NOT NULL,
  from_at INTEGER NOT NULL, to_at INTEGER NOT NULL, reason TEXT NOT NULL, by TEXT NOT NULL
) STRICT;

CREATE TABLE maintenance (
  id INTEGER PRIMARY KEY AUTOINCREMENT, site TEXT NOT NULL,
  from_at INTEGER NOT NULL, to_at INTEGER NOT NULL, reason TEXT NOT NULL, by TEXT NOT NULL
) STRICT;

CREATE TABLE filing (
  no INTEGER PRIMARY KEY, receipt TEXT NOT NULL UNIQUE, sponsor TEXT NOT NULL, period TEXT NOT NULL,
  revision INTEGER NOT NULL, sites TEXT NOT NULL, nil_reason TEXT NOT NULL, note TEXT NOT NULL,
  received_at INTEGER NOT NULL, entered_at INTEGER NOT NULL, channel TEXT NOT NULL, entered_by TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  UNIQUE (sponsor, period, revision)
) STRICT;
CREATE UNIQUE INDEX filing_key ON filing (sponsor, period, idempotency_key) WHERE idempotency_key <> '';
)sql";

constexpr const char* duty_schema = R"sql(
CREATE TABLE duty_decision (
  no INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, sponsor TEXT NOT NULL, period TEXT NOT NULL,
  until INTEGER, revision INTEGER NOT NULL, reason TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;

CREATE TABLE owed_site (
  period TEXT NOT NULL, sponsor TEXT NOT NULL, site TEXT NOT NULL,
  PRIMARY KEY (period, sponsor, site)
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* column_schema = R"sql(
ALTER TABLE observation ADD first_seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE observation ADD etag TEXT NOT NULL DEFAULT '';
ALTER TABLE observation ADD last_modified TEXT NOT NULL DEFAULT '';
ALTER TABLE observation ADD record TEXT NOT NULL DEFAULT '';

CREATE TABLE known_item (
  site TEXT NOT NULL, col TEXT NOT NULL, items TEXT NOT NULL, PRIMARY KEY (site, col)
) STRICT, WITHOUT ROWID;

CREATE TABLE past_reading (
  site TEXT NOT NULL, col TEXT NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL,
  body_hash INTEGER NOT NULL, reading TEXT NOT NULL,
  PRIMARY KEY (site, col, first_seen)
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* entry_schema = R"sql(
ALTER TABLE filing ADD reason TEXT NOT NULL DEFAULT '';
)sql";

constexpr const char* linked_host_schema = R"sql(
ALTER TABLE observation ADD hosts TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD host TEXT NOT NULL DEFAULT '';
)sql";

constexpr const char* identity_schema = R"sql(
ALTER TABLE observation ADD identity TEXT NOT NULL DEFAULT '';
)sql";

constexpr const char* proposal_schema = R"sql(
ALTER TABLE observation ADD proposed TEXT NOT NULL DEFAULT '';
)sql";

constexpr std::array<StoreMigration, 7> all_migrations{{{1, first_schema},
                                                        {2, duty_schema},
                                                        {3, column_schema},
                                                        {4, entry_schema},
                                                        {5, linked_host_schema},
                                                        {6, identity_schema},
                                                        {7, proposal_schema}}};

}  // namespace

std::span<const StoreMigration> store_migrations() {
  return all_migrations;
}

void migrate(SqliteConnection& connection, std::span<const StoreMigration> migrations) {
  const std::int64_t version = connection.integer("PRAGMA user_version");
  if (version == migrations.back().to) return;
  connection.execute("BEGIN IMMEDIATE");
  try {
    for (const StoreMigration& step : migrations)
      if (step.to > version) connection.execute(step.sql);
    connection.execute("PRAGMA application_id=" + std::to_string(store_application_id));
    connection.execute("PRAGMA user_version=" + std::to_string(migrations.back().to));
    connection.execute("COMMIT");
  } catch (const SqliteFailure&) {
    if (connection.in_transaction()) connection.execute("ROLLBACK");
    throw;
  }
}

}  // namespace sitewatch
