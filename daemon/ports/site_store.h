#pragma once

#include <vector>

#include "domain/result.h"
#include "domain/site.h"
#include "ports/awaitable.h"

namespace sitewatch {

struct KnownSite {
  SiteId id;
  WallTime first_seen{};
  std::optional<WallTime> removed_at;
};

struct SiteRegister {
  std::optional<WallTime> first_start;    ///< `effective_from` where the configuration names none.
  std::optional<WallTime> baseline_sent;  ///< When the baseline mail was put into the outbox.
  std::vector<KnownSite> sites;
};

class SiteStore {
 public:
  virtual ~SiteStore() = default;
  virtual Task<Result<SiteRegister>> load() = 0;
  /// Upserts the rows given and, if set, the two instants.
  virtual Task<Result<void>> write(SiteRegister changes) = 0;
  /// Gives everything stored under `was` (targets, visits, failures, alerts, observations, filings) to `now`.
  virtual Task<Result<void>> adopt(SiteId was, SiteId now) = 0;
};

}  // namespace sitewatch
