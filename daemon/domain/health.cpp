#include "domain/health.h"

#include <algorithm>
#include <limits>

namespace sitewatch {

namespace {

void count(std::uint16_t& in_row) {
  if (in_row < std::numeric_limits<std::uint16_t>::max()) ++in_row;
}

/// The last re-check delay goes on for thresholds longer than the list.
std::optional<Duration> recheck_after(std::uint16_t in_row, const ProbePolicy& policy) {
  if (policy.rechecks.empty() || in_row == 0) return std::nullopt;
  return policy.rechecks[std::min<std::size_t>(in_row, policy.rechecks.size()) - 1];
}

HealthStep enter(Health& health, HealthState state) {
  health.state = state;
  health.since = health.streak_began;
  return {HealthTransition::changed, std::nullopt};
}

HealthStep good(Health& health, WallTime at, const ProbePolicy& policy) {
  if (health.good_in_row == 0) health.streak_began = at;
  count(health.good_in_row);
  health.bad_in_row = 0;
  if (health.state == HealthState::down && health.good_in_row < policy.successes)
    return {HealthTransition::change_pending, recheck_after(health.good_in_row, policy)};
  health.reason = FailureReason::none;
  if (health.state == HealthState::up) return {};
  return enter(health, HealthState::up);
}

HealthStep bad(Health& health, FailureReason reason, WallTime at, const ProbePolicy& policy) {
  if (health.bad_in_row == 0) health.streak_began = at;
  count(health.bad_in_row);
  health.good_in_row = 0;
  health.reason = reason;
  if (health.state == HealthState::down) return {};
  if (health.bad_in_row < policy.failures)
    return {HealthTransition::change_pending, recheck_after(health.bad_in_row, policy)};
  return enter(health, HealthState::down);
}

}  // namespace

std::string_view name(HealthState state) {
  switch (state) {
    case HealthState::unknown:
      return "unknown";
    case HealthState::up:
      return "up";
    case HealthState::down:
      return "down";
  }
  return "unknown";
}

HealthStep advance(Health& health, Verdict verdict, FailureReason reason, WallTime at, const ProbePolicy& policy) {
  switch (verdict) {
    case Verdict::good:
      return good(health, at, policy);
    case Verdict::bad:
      return bad(health, reason, at, policy);
    case Verdict::unknown:
      return {};
  }
  return {};
}

}  // namespace sitewatch
