#include "adapters/sqlite_observation_store.h"

#include "adapters/store_json.h"

namespace sitewatch {
namespace {

Observation observation_in(const SqliteStatement& row) {
  Observation seen;
  seen.site = row.text(0);
  seen.column = row.text(1);
  seen.first_seen = row.time(2);
  seen.read_at = row.time(3);
  seen.body_hash = static_cast<std::uint64_t>(row.integer(4));
  seen.validators = {row.text(5), row.text(6)};
  seen.record = record_from_json(row.text(7));
  seen.hosts = hosts_from_json(row.text(8));
  if (!row.is_null(9)) seen.reading = reading_from_json(row.text(9));
  seen.identity = identity_from_json(row.text(10));
  seen.proposed = proposed_from_json(row.text(11));
  return seen;
}

PastReading past_in(const SqliteStatement& row) {
  const PageReading reading = reading_from_json(row.text(3));
  return {row.time(0),         row.time(1),     static_cast<std::uint64_t>(row.integer(2)),
          reading.state,       reading.newest,  reading.items,
          reading.dated_items, reading.evidence};
}

/// What the past keeps of a reading; read back by `past_in`.
std::string told(const PageReading& reading) {
  PageReading kept;
  kept.state = reading.state;
  kept.newest = reading.newest;
  kept.items = reading.items;
  kept.dated_items = reading.dated_items;
  kept.evidence = reading.evidence;
  return to_json(kept);
}

void note_past(SqliteConnection& connection, const Observation& seen) {
  SqliteStatement& latest = connection.statement(
      "SELECT first_seen, last_seen, body_hash, reading FROM past_reading WHERE site=? AND col=? "
      "ORDER BY first_seen DESC LIMIT 1");
  latest.with(seen.site, seen.column);
  if (latest.row()) {
    const PastReading past = past_in(latest);
    latest.reset();
    if (tells_the_same(past, seen.reading) || past.first_seen >= seen.read_at) {
      connection
          .statement("UPDATE past_reading SET last_seen=max(last_seen, ?) WHERE site=? AND col=? AND first_seen=?")
          .with(seen.read_at, seen.site, seen.column, past.first_seen)
          .run();
      return;
    }
  }
  connection.statement("INSERT INTO past_reading VALUES (?,?,?,?,?,?)")
      .with(seen.site, seen.column, seen.read_at, seen.read_at, seen.body_hash, told(seen.reading))
      .run();
  connection
      .statement(
          "DELETE FROM past_reading WHERE site=?1 AND col=?2 AND first_seen <= (SELECT first_seen FROM past_reading "
          "WHERE site=?1 AND col=?2 ORDER BY first_seen DESC LIMIT 1 OFFSET ?3)")
      .with(seen.site, seen.column, std::int64_t{most_past_readings})
      .run();
}

void put_unchanged(SqliteConnection& connection, const Observation& seen) {
  connection
      .statement("UPDATE observation SET read_at=?, etag=?, last_modified=?, record=?, hosts=? WHERE site=? AND col=?")
      .with(seen.read_at, seen.validators.etag, seen.validators.last_modified, to_json(seen.record),
            to_json(seen.hosts), seen.site, seen.column)
      .run();
  connection
      .statement(
          "UPDATE past_reading SET last_seen=max(last_seen, ?1) WHERE site=?2 AND col=?3 AND first_seen=(SELECT "
          "max(first_seen) FROM past_reading WHERE site=?2 AND col=?3)")
      .with(seen.read_at, seen.site, seen.column)
      .run();
}

void put(SqliteConnection& connection, const Observation& seen) {
  if (seen.is_unchanged) return put_unchanged(connection, seen);
  connection
      .statement(
          "INSERT OR REPLACE INTO observation (site, col, first_seen, read_at, body_hash, etag, last_modified, record, "
          "hosts, reading, identity, proposed) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")
      .with(seen.site, seen.column, seen.first_seen, seen.read_at, seen.body_hash, seen.validators.etag,
            seen.validators.last_modified, to_json(seen.record), to_json(seen.hosts), to_json(seen.reading),
            to_json(seen.identity), to_json(seen.proposed))
      .run();
  if (seen.items)
    connection.statement("INSERT OR REPLACE INTO known_item VALUES (?,?,?)")
        .with(seen.site, seen.column, to_json(*seen.items))
        .run();
  note_past(connection, seen);
}

}  // namespace

Task<Result<std::vector<Observation>>> SqliteObservationStore::load() {
  std::vector<Observation> observations;
  SqliteDatabase::Work work = [&observations](SqliteConnection& connection) {
    observations.clear();
    SqliteStatement& row = connection.statement(
        "SELECT site, col, first_seen, read_at, body_hash, etag, last_modified, record, hosts, "
        "iif(col='home', reading, NULL), identity, proposed FROM observation ORDER BY site, col");
    while (row.row()) observations.push_back(observation_in(row));
  };
  const Result<void> done = co_await database_.read(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return observations;
}

Task<Result<std::vector<Observation>>> SqliteObservationStore::of(SiteId site) {
  std::vector<Observation> observations;
  SqliteDatabase::Work work = [&](SqliteConnection& connection) {
    observations.clear();
    SqliteStatement& row = connection.statement(
        "SELECT site, col, first_seen, read_at, body_hash, etag, last_modified, record, hosts, reading, "
        "identity, proposed FROM observation WHERE site=? ORDER BY col");
    row.with(site);
    while (row.row()) observations.push_back(observation_in(row));
  };
  const Result<void> done = co_await database_.read(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return observations;
}

Task<Result<void>> SqliteObservationStore::write(std::vector<Observation> observations) {
  SqliteDatabase::Work work = [&observations](SqliteConnection& connection) {
    for (const Observation& each : observations) put(connection, each);
  };
  co_return co_await database_.write(std::move(work));
}

Task<Result<std::vector<PastReading>>> SqliteObservationStore::past(SiteId site, std::string column) {
  std::vector<PastReading> found;
  SqliteDatabase::Work work = [&](SqliteConnection& connection) {
    found.clear();
    SqliteStatement& row = connection.statement(
        "SELECT first_seen, last_seen, body_hash, reading FROM past_reading WHERE site=? AND col=? "
        "ORDER BY first_seen DESC");
    row.with(site, column);
    while (row.row()) found.push_back(past_in(row));
  };
  const Result<void> done = co_await database_.read(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return found;
}

Task<Result<ItemHistory>> SqliteObservationStore::items(SiteId site, std::string column) {
  ItemHistory history;
  SqliteDatabase::Work work = [&](SqliteConnection& connection) {
    history = {};
    SqliteStatement& row = connection.statement("SELECT items FROM known_item WHERE site=? AND col=?");
    row.with(site, column);
    while (row.row()) history = items_from_json(row.text(0));
  };
  const Result<void> done = co_await database_.read(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return history;
}

}  // namespace sitewatch
