#pragma once

#include <optional>
#include <string>

#include "web/http.h"
#include "web/settings.h"

namespace sitewatch::web {

/// How the body of an answer goes out.
struct Framing {
  std::optional<std::size_t> length;  ///< None: in chunks, or until the end where `chunked` is not set.
  bool chunked = false;
  bool gzip = false;
  bool keep_alive = true;
};

/// Status line and header lines with the empty one: what the response brings, the policy every answer of ours carries,
/// and what web_config adds or replaces. No word of a version.
std::string answer_head(const Response& response, const Framing& framing, const Settings& settings, WallTime now);

/// RFC 9110's date.
std::string http_date(WallTime time);

}  // namespace sitewatch::web
