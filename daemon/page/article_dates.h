#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/page_reading.h"
#include "page/article_choice.h"
#include "page/date_budget.h"
#include "page/date_labels.h"
#include "page/dates.h"
#include "page/region.h"
#include "page/tokenizer.h"

namespace sitewatch::page {

struct ArticleDate {
  std::optional<Day> day;
  std::string text;        ///< As it stands on the page, for people.
  bool is_stated = false;  ///< By a tag or a label, not only by where it stands.
  bool too_many = false;   ///< More dates than are looked at.
  std::vector<std::string> notes;
};

/// Finds when the article of a page was published. Keeps the first date of every source and decides at the end: memory
/// does not grow with the page.
class ArticleDates {
 public:
  ArticleDates(Day today, std::string_view url);

  void take(const Token& token);
  /// No token afterwards.
  ArticleDate finish();

 private:
  static constexpr std::size_t near_headline = 1500;  ///< Bytes of text.
  static constexpr std::size_t next_to_headline = 150;
  /// Looked into only if a date follows.
  struct RecentTag {
    std::string_view raw;
    std::size_t at = 0;  ///< Bytes of text before it.
  };
  struct Line {
    FoundDate found;
    std::size_t end = 0;  ///< Bytes of text before and in it.
  };

  void start_tag(const Token& token);
  void meta(std::string_view raw);
  void time_tag(std::string_view raw);
  void remember_tag(const Token& token);
  static std::optional<DateSource> mark_of(std::string_view raw);
  /// What the tags right before this text say of a date in it.
  std::optional<DateSource> mark() const;
  void text(std::string_view text);
  void dated_text(std::string_view plain, const std::vector<WrittenDate>& dates, std::string_view shown);
  void modified_date(Day day, std::string_view shown);
  void published_date(Day day, std::string_view shown);
  /// A date that no word beside it explains.
  void bare_date(const WrittenDate& written, std::string_view plain, bool alone, std::string_view shown);
  bool completes_pieces(std::string_view piece);
  void lone_text(std::string_view text);
  void script(std::string_view text);
  void keep(DateSource source, const std::optional<StatedDate>& date, std::string_view text);
  /// How sure it is that a headline stands here.
  enum class Anchor : std::uint8_t { none, heading, h1, title };
  void anchor(Anchor seen);
  Anchor anchor_of(std::string_view text) const;
  void look_into_scripts();
  void supply_year();
  bool is_near() const;
  bool is_past(Day day) const { return day <= plus_days(today_, 1); }
  void keep_text(DateSource source, const StatedDate& date, std::string_view text);

  Day today_;
  std::string url_;
  Region region_;
  DateBudget budget_;
  DayOrder order_ = DayOrder::day_first;
  FoundDates found_;
  std::string title_;
  std::string before_;          ///< The end of the text so far, for labels in elements of their own.
  std::string pieces_;          ///< Short texts that may be one date together.
  std::size_t since_headline_;  ///< Bytes of text.
  std::size_t since_time_tag_;
  std::size_t text_seen_ = 0;
  std::array<RecentTag, 6> recent_tags_;
  std::size_t next_tag_ = 0;
  Anchor anchor_ = Anchor::none;    ///< The surest so far; `since_headline_` counts from it.
  std::optional<Line> last_line_;   ///< The last line that holds a date and little else.
  std::optional<FoundDate> above_;  ///< One that stood right above the headline.
  int stated_tags_ = 0;             ///< Meta and time tags so far.
  bool in_h1_ = false;
  bool in_heading_ = false;  ///< What a heading dates is what it is about.
  bool is_json_ld_ = false;
  bool in_published_time_ = false;
  bool item_is_time_ = false;      ///< item_published is a <time>, and belongs to the heading before it.
  bool impossible_label_ = false;  ///< 发布时间：2033-05-31
  std::optional<MonthAndDay> label_without_year_;
  std::vector<std::string_view> scripts_;
};

}  // namespace sitewatch::page
