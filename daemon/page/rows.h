#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/page_reading.h"
#include "page/dates.h"
#include "page/scanner.h"

namespace sitewatch::page {

/// What the rows of a page say, before any verdict.
struct RowSummary {
  int items = 0;  ///< Rows that look like an item: a date with its link, or a link with a headline.
  int dated_items = 0;
  int links = 0;
  std::vector<Item> newest;  ///< At most 3, newest first; links as they stand in the page.
  std::optional<Day>
      outside;  ///< The newest plausible date that belongs to no row: text without link, script, address.
  bool parts_of_dates = false;  ///< Dates split over elements were seen.
  bool future_dates = false;    ///< Dates beyond tomorrow were left out.
};

/// Finds items in a stream of tokens: a date and its link in one row. A row is an li, tr or dd, or a dt with its dd; a
/// p or div where no such row is open. Keeps one row at a time: memory does not grow with the page.
class RowReader {
 public:
  explicit RowReader(Day today) : today_{today} {}

  void take(const Token& token);
  /// Ends the last row. No token afterwards.
  RowSummary finish();

 private:
  struct Link {
    std::string href;
    std::string title;
    std::string text;
    std::string headline() const;
  };
  /// The row's links and dates in the order in which they stand; exactly one of the two is set.
  struct Part {
    std::optional<std::size_t> link;
    std::optional<Day> date;
  };

  void open(const Token& token);
  void close(Element element);
  void text(std::string_view raw);
  void script(std::string_view text);
  void begin_link(std::string_view attributes);
  void add_date(Day day);
  void end_row();
  void keep_pairs();
  void keep(const Link& link, Day day);
  void seen_outside(Day day);
  const Link* best_link() const;
  bool is_plausible(Day day);
  bool has_date() const;

  Day today_;
  RowSummary summary_;
  std::vector<Link> links_;
  std::vector<Part> parts_;
  bool in_link_ = false;
  bool in_strong_row_ = false;
  bool row_is_dt_ = false;
  DateMeaning meaning_ = DateMeaning::published;  ///< Of this row's dates.
};

/// Entities decoded, on one line.
std::string readable(std::string_view raw);

}  // namespace sitewatch::page
