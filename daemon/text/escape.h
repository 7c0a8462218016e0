#pragma once

#include <string>
#include <string_view>

namespace sitewatch {

/// For HTML text and quoted attribute values.
std::string html_escaped(std::string_view text);

/// Words for a cell of a spreadsheet. What it would run as a formula (= + - @, also full-width, tab or a line end at
/// the start) gets an apostrophe in front.
std::string inert_cell(std::string_view text);

/// One field of a CSV file: an inert cell, quoted where needed.
std::string csv_field(std::string_view text);

/// For a log line: valid UTF-8, every control character and line separator written out (\n, \x1b, \u2028), backslash
/// doubled; bytes that are not UTF-8 as \xNN.
std::string log_escaped(std::string_view text);

/// For a title, a subject or a header: valid UTF-8 on one line. Control characters and line separators become spaces,
/// direction overrides vanish, runs of spaces become one, none at the ends.
std::string one_line(std::string_view text);

}  // namespace sitewatch
