#pragma once

#include "adapters/sqlite_database.h"
#include "ports/alert_store.h"
#include "ports/clock.h"

namespace sitewatch {

/// `database` and `clock` must outlive it. Once a day a write drops what ended or was sent more than 400 days ago.
class SqliteAlertStore : public AlertStore {
 public:
  SqliteAlertStore(SqliteDatabase& database, const Clock& clock) : database_(database), clock_(clock) {}
  Task<Result<AlertHistory>> load() override;
  Task<Result<std::vector<std::int64_t>>> commit(AlertChange change) override;
  Task<Result<std::string>> message(std::int64_t outbox_id) override;
  Task<Result<void>> update(OutboxRow row) override;
  Task<Result<std::vector<OutboxRow>>> notifications(int most) override;
  Task<Result<std::int64_t>> put(Silence silence) override;
  Task<Result<std::int64_t>> put(Maintenance maintenance) override;

 private:
  SqliteDatabase& database_;
  const Clock& clock_;
  WallTime pruned_{};
};

}  // namespace sitewatch
