#pragma once

#include <vector>

#include "campaign/duty_book.h"
#include "ports/report_desk.h"

namespace sitewatch::campaign {

/// What a decision is checked against.
struct DecisionScope {
  const Sponsor* sponsor = nullptr;  ///< Null: there is no such sponsor.
  const Duty* duty = nullptr;        ///< Null: it owes nothing for the period and filed nothing.
};

/// Every fault of a request, by field; empty when it may be taken.
std::vector<FilingRefusal::Fault> check_decision(const DecisionRequest& request, const DecisionScope& scope);

/// A checked request as the store takes it. `revision`: the newest filing's, 0 without one.
DutyDecision decision_from(DecisionRequest request, int revision, WallTime now);

}  // namespace sitewatch::campaign
