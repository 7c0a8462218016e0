#pragma once

#include <string>
#include <string_view>

namespace sitewatch::page {

/// Numeric references and the few named ones that stand in headlines and dates; any other stays as it is.
std::string without_entities(std::string_view text);

}  // namespace sitewatch::page
