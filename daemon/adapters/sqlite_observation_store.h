#pragma once

#include "adapters/sqlite_database.h"
#include "ports/observation_store.h"

namespace sitewatch {

/// `database` must outlive it.
class SqliteObservationStore : public ObservationStore {
 public:
  explicit SqliteObservationStore(SqliteDatabase& database) : database_(database) {}
  Task<Result<std::vector<Observation>>> load() override;
  Task<Result<void>> write(std::vector<Observation> observations) override;

 private:
  SqliteDatabase& database_;
};

}  // namespace sitewatch
