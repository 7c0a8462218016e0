#include "page/article_choice.h"

#include <algorithm>
#include <cstdlib>

namespace sitewatch::page {
namespace {

constexpr std::array stated{DateSource::meta_published, DateSource::json_published, DateSource::item_published};
/// What readers see.
constexpr std::array shown{DateSource::labelled,    DateSource::headline_text, DateSource::headline_time,
                           DateSource::marked_text, DateSource::any_text,      DateSource::any_time};
constexpr std::size_t clearly_shown = 4;  ///< Of `shown`: next to a label, a headline, or marked.

bool is_stated(DateSource source) {
  return std::find(stated.begin(), stated.end(), source) != stated.end();
}

/// How many of the clear places show that day.
std::ptrdiff_t support(const FoundDates& found, Day day) {
  return std::count_if(shown.begin(), shown.begin() + clearly_shown,
                       [&](DateSource source) { return found[source] && found[source]->date.day == day; });
}

/// The one day that all of the page shows, behind the headline and once more, or else as its last change.
std::optional<Day> shown_throughout(const FoundDates& found) {
  if (!found[DateSource::headline_text] || found[DateSource::headline_text]->is_change) return std::nullopt;
  const Day day = found[DateSource::headline_text]->date.day;
  int places = 0;
  for (const DateSource source : shown) {
    if (!found[source]) continue;
    if (found[source]->date.day != day) return std::nullopt;
    ++places;
  }
  const std::optional<FoundDate>& change = found[DateSource::modified];
  return places >= 3 || (change && change->date.day == day) ? std::optional{day} : std::nullopt;
}

/// The publisher's own day: a tag's may be the one before or after.
Day own_day(const FoundDates& found, Day day) {
  for (const DateSource source : {DateSource::labelled, DateSource::headline_time, DateSource::headline_text,
                                  DateSource::address, DateSource::marked_text}) {
    const std::optional<FoundDate>& each = found[source];
    if (each && !each->date.in_utc && std::abs(days_between(day, each->date.day)) <= 1) return each->date.day;
  }
  return day;
}

/// `best`, or another tag whose day the page shows where it does not show that of `best`.
DateSource shown_tag(const FoundDates& found, DateSource best) {
  if (support(found, found[best]->date.day) > 0) return best;
  for (const DateSource other : stated)
    if (found[other] && support(found, found[other]->date.day) > 0) return other;
  return best;
}

ChosenDate of_stated(const FoundDates& found, DateSource best) {
  const DateSource source = shown_tag(found, best);
  const Day day = found[source]->date.day;
  if (support(found, day) == 0)
    if (const auto shown_day = shown_throughout(found)) return {*shown_day, DateSource::headline_text};
  return {own_day(found, day), source};
}

}  // namespace

std::string_view name(DateSource source) {
  constexpr std::array<std::string_view, date_source_count> names{"meta tag",
                                                                  "JSON-LD",
                                                                  "datePublished",
                                                                  "label",
                                                                  "time behind the headline",
                                                                  "text behind the headline",
                                                                  "meta tag date",
                                                                  "marked text",
                                                                  "time",
                                                                  "address",
                                                                  "last change",
                                                                  "text",
                                                                  "stated beside the content",
                                                                  "script",
                                                                  "text beside the content",
                                                                  "time in a meta tag"};
  return names[static_cast<std::size_t>(source)];
}

std::optional<ChosenDate> chosen(const FoundDates& found) {
  const std::optional<FoundDate>& change = found[DateSource::modified];
  for (std::size_t index = 0; index < date_source_count; ++index) {
    const auto source = static_cast<DateSource>(index);
    if (!found[source]) continue;
    if (is_stated(source)) return of_stated(found, source);
    const bool is_shown_only = source > DateSource::labelled && source < DateSource::modified;
    if (is_shown_only && change && found[source]->date.day > change->date.day) continue;
    return ChosenDate{found[source]->date.day, source};
  }
  return std::nullopt;
}

}  // namespace sitewatch::page
