#include "campaign/decision_check.h"

#include "campaign/filing_check.h"
#include "domain/day_text.h"

namespace sitewatch::campaign {
namespace {

using Faults = std::vector<FilingRefusal::Fault>;

constexpr int longest_extension = 92;  // Days after the last day in force.
constexpr std::size_t reason_text = 2000;
constexpr std::size_t by_text = 200;

void check_until(Faults& faults, const DecisionRequest& request, const Duty& duty) {
  const auto until = day_in(request.until);
  if (!until) {
    faults.push_back({"until", RefusalReason::not_a_day});
    return;
  }
  const int longer = days_between(duty.dates.last_day, *until);
  if (longer <= 0)
    faults.push_back({"until", RefusalReason::not_later});
  else if (longer > longest_extension)
    faults.push_back({"until", RefusalReason::too_much_later});
}

void check_against_record(Faults& faults, const DecisionRequest& request, const Duty& duty) {
  const DutyRecord& record = *duty.record;
  switch (request.kind) {
    case DecisionKind::extend:
      // Agreed before the deadline and entered after it: the longer term also holds for what came late.
      if (duty.assessment.state == ReportState::filed) faults.push_back({"kind", RefusalReason::filed_already});
      return check_until(faults, request, duty);
    case DecisionKind::waive:
      if (record.waived()) faults.push_back({"kind", RefusalReason::waived_already});
      return;
    case DecisionKind::give_back:
      if (record.filings.empty()) faults.push_back({"kind", RefusalReason::nothing_filed});
      if (record.returned()) faults.push_back({"kind", RefusalReason::returned_already});
      return;
    case DecisionKind::reinstate:
      if (!record.decision_in_force()) faults.push_back({"kind", RefusalReason::nothing_in_force});
      return;
  }
}

}  // namespace

std::vector<FilingRefusal::Fault> check_decision(const DecisionRequest& request, const DecisionScope& scope) {
  Faults faults;
  if (!scope.sponsor) {
    faults.push_back({"sponsor", RefusalReason::unknown_sponsor});
    return faults;
  }
  if (!Period::parse(request.period))
    faults.push_back({"period", RefusalReason::not_a_month});
  else if (!scope.duty)
    faults.push_back({"period", RefusalReason::no_duty});
  else
    check_against_record(faults, request, *scope.duty);
  if (request.reason.empty()) faults.push_back({"reason", RefusalReason::no_reason});
  if (request.by.empty()) faults.push_back({"by", RefusalReason::no_approver});
  check_text(faults, "reason", request.reason, reason_text);
  check_text(faults, "by", request.by, by_text);
  return faults;
}

DutyDecision decision_from(DecisionRequest request, int revision, WallTime now) {
  DutyDecision decision;
  decision.kind = request.kind;
  decision.sponsor = std::move(request.sponsor);
  decision.period = Period::parse(request.period).value_or(Period{});
  if (request.kind == DecisionKind::extend) decision.until = day_in(request.until);
  if (request.kind == DecisionKind::give_back) decision.revision = revision;
  decision.reason = std::move(request.reason);
  decision.by = std::move(request.by);
  decision.at = now;
  return decision;
}

}  // namespace sitewatch::campaign
