#include "domain/clock_sense.h"

namespace sitewatch {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::chrono::sys_days earliest{std::chrono::year{2024} / 1 / 1};

bool rests_on_dates(const CertificateFacts& facts) {
  return facts.fault == CertificateFault::expired || facts.fault == CertificateFault::not_yet_valid;
}

void leave_unjudged(ProbeResult& result) {
  result.verdict = Verdict::unknown;
  result.reason = FailureReason::clock_implausible;
}

}  // namespace

bool is_plausible(WallTime now) {
  return now >= earliest;
}

void ClockSense::observe(WallTime wall, std::chrono::nanoseconds boot) {
  if (wall_) {
    const auto moved = (wall - *wall_) - std::chrono::duration_cast<Duration>(boot - boot_);
    // From an implausible time to a plausible one is the setting that was waited for.
    if (std::chrono::abs(moved) > minutes{1} && is_plausible(*wall_)) stepped_until_ = boot + hours{1};
  }
  wall_ = wall;
  boot_ = boot;
}

void ClockSense::apply(ProbeResult& result) const {
  if (wall_ && !is_plausible(*wall_)) {
    result.certificate.reset();
    leave_unjudged(result);
    return;
  }
  if (!stepped_lately() || !result.certificate || !rests_on_dates(*result.certificate)) return;
  result.certificate.reset();
  if (result.reason == FailureReason::certificate_rejected) leave_unjudged(result);
}

}  // namespace sitewatch
