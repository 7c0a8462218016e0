#pragma once

#include <vector>

#include "domain/filing.h"
#include "domain/result.h"
#include "ports/awaitable.h"

namespace sitewatch {

class CampaignStore {
 public:
  virtual ~CampaignStore() = default;
  virtual Task<Result<std::vector<Filing>>> load() = 0;
  /// On disk when it answers. The store gives the revision. A filing whose sponsor, period and (non-empty) idempotency
  /// key are known already is not stored again: the stored one is answered.
  virtual Task<Result<Filing>> append(Filing filing) = 0;
};

}  // namespace sitewatch
