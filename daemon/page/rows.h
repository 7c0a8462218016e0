#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/page_reading.h"
#include "page/date_budget.h"
#include "page/dates.h"
#include "page/region.h"
#include "page/row_groups.h"
#include "page/tokenizer.h"

namespace sitewatch::page {

/// What the rows of a page say, before any verdict.
struct PageRows {
  std::vector<RowGroup> groups;
  int links = 0;
  bool has_pager = false;
  std::optional<Day> outside;          ///< The newest plausible date that belongs to no row: text without link, script.
  std::optional<Day> undated_address;  ///< The newest date in an address whose row shows none.
  bool parts_of_dates = false;         ///< Dates split over elements in a way that was not understood.
  bool future_dates = false;           ///< Dates beyond tomorrow were left out.
  bool too_many = false;               ///< More dates or links than are looked at.
};

/// Finds items in a stream of tokens: a date and its link in one row. A row is an li, tr or dd, or a dt with its dd;
/// where no such row is open, the blocks from one headline to the next. Lists inside scripts (CDATA, JSON) are read as
/// well. Keeps one row and one group at a time: memory does not grow with the page.
class RowReader {
 public:
  explicit RowReader(Day today) : today_{today}, group_{today} {}

  void take(const Token& token);
  /// Ends the last row. No token afterwards.
  PageRows finish();

 private:
  struct Link {
    std::string href;
    std::string title;
    std::string text;
    std::optional<std::string> shown;  ///< Of both, made when it is first asked for.
    const std::string& headline();
  };
  /// The row's links and dates in the order in which they stand; exactly one of the three is set.
  struct Part {
    std::optional<std::size_t> link;
    std::optional<Day> day;
    std::optional<MonthAndDay> without_year;
    bool is_date() const { return !link; }
  };
  /// The last text, if it could be half of a date.
  struct Half {
    std::optional<YearAndMonth> month;
    std::optional<int> day;
    std::optional<MonthAndDay> without_year;
  };

  static constexpr std::size_t most_dates = 64;
  static constexpr std::size_t most_links = 64;
  static constexpr std::size_t most_text = 1000;
  static void append_up_to(std::string& out, std::string_view text, std::size_t most);
  void open(const Token& token);
  void close(Element element);
  void text(const Token& token);
  bool row_text(std::string_view text);
  bool lone_text(std::string_view text);
  bool completes_half(std::string_view text);
  void prose(std::string_view text);
  void script(std::string_view text);
  void script_markup(std::string_view text);
  void begin_link(std::string_view attributes);
  void add_date(std::optional<Day> day, std::optional<MonthAndDay> without_year);
  void end_block();
  void end_row();
  void gather_pieces();
  void settle_row();
  void keep_pairs();
  void keep(Link& link, const Part& date);
  void emit(Row row);
  bool completes_waiting();
  void flush_waiting();
  void end_group();
  void close_group();
  void seen_outside(Day day);
  void seen_in_address(Day day);
  Link* best_link();
  bool is_plausible(Day day);
  std::size_t dates() const;

  Day today_;
  PageRows rows_;
  Region region_;
  DateBudget budget_;
  GroupBuilder group_;
  bool group_open_ = false;
  std::size_t group_depth_ = 0;
  bool group_is_beside_ = false;
  std::size_t row_depth_ = 0;
  bool row_is_beside_ = false;  ///< Where its first link or date stands.
  std::vector<Link> links_;
  std::vector<Part> parts_;
  std::vector<Day> prose_dates_;  ///< In longer texts of the row: they count where no date stands alone.
  std::string text_;              ///< Of the row outside its links, for labels and dates in pieces.
  Half half_;
  std::vector<Row> waiting_;  ///< Undated rows of the list that is open: one item may be several of its rows.
  bool has_label_ = false;    ///< The row's date has a label or a class that says so.
  bool in_link_ = false;
  bool in_strong_row_ = false;
  bool row_is_dt_ = false;
  bool row_is_clock_ = false;
  bool has_other_date_ = false;  ///< A deadline or an event.
  bool in_script_ = false;
  int script_rows_ = 0;
};

/// Character references resolved, on one line, clipped.
std::string readable(std::string_view raw);

}  // namespace sitewatch::page
