#pragma once

#include <string>

#include "domain/sheet.h"

namespace sitewatch {

/// A cell as people read it, unescaped: "", words on one line, 12, 3.5, 4.9%, 2026-03-05, 2026-03-05 02:13.
std::string shown(const SheetCell& cell);

/// What each column is wide, in letters: as asked for, else by its name and cells, between 6 and 40.
std::vector<int> column_widths(const Sheet& sheet);

/// Aligned columns for a terminal or a text mail.
std::string write_text(const Sheet& sheet);
/// Column names and rows only. Words that a spreadsheet would run as a formula get an apostrophe in front.
std::string write_csv(const Sheet& sheet);
/// A page that needs nothing else, ready to print.
std::string write_html(const Sheet& sheet);
/// Title, lines and table without a page around them, for a page that has its own style: h1, p.above, table, p.below;
/// cells with numbers have the class "number".
std::string html_part(const Sheet& sheet);
/// The same in three: everything before the rows, a row, everything after them.
std::string html_before_rows(const Sheet& sheet);
std::string html_row(const Sheet& sheet, const std::vector<SheetCell>& row);
std::string html_after_rows(const Sheet& sheet);

}  // namespace sitewatch
