#pragma once

#include "adapters/sqlite_database.h"
#include "ports/visit_store.h"

namespace sitewatch {

/// `database` must outlive it.
class SqliteVisitStore : public VisitStore {
 public:
  explicit SqliteVisitStore(SqliteDatabase& database) : database_(database) {}
  Task<Result<VisitHistory>> load() override;
  Task<Result<void>> write(VisitBatch batch) override;
  Task<Result<std::vector<FailedVisit>>> failures(SiteId site, TimeSpan span) override;
  Task<Result<std::vector<FailedVisit>>> leave_out(SiteId site, TimeSpan span) override;
  /// In small transactions, so that others get their turn; gives freed pages back to the disk.
  Task<Result<void>> prune(WallTime now) override;

 private:
  SqliteDatabase& database_;
};

}  // namespace sitewatch
