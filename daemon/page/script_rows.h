#pragma once

#include <string_view>
#include <vector>

#include "page/row_groups.h"

namespace sitewatch::page {

/// The markup that a script keeps for later in CDATA sections, as the jpage lists of one CMS do:
/// <datastore><recordset><record><![CDATA[<li>…</li>]]></record>… At most 1,000 sections.
std::vector<std::string_view> marked_sections(std::string_view script);

/// Items that a script holds as JSON objects: {"title": "…", "url": "…", "date": "2026-11-20"}. At most 300; objects
/// without a title and a date are none. Linear, whatever the nesting.
std::vector<Row> json_rows(std::string_view script);

/// Whether rows are written out by the script in a way that is not read here: dates alone in a script are clocks and
/// versions.
bool holds_rows(std::string_view script);

}  // namespace sitewatch::page
