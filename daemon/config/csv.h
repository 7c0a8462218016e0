#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "config/source_file.h"

namespace sitewatch {

/// One field, unquoted and without the blanks around it; lives as long as the call it is handed to.
struct CsvField {
  std::string_view text;
  int line = 1;
  int column = 1;  ///< In characters, where the field begins.
};

/// Reads RFC 4180 as spreadsheets write it: commas, or tabs if the first row holds no comma; CRLF, LF or CR; quoted
/// fields may span lines. Rows without any text are skipped. A quote that never closes is a mistake at its beginning,
/// and ends the reading.
void read_csv(const SourceFile& source, Mistakes& mistakes,
              const std::function<void(const std::vector<CsvField>&)>& take_row);

}  // namespace sitewatch
