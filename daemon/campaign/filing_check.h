#pragma once

#include <vector>

#include "domain/site.h"
#include "ports/report_desk.h"

namespace sitewatch::campaign {

/// What a filing is checked against.
struct FilingScope {
  const Sponsor* sponsor = nullptr;  ///< Null: there is no such sponsor.
  std::vector<const Site*> sites;    ///< The sponsor's own; a filing names no others.
  Period this_month;
  WallTime now;
};

/// Every fault of a request, by field; empty when it may be filed.
std::vector<FilingRefusal::Fault> check_filing(const FilingRequest& request, const FilingScope& scope);

}  // namespace sitewatch::campaign
