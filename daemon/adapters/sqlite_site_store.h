#pragma once

#include "adapters/sqlite_database.h"
#include "ports/site_store.h"

namespace sitewatch {

/// `database` must outlive it.
class SqliteSiteStore : public SiteStore {
 public:
  explicit SqliteSiteStore(SqliteDatabase& database) : database_(database) {}
  Task<Result<SiteRegister>> load() override;
  Task<Result<void>> write(SiteRegister changes) override;
  Task<Result<void>> adopt(SiteId was, SiteId now) override;

 private:
  SqliteDatabase& database_;
};

}  // namespace sitewatch
