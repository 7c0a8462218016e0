#pragma once

#include <string>

#include "domain/result.h"

namespace sitewatch {

/// The token that lets the operator's tool on this machine act as the office: the file `token` in the state directory,
/// mode 0600, made at the first start. Who can read it could read the store as well.
Result<std::string> local_token(const std::string& state_dir);

}  // namespace sitewatch
