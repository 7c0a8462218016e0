#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/filing.h"
#include "domain/result.h"
#include "ports/awaitable.h"

namespace sitewatch {

struct FilingRequest {
  SponsorId sponsor;
  std::string period;
  std::vector<SiteProgress> sites;
  std::string nil_reason;
  std::string note;
  std::optional<WallTime> received_at;  ///< Only the office may set it.
  std::string channel;
  std::string entered_by;
  std::string idempotency_key;
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
    std::string what;
  };
  std::vector<Fault> faults;  ///< Not empty: the request is wrong.
  std::string unavailable;    ///< Not empty: the store cannot take it now; nothing was filed.
};

struct ReportRow {
  SponsorId sponsor;
  std::string sponsor_name;
  Period period;
  ReportState state = ReportState::not_due;
  Deadline deadline;
  std::optional<WallTime> filed_at;
  std::string receipt;
  int sites = 0;
};

/// Implemented by campaign. A receipt is given only after its row is on disk.
class ReportDesk {
 public:
  virtual ~ReportDesk() = default;
  virtual Task<tl::expected<Receipt, FilingRefusal>> file(FilingRequest request) = 0;
  /// In inventory order. Recomputed from rows and clock.
  virtual std::vector<ReportRow> reports(Period period) const = 0;
  virtual Period period_in_force() const = 0;
};

}  // namespace sitewatch
