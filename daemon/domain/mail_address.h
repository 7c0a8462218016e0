#pragma once

#include <string_view>

namespace sitewatch {

/// A bare address that cannot end its SMTP line or header and start another: `local@domain` of printable ASCII, without
/// blanks, `<`, `>`, quotes, commas or semicolons; at most 254 bytes.
bool is_mail_address(std::string_view text);

}  // namespace sitewatch
