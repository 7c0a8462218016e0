#pragma once

#include <string>
#include <string_view>

namespace sitewatch {

/// The body as UTF-8: what it is already, else by the header's charset, the page's own label, else as GB18030. Throws
/// as to_utf8 does.
std::string body_text(std::string_view body, std::string_view content_type);

}  // namespace sitewatch
