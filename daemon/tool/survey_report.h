#pragma once

#include <string>
#include <vector>

#include "domain/sheet.h"
#include "text/catalogue.h"
#include "tool/survey.h"

namespace sitewatch::tool {

/// The evidence a reviewer needs: the site over the table, a row a column, findings, dead links and unlisted hosts
/// under it. All of it suggestions for a person to check.
Sheet survey_sheet(const Survey& survey, const Catalogue& catalogue);

/// Columns as rows of the inventory's `columns` table.
Sheet columns_table(const SiteId& site, const std::vector<FoundColumn>& columns, const Catalogue& catalogue);

/// One object on one line, with its line end.
std::string survey_json(const Survey& survey);

/// fresh, soon, stale, long_stale, blank, undated, unjudged, unknown.
std::string_view survey_state(Freshness freshness);

}  // namespace sitewatch::tool
