#include "probe/validators.h"

namespace sitewatch {

Validators validators_of(const FetchResponse& response) {
  Validators found;
  const std::string* const etag = response.header("etag");
  const std::string* const modified = response.header("last-modified");
  if (etag && etag->size() <= most_validator_bytes) found.etag = *etag;
  if (modified && modified->size() <= most_validator_bytes) found.last_modified = *modified;
  return found;
}

}  // namespace sitewatch
