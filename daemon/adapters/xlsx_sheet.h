#pragma once

#include <string>

#include "domain/result.h"
#include "domain/sheet.h"

namespace sitewatch {

/// A workbook of one sheet: A4 landscape, as wide as the page, column names on each page and in sight while scrolling.
/// Words are stored as words, never as formulas or links; those that would become a formula in another format get an
/// apostrophe in front. Uses libxlsxwriter's temporary files; blocks.
Result<std::string> write_xlsx(const Sheet& sheet);

/// Any format; blocks.
Result<std::string> write_sheet(const Sheet& sheet, SheetFormat format);

}  // namespace sitewatch
