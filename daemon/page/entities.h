#pragma once

#include <string>
#include <string_view>

namespace sitewatch::page {

/// Every character reference of the HTML standard resolved; whatever is none stays as it is.
std::string without_entities(std::string_view text);

}  // namespace sitewatch::page
