#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/zone.h"

namespace sitewatch {

/// A part of one: 0.0496 is shown as 4.9 %, with one decimal that is cut, so that no limit is reached by rounding.
struct Share {
  double of_one = 0;
  friend bool operator==(const Share&, const Share&) = default;
};

/// Nothing, words, a number, a day, or a time as the office's clocks show it (minutes). Numbers, days and times stay
/// such in a workbook, so that people can sort and add them.
using SheetCell = std::variant<std::monostate, std::string, std::int64_t, double, Share, Day, LocalTime>;

struct SheetColumn {
  std::string name;
  int width = 0;  ///< In letters; a Chinese character takes two. 0: as wide as what is in it, within reason.
};

/// A table that an office prints, mails or files: an overview, a list for a telephone round, a monthly summary. A plain
/// value in the words of one language; text::write_… and the SheetWriter make bytes of it.
///
/// Words may come from anywhere: each writer puts them on one line and leaves nothing in them that its format would
/// run.
struct Sheet {
  std::string name;                ///< Of the tab in a workbook; Excel's limits are seen to.
  std::string title;               ///< Over the table, in large letters.
  std::vector<std::string> above;  ///< Lines between title and table: time span, rules, when it was made.
  std::vector<SheetColumn> columns;
  std::vector<std::vector<SheetCell>> rows;  ///< A row may be shorter than `columns`, never longer.
  std::vector<std::string> below;            ///< Lines under the table: how to read it, blanks for signatures.
};

/// `csv` is for other programs: column names and rows alone, UTF-8 with a byte order mark, CRLF. The others are for
/// people and hold everything; `html` is a page of its own, `html` and `xlsx` print on A4 landscape.
enum class SheetFormat : std::uint8_t { text, html, csv, xlsx };
std::string_view name(SheetFormat format);  ///< "text", "html", "csv", "xlsx"
std::optional<SheetFormat> sheet_format_named(std::string_view name);
std::string_view media_type(SheetFormat format);  ///< For Content-Type.

}  // namespace sitewatch
