#pragma once

#include <vector>

#include "domain/filing.h"
#include "domain/result.h"
#include "ports/awaitable.h"

namespace sitewatch {

/// What the store holds of the duties, each kind in the order in which it came.
struct CampaignHistory {
  std::vector<Filing> filings;
  std::vector<DutyDecision> decisions;
  std::vector<OwedSite> owed;
};

/// Filings, decisions and who owed what: all append-only. On disk when it answers.
class CampaignStore {
 public:
  virtual ~CampaignStore() = default;
  /// Of periods from `since` on.
  virtual Task<Result<CampaignHistory>> load(Period since) = 0;
  /// The store gives the revision. A filing whose sponsor, period and (non-empty) idempotency key are known already is
  /// not stored again: the stored one is answered, also if it says something else.
  virtual Task<Result<Filing>> append(Filing filing) = 0;
  /// The store gives the number.
  virtual Task<Result<DutyDecision>> append(DutyDecision decision) = 0;
  /// What is known already stays as it is.
  virtual Task<Result<void>> note_owed(std::vector<OwedSite> owed) = 0;
};

}  // namespace sitewatch
