#pragma once

#include <map>
#include <string>
#include <string_view>

#include "domain/result.h"

namespace sitewatch {

/// Reads the small part of YAML that config/text uses: sections at the left edge, keys two blanks in, values plain, in
/// single quotes or as a block behind "|" (four blanks in, one newline kept at its end). "alert.title:" over
/// "  SiteDown: …" makes the key "alert.title.SiteDown". The message of a failure begins with its line number.
Result<std::map<std::string, std::string, std::less<>>> read_flat_yaml(std::string_view text);

}  // namespace sitewatch
