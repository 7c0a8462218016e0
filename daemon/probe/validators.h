#pragma once

#include "ports/http_client.h"
#include "ports/site_fetcher.h"

namespace sitewatch {

/// What the server says of this version of its page; what is too long to be kept is left out.
Validators validators_of(const FetchResponse& response);

}  // namespace sitewatch
