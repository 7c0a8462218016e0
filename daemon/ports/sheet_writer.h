#pragma once

#include <string>

#include "domain/result.h"
#include "domain/sheet.h"
#include "ports/awaitable.h"

namespace sitewatch {

/// Makes bytes of a sheet, off the control loop: a workbook of ten thousand rows takes a second.
class SheetWriter {
 public:
  virtual ~SheetWriter() = default;
  /// Fails where a temporary file cannot be made, or while the daemon ends.
  virtual Task<Result<std::string>> write(Sheet sheet, SheetFormat format) = 0;
};

}  // namespace sitewatch
