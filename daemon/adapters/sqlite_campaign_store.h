#pragma once

#include "adapters/sqlite_database.h"
#include "ports/campaign_store.h"

namespace sitewatch {

/// `database` must outlive it.
class SqliteCampaignStore : public CampaignStore {
 public:
  explicit SqliteCampaignStore(SqliteDatabase& database) : database_(database) {}
  Task<Result<std::vector<Filing>>> load() override;
  Task<Result<Filing>> append(Filing filing) override;

 private:
  SqliteDatabase& database_;
};

}  // namespace sitewatch
