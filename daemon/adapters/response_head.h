#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sitewatch {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// The status of "HTTP/1.1 200 OK"; none when it is no such line: another version than 1.0, 1.1 and 2, or a status
/// outside 100 to 599.
std::optional<int> read_status_line(std::string_view line);

/// Adds one header line, name in lower case; a folded line goes on with the one before. False for a line without colon.
bool add_header(HeaderList& headers, std::string_view line);

/// How many codings Content-Encoding lists.
int content_codings(const HeaderList& headers);

/// Content-Length beside Transfer-Encoding, or two lengths that differ: two readers may disagree where it ends.
bool has_length_defect(const HeaderList& headers);

}  // namespace sitewatch
