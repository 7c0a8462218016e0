#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/duty_calendar.h"
#include "domain/filing.h"
#include "domain/refusal_reason.h"

namespace sitewatch {

/// What the office enters for a sponsor - it sets `received_at`, or the channel is phone, paper or mail - needs
/// `entered_by` and `reason`; a sponsor's own filing has no reason.
struct FilingRequest {
  SponsorId sponsor;
  std::string period;
  std::vector<SiteProgress> sites;
  std::string nil_reason;
  std::string note;
  std::optional<WallTime> received_at;  ///< Only the office may set it.
  std::string channel;
  std::string entered_by;
  std::string reason;           ///< Why the office enters it.
  std::string idempotency_key;  ///< The same one with the same content is answered with the first one's receipt.
  /// The newest revision that the sender knows of, 0 for none: refused where there is another. None: not asked.
  std::optional<std::int64_t> if_revision = std::nullopt;
  bool by_office = false;
};

struct Receipt {
  std::string number;
  WallTime filed_at;
  ReportState state;
  bool repeated = false;  ///< The same idempotency key had been filed before.
};

/// Why a filing is refused, by field, in the words of the request.
struct FilingRefusal {
  struct Fault {
    std::string field;  ///< "sites[2].migration_percent"
    RefusalReason reason = RefusalReason::unknown_sponsor;
    std::int64_t most = 0;  ///< too_long: how many bytes may be there.
  };
  std::vector<Fault> faults;  ///< Not empty: the request is wrong.
  std::string unavailable;    ///< Not empty: the store cannot take it now; nothing was filed.
  std::string conflict;       ///< Not empty: another filing, this receipt's, stands in the way; `faults` says why.
};

/// What the office decides about one duty.
struct DecisionRequest {
  DecisionKind kind = DecisionKind::extend;
  SponsorId sponsor;
  std::string period;
  std::string until;  ///< extend: the new last day, YYYY-MM-DD.
  std::string reason;
  std::string by;
};

/// What a decision came to.
struct Decided {
  ReportState state = ReportState::not_due;
  Deadline deadline;
};

}  // namespace sitewatch
