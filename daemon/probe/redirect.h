#pragma once

#include <string>
#include <vector>

#include "domain/failure_reason.h"
#include "domain/url.h"

namespace sitewatch {

inline constexpr int most_redirects = 5;

/// Where a Location leads, or why it is not followed.
struct Redirect {
  FailureReason refused = FailureReason::none;
  std::string detail;  ///< May hold bytes of the site.
  Url to;              ///< Meaningful only where nothing refused it.
};

/// Judges one Location. `target` is where the visit began, `here` the hop that answered, `path` every address so far.
/// A loop whose hops set cookies is left unjudged: a browser that keeps them may get through.
Redirect judge_redirect(const Url& target, const Url& here, const std::string* location, const std::vector<Url>& path,
                        bool cookies_set);

}  // namespace sitewatch
