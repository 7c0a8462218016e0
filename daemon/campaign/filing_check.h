#pragma once

#include <optional>
#include <string>
#include <string_view>
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
  const Zone& zone;  ///< The office's.
  bool nil_allowed = true;
};

/// Every fault of a request, by field; empty when it may be filed. A report is taken for the last 12 months and the
/// next 2; so it cannot have reached the office before the month two ahead of its period: for March not before 1
/// January.
std::vector<FilingRefusal::Fault> check_filing(const FilingRequest& request, const FilingScope& scope);

/// Adds a fault if `text` is longer than `most` bytes, no UTF-8, or holds control characters.
void check_text(std::vector<FilingRefusal::Fault>& faults, const std::string& field, std::string_view text,
                std::size_t most);

}  // namespace sitewatch::campaign
