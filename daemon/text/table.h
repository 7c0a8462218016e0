#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sitewatch {

/// Columns a terminal or a sheet gives to `text`: two for Chinese and other wide characters, none for combining ones.
std::size_t display_width(std::string_view text);

/// Rows in aligned columns under a heading, one line each; what came from a site cannot move the cursor. Rows may be
/// shorter than the heading. The last column is not padded.
std::string table(const std::vector<std::string>& heading, const std::vector<std::vector<std::string>>& rows);

}  // namespace sitewatch
