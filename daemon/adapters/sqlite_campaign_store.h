#pragma once

#include "adapters/sqlite_database.h"
#include "ports/campaign_store.h"

namespace sitewatch {

/// `database` must outlive it.
class SqliteCampaignStore : public CampaignStore {
 public:
  explicit SqliteCampaignStore(SqliteDatabase& database) : database_(database) {}
  Task<Result<CampaignHistory>> load(Period since) override;
  Task<Result<Filing>> append(Filing filing) override;
  Task<Result<DutyDecision>> append(DutyDecision decision) override;
  Task<Result<void>> note_owed(std::vector<OwedSite> owed) override;

 private:
  SqliteDatabase& database_;
};

}  // namespace sitewatch
