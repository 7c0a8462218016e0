#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/page_reading.h"
#include "page/date_labels.h"
#include "page/dates.h"
#include "page/region.h"
#include "page/stated_date.h"
#include "page/tokenizer.h"

namespace sitewatch::page {

/// Where an article's page may say when it was published; the most trusted first.
enum class DateSource : std::uint8_t {
  meta_published,  ///< article:published_time and its like.
  json_published,  ///< datePublished of a JSON-LD.
  item_published,  ///< itemprop=datePublished, <time pubdate>.
  labelled,        ///< 发布时间：2026-11-20
  headline_time,   ///< The first <time> behind the headline.
  headline_text,   ///< The first line behind the headline that holds a date and little else.
  meta_plain,      ///< A meta tag called date.
  marked_text,     ///< A line like that in an element whose class says date.
  any_time,        ///< The first <time> of the content.
  address,         ///< /2026/11/20/ in the page's own address.
  modified,        ///< Only the last change is told.
  any_text,        ///< The first short line of the content that holds a date.
  beside_stated,   ///< By a tag or a label, but in a box beside the content.
  script,          ///< published_at and its like in other scripts.
  beside_text,     ///< A line with a date in a box beside the content.
  meta_time,       ///< A time in a meta tag of some other name.
};
constexpr std::size_t date_source_count = 16;
std::string_view name(DateSource source);

struct ArticleDate {
  std::optional<Day> day;
  std::string text;        ///< As it stands on the page, for people.
  bool is_stated = false;  ///< By a tag or a label, not only by where it stands.
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
  /// Looked into only if a date follows.
  struct RecentTag {
    std::string_view raw;
    std::size_t at = 0;  ///< Bytes of text before it.
  };
  struct Found {
    StatedDate date;
    std::string text;
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
  void lone_text(std::string_view text);
  void script(std::string_view text);
  void keep(DateSource source, const std::optional<StatedDate>& date, std::string_view text);
  /// How sure it is that a headline stands here.
  enum class Anchor : std::uint8_t { none, heading, h1, title };
  void anchor(Anchor seen);
  Anchor anchor_of(std::string_view text) const;
  const Found* found(DateSource source) const;
  std::optional<Day> near_day(const StatedDate& date) const;
  void keep_text(DateSource source, const StatedDate& date, std::string_view text);

  Day today_;
  std::string url_;
  Region region_;
  DayOrder order_ = DayOrder::day_first;
  std::optional<Found> found_[date_source_count];
  std::string title_;
  std::string before_;          ///< The end of the text so far, for labels in elements of their own.
  std::size_t since_headline_;  ///< Bytes of text.
  std::size_t since_time_tag_;
  std::size_t text_seen_ = 0;
  std::array<RecentTag, 6> recent_tags_;
  std::size_t next_tag_ = 0;
  Anchor anchor_ = Anchor::none;  ///< The surest so far; `since_headline_` counts from it.
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
