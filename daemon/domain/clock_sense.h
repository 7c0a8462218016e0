#pragma once

#include <chrono>
#include <optional>

#include "domain/probe_result.h"
#include "domain/time.h"

namespace sitewatch {

/// No earlier year can be the present: a machine without a clock of its own starts in 1970.
bool is_plausible(WallTime now);

/// Watches the wall clock beside the one that nobody can set. Fed at every visit; cheap.
class ClockSense {
 public:
  void observe(WallTime wall, std::chrono::nanoseconds boot);
  /// Within an hour after the clock was moved by more than a minute: which of the two times was right is not known,
  /// so nobody's certificate is judged by either.
  bool stepped_lately() const { return stepped_until_ && *stepped_until_ > boot_; }

  /// An implausible clock makes every verdict unknown, for its time would be stored and mailed; after a step only what
  /// rests on a certificate's dates is left unjudged.
  void apply(ProbeResult& result) const;

 private:
  std::optional<WallTime> wall_;
  std::chrono::nanoseconds boot_{0};
  std::optional<std::chrono::nanoseconds> stepped_until_;
};

}  // namespace sitewatch
