#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/duty_calendar.h"
#include "domain/site.h"

namespace sitewatch::campaign {

/// Who is who, and who has which site.
struct DutyIndex {
  std::map<SponsorId, std::size_t> positions;           ///< In `DutySettings::sponsors`.
  std::map<SponsorId, std::vector<const Site*>> sites;  ///< Into `*DutySettings::sites`, in its order.
};

/// One generation of the configuration, as far as duties go.
struct DutySettings {
  std::vector<Sponsor> sponsors;                   ///< In inventory order.
  std::shared_ptr<const std::vector<Site>> sites;  ///< Shared with the rest of the generation. Never null.
  bool enabled = true;                             ///< False: nobody owes anything; what was filed is kept.
  DutyRule rule;
  std::string basis;                   ///< Document and clause.
  bool owed_by_all = false;            ///< Also by sponsors without an unfinished site; never by those without_site.
  bool nil_allowed = true;             ///< 零报告: "no progress" and why, instead of sites.
  std::optional<Period> first_period;  ///< None: as far back as anything is known.
  std::optional<Period> last_period;   ///< None: every month from now on.
  Zone zone = Zone::utc();
  Workdays workdays;
  bool calendar_expected = true;  ///< False: weekends alone are wanted, so a missing notice is no fault.
  WallTime effective_from{};      ///< No mail about a deadline before it.
  /// index_of() these settings; of ten thousand sites it is made beside the loop. Null: made when they are taken over.
  std::shared_ptr<const DutyIndex> index;

  bool covers(Period period) const {
    return enabled && (!first_period || period >= *first_period) && (!last_period || period <= *last_period);
  }
};

std::shared_ptr<const DutyIndex> index_of(const DutySettings& settings);

}  // namespace sitewatch::campaign
