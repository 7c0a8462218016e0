#pragma once

#include <cstdint>
#include <optional>

#include "domain/failure_reason.h"
#include "domain/site.h"
#include "domain/time.h"

namespace sitewatch {

/// The confirmed state of a target. `unknown` only until the first verdict.
enum class HealthState : std::uint8_t { unknown, up, down };
std::string_view name(HealthState state);

/// `change_pending`: the visit contradicts the state, but its threshold is not reached yet.
enum class HealthTransition : std::uint8_t { unchanged, change_pending, changed };

struct Health {
  HealthState state = HealthState::unknown;
  std::uint16_t bad_in_row = 0;
  std::uint16_t good_in_row = 0;
  FailureReason reason = FailureReason::none;  ///< Of the last bad visit while down or pending, else none.
  WallTime since{};         ///< When the present state began: down is dated at the first bad visit of the row.
  WallTime streak_began{};  ///< First visit of the present row of equal verdicts.

  friend bool operator==(const Health&, const Health&) = default;
};

struct HealthStep {
  HealthTransition transition = HealthTransition::unchanged;
  std::optional<Duration> recheck_in;  ///< Look again this soon instead of after the interval.
};

/// Applies one verdict. `unknown` moves nothing. The first good visit decides at once; a bad one must reach
/// `policy.failures` even at the start, so a restart in a blip sends no mail.
HealthStep advance(Health& health, Verdict verdict, FailureReason reason, WallTime at, const ProbePolicy& policy);

}  // namespace sitewatch
