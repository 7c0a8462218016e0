#pragma once

#include <cstddef>
#include <memory>

#include "ports/page_reader.h"

namespace sitewatch {

/// Reads pages on threads of its own. The awaitable resumes on the caller's executor and is not cancellable. Destroy it
/// before the executors its callers run on; the destructor waits for the page each thread is at and answers those that
/// still wait with `unparsed`. Where threads are short it makes do with fewer; without any the constructor throws
/// std::system_error.
class PoolPageReader : public PageReader {
 public:
  explicit PoolPageReader(std::size_t threads = 2);
  ~PoolPageReader() override;
  PoolPageReader(const PoolPageReader&) = delete;
  PoolPageReader& operator=(const PoolPageReader&) = delete;

  Task<PageReading> read(PageSource source) override;

 private:
  class Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace sitewatch
