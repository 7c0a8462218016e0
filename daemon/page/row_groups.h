#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "domain/page_reading.h"
#include "page/dates.h"

namespace sitewatch::page {

/// One row that looks like an item.
struct Row {
  std::string title;
  std::string link;  ///< As it stands in the page.
  std::optional<Day> day;
  std::optional<MonthAndDay> without_year;  ///< Set only where `day` is not.
};

/// Rows that follow each other in one box of the page.
struct RowGroup {
  int items = 0;
  int dated_items = 0;
  bool is_beside = false;     ///< In a sidebar or another box beside the content.
  bool years_unsure = false;  ///< Dates without a year could be newer than they were taken for.
  std::vector<Item> newest;   ///< At most 3, newest first; links as they stand in the page.
  std::vector<Item> undated;  ///< The first 3 rows without a date.
  std::vector<ItemMark> marks;
};

/// Gathers the rows of one group in the order in which they stand and supplies missing years: that of the address
/// (…/t20161228_1.html under [12-28]); else, since lists run from new to old, the latest year that puts a row no later
/// than the dated row above it, and no later than tomorrow. Bounded: after some hundreds of rows the years above count.
class GroupBuilder {
 public:
  explicit GroupBuilder(Day today) : today_{today} {}

  void begin(bool is_beside);
  void add(Row row);
  RowGroup finish();

 private:
  void supply_years();
  void keep(const Row& row);

  Day today_;
  RowGroup group_;
  std::vector<Row> waiting_;  ///< Whose years are settled together.
};

/// What a page's groups say for one kind of page.
struct RowSummary {
  int items = 0;
  int dated_items = 0;
  bool years_unsure = false;
  std::vector<Item> newest;
  std::vector<Item> undated;
  std::vector<ItemMark> marks;  ///< At most `most_marks`.
  /// The newest date that was read but is not counted: of boxes beside the list, of no row at all.
  std::optional<Day> outside;
};
/// A home page's newest row is that of all its groups; a column's is that of its own list: sidebars are left out, and
/// where there is a pager, all but the longest list.
RowSummary summary_of(const std::vector<RowGroup>& groups, PageKind kind, bool has_pager);

}  // namespace sitewatch::page
