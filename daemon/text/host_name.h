#pragma once

#include <string>
#include <string_view>

#include "domain/result.h"
#include "domain/url.h"

namespace sitewatch {

/// A host name in lower-case A-labels ("区政府.example" → "xn--…"): UTS 46, nontransitional. ASCII passes unjudged;
/// what comes out may still be a numeric form, so it goes through Url::parse before anybody connects.
Result<std::string> ascii_host(std::string_view utf8);

/// Url::parse for addresses that people type: a Chinese host name becomes its A-label first.
Result<Url> parse_url(std::string_view utf8);

/// Url::resolve for a Location header whose host may be Chinese.
Result<Url> resolve_url(const Url& base, std::string_view reference);

}  // namespace sitewatch
