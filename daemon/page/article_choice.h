#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "page/stated_date.h"

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
inline constexpr std::size_t date_source_count = 16;
std::string_view name(DateSource source);

struct FoundDate {
  StatedDate date;
  std::string text;        ///< As it stands on the page, clipped.
  bool is_change = false;  ///< The page calls it its last change.
};
/// The first date of each source.
class FoundDates {
 public:
  std::optional<FoundDate>& operator[](DateSource source) { return dates_[static_cast<std::size_t>(source)]; }
  const std::optional<FoundDate>& operator[](DateSource source) const {
    return dates_[static_cast<std::size_t>(source)];
  }
  auto begin() const { return dates_.begin(); }
  auto end() const { return dates_.end(); }

 private:
  std::array<std::optional<FoundDate>, date_source_count> dates_;
};

struct ChosenDate {
  Day day;
  DateSource source;
};
/// When the article was published, as all that was found makes likely: the most trusted source, unless the page shows
/// its readers another day. Tags that contradict each other are decided by what is shown; where all that is shown
/// behind the headline agrees on another day, or on the day next to it (midnight elsewhere), that day counts. What is
/// only shown is not later than the last change.
std::optional<ChosenDate> chosen(const FoundDates& found);

}  // namespace sitewatch::page
