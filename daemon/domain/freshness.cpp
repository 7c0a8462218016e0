#include "domain/freshness.h"

#include <cassert>

namespace sitewatch {
namespace {

bool enough_to_blame(const PageReading& reading) {
  if (is_doubtful(reading)) return false;
  return reading.dated_items >= 3 || (reading.dated_items > 0 && reading.dated_items * 2 >= reading.items);
}

}  // namespace

std::string_view column_state(Freshness freshness) {
  switch (freshness) {
    case Freshness::fresh:
    case Freshness::soon:
      return "fresh";
    case Freshness::stale:
    case Freshness::long_stale:
      return "stale";
    case Freshness::undated:
      return "undated";
    case Freshness::blank:
      return "blank";
    case Freshness::unjudged:
    case Freshness::unknown:
      break;
  }
  return "unknown";
}

FreshnessJudgement judge(Day newest, Day today, const FreshnessRule& rule) {
  assert(0 < rule.soon_days && rule.soon_days < rule.stale_days && rule.stale_days < rule.long_stale_days);
  const int days = days_between(newest, today);
  if (days >= rule.long_stale_days) return {Freshness::long_stale, days};
  if (days > rule.stale_days) return {Freshness::stale, days};
  if (days >= rule.soon_days) return {Freshness::soon, days};
  return {Freshness::fresh, days};
}

FreshnessJudgement judge(const PageReading& reading, Day today, const FreshnessRule& rule) {
  if (reading.state == PageState::undated) return {Freshness::undated, 0};
  if (reading.state != PageState::dated || !reading.newest) return {};
  const FreshnessJudgement judgement = judge(*reading.newest, today, rule);
  if (judgement.freshness != Freshness::fresh && !enough_to_blame(reading)) return {Freshness::unknown, judgement.days};
  return judgement;
}

std::optional<Severity> severity_of(Freshness freshness) {
  if (freshness == Freshness::soon) return Severity::info;
  if (freshness == Freshness::stale || freshness == Freshness::long_stale) return Severity::warning;
  return std::nullopt;
}

Day step_began(Freshness freshness, Day newest, const FreshnessRule& rule) {
  if (freshness == Freshness::long_stale) return plus_days(newest, rule.long_stale_days);
  return plus_days(newest, freshness == Freshness::stale ? rule.stale_days + 1 : rule.soon_days);
}

}  // namespace sitewatch
