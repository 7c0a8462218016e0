#include "adapters/sqlite_observation_store.h"

#include "adapters/store_json.h"

namespace sitewatch {

Task<Result<std::vector<Observation>>> SqliteObservationStore::load() {
  std::vector<Observation> observations;
  SqliteDatabase::Work work = [&observations](SqliteConnection& connection) {
    observations.clear();
    SqliteStatement& row =
        connection.statement("SELECT site, col, read_at, body_hash, reading FROM observation ORDER BY site, col");
    while (row.row()) {
      observations.push_back({row.text(0), row.text(1), row.time(2), static_cast<std::uint64_t>(row.integer(3)),
                              reading_from_json(row.text(4))});
    }
  };
  const Result<void> done = co_await database_.read(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return observations;
}

Task<Result<void>> SqliteObservationStore::write(std::vector<Observation> observations) {
  SqliteDatabase::Work work = [&observations](SqliteConnection& connection) {
    SqliteStatement& put = connection.statement("INSERT OR REPLACE INTO observation VALUES (?,?,?,?,?)");
    for (const Observation& each : observations)
      put.with(each.site, each.column, each.read_at, each.body_hash, to_json(each.reading)).run();
  };
  co_return co_await database_.write(std::move(work));
}

}  // namespace sitewatch
