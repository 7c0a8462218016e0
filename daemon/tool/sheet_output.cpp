#include "tool/sheet_output.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "adapters/xlsx_sheet.h"
#include "tool/command.h"

namespace sitewatch::tool {

void add_format_option(CLI::App& command, std::string& format) {
  command.add_option("--format", format, "How the list is written; a workbook goes into a file: --format xlsx > FILE")
      ->check(CLI::IsMember({"text", "html", "csv", "xlsx"}))
      ->capture_default_str();
}

int print_sheet(const Sheet& sheet, const std::string& format) {
  const SheetFormat wanted = sheet_format_named(format).value_or(SheetFormat::text);
  if (wanted == SheetFormat::xlsx && ::isatty(STDOUT_FILENO) == 1)
    return complain("a workbook is not for a terminal; write it to a file: --format xlsx > FILE", wrong_usage);
  const Result<std::string> bytes = write_sheet(sheet, wanted);
  if (!bytes) return complain(bytes.error().message);
  std::cout << *bytes << std::flush;
  return std::cout ? success : complain("cannot write the list to standard output");
}

}  // namespace sitewatch::tool
