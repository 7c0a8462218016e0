#pragma once

#include "adapters/sqlite_database.h"
#include "ports/observation_store.h"

namespace sitewatch {

/// `database` must outlive it.
class SqliteObservationStore : public ObservationStore {
 public:
  explicit SqliteObservationStore(SqliteDatabase& database) : database_(database) {}
  Task<Result<std::vector<Observation>>> load() override;
  Task<Result<std::vector<Observation>>> of(SiteId site) override;
  Task<Result<void>> write(std::vector<Observation> observations) override;
  Task<Result<std::vector<PastReading>>> past(SiteId site, std::string column) override;
  Task<Result<ItemHistory>> items(SiteId site, std::string column) override;

 private:
  SqliteDatabase& database_;
};

}  // namespace sitewatch
