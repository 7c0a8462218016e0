#pragma once

#include <string_view>

namespace sitewatch {

/// A bare address that cannot end its SMTP line or header and start another: `local@domain` of printable ASCII, without
/// blanks, `<`, `>`, quotes, commas or semicolons; at most 254 bytes.
bool is_mail_address(std::string_view text);

/// Whether two addresses reach the same mailbox as far as letters tell: upper and lower case are one.
bool same_mail_address(std::string_view a, std::string_view b);

}  // namespace sitewatch
