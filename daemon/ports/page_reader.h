#pragma once

#include <string>

#include "domain/page_part.h"
#include "domain/page_reading.h"
#include "domain/time.h"
#include "ports/awaitable.h"

namespace sitewatch {

struct PageSource {
  std::string body;
  std::string content_type;
  std::string url;
  Day today;  ///< In the configured zone.
  PageKind kind = PageKind::home;
  PagePart part = {};
};

/// Reads hostile bytes on a CPU pool, never on the control loop; never fails, at worst `unparsed`.
class PageReader {
 public:
  virtual ~PageReader() = default;
  virtual Task<PageReading> read(PageSource source) = 0;
};

}  // namespace sitewatch
