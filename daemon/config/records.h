#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/mistakes.h"
#include "config/section.h"

namespace sitewatch {

/// One property of a table (sponsors, sites), by its path in YAML and its headers in CSV.
struct FieldName {
  std::string_view path;     ///< "probe.interval"
  std::string_view column;   ///< "interval"; empty: YAML only.
  std::string_view chinese;  ///< "检查间隔"
  enum class Kind : std::uint8_t { scalar, list } kind = Kind::scalar;
};

/// The properties that a site, a column and a sponsor may have; config/reference.md lists the same.
std::span<const FieldName> site_fields();
std::span<const FieldName> column_fields();
std::span<const FieldName> sponsor_fields();

struct Cell {
  std::size_t field = 0;                 ///< Index in the table of names.
  std::vector<std::string_view> values;  ///< Never empty; a scalar has one.
  Position at;
  std::string_view label;  ///< How a mistake names it.
};

/// One row of a CSV file, or one map of a YAML list.
struct Record {
  Position at;
  std::vector<Cell> cells;

  /// The cell of a field, by its place in the table of names; null if the record leaves it out.
  const Cell* find(std::size_t field) const;
};

/// Reads what a key of the main file names: one file or a list of files, each .csv (or .tsv) or else YAML, a list of
/// maps; a map may also stand in the list itself. Unknown and doubled headers and keys are mistakes; empty cells are
/// left out. Views in a record live as long as the call of `take`.
void read_tables(const Section& section, std::string_view key, std::span<const FieldName> names,
                 const std::function<void(const Record&)>& take);

}  // namespace sitewatch
