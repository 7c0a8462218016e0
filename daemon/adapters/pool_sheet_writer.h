#pragma once

#include <memory>

#include "ports/sheet_writer.h"

namespace sitewatch {

/// Writes sheets one after another on a thread of its own. The awaitable resumes on the caller's executor and is not
/// cancellable. Destroy it before the executors its callers run on; the destructor waits for the sheet under way and
/// answers those that still wait with an error.
class PoolSheetWriter : public SheetWriter {
 public:
  PoolSheetWriter();
  ~PoolSheetWriter() override;
  PoolSheetWriter(const PoolSheetWriter&) = delete;
  PoolSheetWriter& operator=(const PoolSheetWriter&) = delete;

  Task<Result<std::string>> write(Sheet sheet, SheetFormat format) override;

 private:
  class Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace sitewatch
