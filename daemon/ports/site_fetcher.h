#pragma once

#include "domain/probe_result.h"
#include "ports/awaitable.h"

namespace sitewatch {

/// What a server said of the version of a page it sent, to be asked with the next time (RFC 9110, 13.1); each may be
/// empty.
struct Validators {
  std::string etag;
  std::string last_modified;
  bool empty() const { return etag.empty() && last_modified.empty(); }
  friend bool operator==(const Validators&, const Validators&) = default;
};
inline constexpr std::size_t most_validator_bytes = 256;  ///< A longer one is not kept.

/// A page that is wanted for reading.
struct PageRequest {
  Url url;
  Validators known;  ///< Not empty: only if the page has changed since.
};

/// A visit with its page.
struct Visit {
  ProbeResult result;
  std::string body;           ///< Of the last hop, decoded, at most max_body; its top on visits of the schedule.
  std::string content_type;   ///< The last hop's header, for the charset.
  Validators validators;      ///< Of the last hop; of readings only.
  bool not_modified = false;  ///< The page is what it was when `known` was taken: good, and without a body.
};

/// Implemented by probe: resolve, judge every address, fetch, follow at most 5 redirects, judge. Takes its turn in the
/// limits per host name and address. Freshness reads pages through it.
class SiteFetcher {
 public:
  virtual ~SiteFetcher() = default;
  virtual Task<Visit> visit(const Site& site, Url url, VisitKind kind) = 0;
  /// A visit of the kind `reading`, to any page of the site. The site must stay as long as it takes.
  virtual Task<Visit> read(const Site& site, PageRequest request) = 0;
};

}  // namespace sitewatch
