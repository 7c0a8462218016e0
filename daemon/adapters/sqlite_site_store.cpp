#include "adapters/sqlite_site_store.h"

#include <utility>

#include "adapters/sqlite_alert_rows.h"
#include "adapters/store_json.h"

namespace sitewatch {
namespace {

std::optional<WallTime> instant(SqliteConnection& connection, const char* key) {
  SqliteStatement& row = connection.statement("SELECT value FROM meta WHERE key=?").with(key);
  if (!row.row()) return std::nullopt;
  const WallTime at = row.time(0);
  row.reset();
  return at;
}

void set_instant(SqliteConnection& connection, const char* key, std::optional<WallTime> at) {
  if (at) connection.statement("INSERT OR REPLACE INTO meta VALUES (?,?)").with(key, *at).run();
}

// Where the new id has a target of its own already, its state stays unless the old one is more recent.
void merge_target(SqliteConnection& connection, std::int64_t was, std::int64_t now) {
  for (const char* sql : {
           "UPDATE visit SET target=?2 WHERE target=?1",
           "UPDATE failed_visit SET target=?2 WHERE target=?1",
           "UPDATE transition SET target=?2 WHERE target=?1",
           "INSERT INTO day SELECT ?2, day, ok, failed, unknown FROM day WHERE target=?1 ON CONFLICT DO UPDATE SET "
           "ok=ok+excluded.ok, failed=failed+excluded.failed, unknown=unknown+excluded.unknown",
           "DELETE FROM target_state WHERE target=?2 AND last_judged < "
           "(SELECT old.last_judged FROM target_state AS old WHERE old.target=?1)",
           "UPDATE OR IGNORE target_state SET target=?2 WHERE target=?1",
       })
    connection.statement(sql).with(was, now).run();
  for (const char* sql :
       {"DELETE FROM day WHERE target=?", "DELETE FROM target_state WHERE target=?", "DELETE FROM target WHERE no=?"})
    connection.statement(sql).with(was).run();
}

void move_targets(SqliteConnection& connection, const SiteId& was, const SiteId& now) {
  std::vector<std::pair<std::int64_t, TargetId>> targets;
  SqliteStatement& row = connection.statement("SELECT no, id FROM target WHERE site=?").with(was);
  while (row.row()) targets.emplace_back(row.integer(0), now + row.text(1).substr(was.size()));
  for (const auto& [number, id] : targets) {
    SqliteStatement& taken = connection.statement("SELECT no FROM target WHERE id=?").with(id);
    if (taken.row()) {
      const std::int64_t other = taken.integer(0);
      taken.reset();
      merge_target(connection, number, other);
    } else {
      connection.statement("UPDATE target SET id=?, site=? WHERE no=?").with(id, now, number).run();
    }
  }
}

void move_observations(SqliteConnection& connection, const SiteId& was, const SiteId& now) {
  connection
      .statement(
          "INSERT INTO observation (site, col, read_at, body_hash, reading, first_seen, etag, last_modified, record, "
          "hosts, identity, proposed) SELECT ?, col, read_at, body_hash, reading, first_seen, etag, last_modified, "
          "record, hosts, identity, proposed FROM observation WHERE site=? "
          "ON CONFLICT DO UPDATE SET read_at=excluded.read_at, "
          "body_hash=excluded.body_hash, reading=excluded.reading, first_seen=excluded.first_seen, "
          "etag=excluded.etag, last_modified=excluded.last_modified, record=excluded.record, hosts=excluded.hosts, "
          "identity=excluded.identity, proposed=excluded.proposed "
          "WHERE excluded.read_at>read_at")
      .with(now, was)
      .run();
  connection.statement("DELETE FROM observation WHERE site=?").with(was).run();
  connection.statement("INSERT OR IGNORE INTO known_item SELECT ?, col, items FROM known_item WHERE site=?")
      .with(now, was)
      .run();
  connection.statement("DELETE FROM known_item WHERE site=?").with(was).run();
  connection
      .statement(
          "INSERT OR IGNORE INTO past_reading SELECT ?, col, first_seen, last_seen, body_hash, reading FROM "
          "past_reading WHERE site=?")
      .with(now, was)
      .run();
  connection.statement("DELETE FROM past_reading WHERE site=?").with(was).run();
}

void move_filings(SqliteConnection& connection, const SiteId& was, const SiteId& now) {
  std::vector<std::pair<std::int64_t, std::string>> changed;
  SqliteStatement& row = connection.statement("SELECT no, sites FROM filing");
  while (row.row()) {
    std::vector<SiteProgress> sites = progress_from_json(row.text(1));
    bool names_it = false;
    for (SiteProgress& site : sites) {
      if (site.site != was) continue;
      site.site = now;
      names_it = true;
    }
    if (names_it) changed.emplace_back(row.integer(0), to_json(sites));
  }
  for (const auto& [number, sites] : changed)
    connection.statement("UPDATE filing SET sites=? WHERE no=?").with(sites, number).run();
}

void move_site(SqliteConnection& connection, const SiteId& was, const SiteId& now) {
  connection
      .statement(
          "INSERT INTO site SELECT ?, first_seen, removed_at FROM site WHERE id=? "
          "ON CONFLICT DO UPDATE SET first_seen=min(first_seen, excluded.first_seen)")
      .with(now, was)
      .run();
  connection.statement("DELETE FROM site WHERE id=?").with(was).run();
}

}  // namespace

Task<Result<SiteRegister>> SqliteSiteStore::load() {
  SiteRegister known;
  SqliteDatabase::Work work = [&known](SqliteConnection& connection) {
    known = {instant(connection, "first_start"), instant(connection, "baseline_sent"), {}};
    SqliteStatement& row = connection.statement("SELECT id, first_seen, removed_at FROM site ORDER BY id");
    while (row.row()) known.sites.push_back({row.text(0), row.time(1), row.optional_time(2)});
  };
  const Result<void> done = co_await database_.read(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return known;
}

Task<Result<void>> SqliteSiteStore::write(SiteRegister changes) {
  SqliteDatabase::Work work = [&changes](SqliteConnection& connection) {
    set_instant(connection, "first_start", changes.first_start);
    set_instant(connection, "baseline_sent", changes.baseline_sent);
    SqliteStatement& put = connection.statement("INSERT OR REPLACE INTO site VALUES (?,?,?)");
    for (const KnownSite& site : changes.sites) put.with(site.id, site.first_seen, site.removed_at).run();
  };
  co_return co_await database_.write(std::move(work));
}

Task<Result<void>> SqliteSiteStore::adopt(SiteId was, SiteId now) {
  SqliteDatabase::Work work = [&was, &now](SqliteConnection& connection) {
    if (was == now) return;
    move_site(connection, was, now);
    move_targets(connection, was, now);
    move_observations(connection, was, now);
    move_alerts(connection, was, now);
    move_filings(connection, was, now);
    connection.statement("UPDATE OR REPLACE owed_site SET site=? WHERE site=?").with(now, was).run();
    connection.statement("UPDATE silence SET site=? WHERE site=?").with(now, was).run();
    connection.statement("UPDATE maintenance SET site=? WHERE site=?").with(now, was).run();
  };
  co_return co_await database_.write(std::move(work));
}

}  // namespace sitewatch
