#pragma once

#include "domain/probe_result.h"
#include "ports/awaitable.h"

namespace sitewatch {

/// A visit with its page.
struct Visit {
  ProbeResult result;
  std::string body;          ///< Of the last hop, decoded, at most max_body; its top on visits of the schedule.
  std::string content_type;  ///< The last hop's header, for the charset.
};

/// Implemented by probe: resolve, judge every address, fetch, follow at most 5 redirects, judge. Takes its turn in the
/// limits per host name and address. Freshness reads pages through it.
class SiteFetcher {
 public:
  virtual ~SiteFetcher() = default;
  virtual Task<Visit> visit(const Site& site, Url url, VisitKind kind) = 0;
};

}  // namespace sitewatch
