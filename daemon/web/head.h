#pragma once

#include <cstddef>
#include <string_view>

#include "web/settings.h"

namespace sitewatch::web {

/// What the bytes received so far are.
struct HeadScan {
  std::size_t length = 0;  ///< Of the whole head with its empty line; 0: not all of it is here yet.
  int refusal = 0;         ///< Status to answer before closing; 0: nothing wrong so far.
};

/// Judges the head of a request more strictly than any parser behind it, so that no two readers can disagree about
/// where it ends or what it asks: CRLF line ends only, one Host, one length or `chunked` but not both, no folding, no
/// blank before a colon, no control characters, origin-form targets. Pure; called again as bytes arrive.
HeadScan scan_head(std::string_view received, const Limits& limits);

}  // namespace sitewatch::web
