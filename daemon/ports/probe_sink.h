#pragma once

#include <optional>

#include "domain/probe_result.h"

namespace sitewatch {

/// Implemented by app: takes each judged visit to metrics, store, health, window and alerts.
class ProbeSink {
 public:
  virtual ~ProbeSink() = default;
  /// Says how soon the scheduler should look again, if sooner than the interval.
  virtual std::optional<Duration> accept(const ProbeResult& result) = 0;
};

}  // namespace sitewatch
