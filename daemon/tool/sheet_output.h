#pragma once

#include <string>

#include "domain/sheet.h"

namespace CLI {
class App;
}

namespace sitewatch::tool {

/// `--format text|html|csv|xlsx`.
void add_format_option(CLI::App& command, std::string& format);

/// Writes a sheet to standard output; a workbook is bytes, to be sent into a file. Answers an exit code.
int print_sheet(const Sheet& sheet, const std::string& format);

}  // namespace sitewatch::tool
