#pragma once

#include <cstdint>
#include <vector>

#include "domain/page_reading.h"
#include "domain/result.h"
#include "domain/site.h"
#include "ports/awaitable.h"

namespace sitewatch {

/// One reading of one column; the home page is column "home".
struct Observation {
  SiteId site;
  std::string column = "home";
  WallTime read_at{};
  std::uint64_t body_hash = 0;
  PageReading reading;
};

class ObservationStore {
 public:
  virtual ~ObservationStore() = default;
  /// The latest of each site and column.
  virtual Task<Result<std::vector<Observation>>> load() = 0;
  virtual Task<Result<void>> write(std::vector<Observation> observations) = 0;
};

}  // namespace sitewatch
