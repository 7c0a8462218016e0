#include "page/url_dates.h"

#include "page/date_cursor.h"

namespace sitewatch::page {
namespace {

std::optional<Day> date_at(std::string_view link, std::size_t at) {
  Cursor cursor{link, at};
  Cursor compact{link, at};
  if (const auto year = cursor.number(4, 4); year && cursor.take_any("/-_")) {
    const auto month = cursor.number(1, 2);
    const bool separated = month && cursor.take_any("/-_");
    const auto day = separated ? cursor.number(1, 2) : std::nullopt;
    return day ? valid_day(*year, *month, *day) : std::nullopt;
  }
  if (const auto digits = compact.number(8, 8)) return valid_day(*digits / 10'000, *digits / 100 % 100, *digits % 100);
  // /201611/25/
  Cursor month_first{link, at};
  const auto year_and_month = month_first.number(6, 6);
  if (!year_and_month || !month_first.take_any("/")) return std::nullopt;
  const auto day = month_first.number(1, 2);
  if (!day || !month_first.take_any("/")) return std::nullopt;
  return valid_day(*year_and_month / 100, *year_and_month % 100, *day);
}

}  // namespace

std::optional<Day> date_in_link(std::string_view link) {
  for (std::size_t at = 0; at < link.size();) {
    if (!is_digit(link[at])) {
      ++at;
      continue;
    }
    if (const auto made = date_at(link, at)) return made;
    // Behind this run of digits, so that no date begins inside a number.
    while (at < link.size() && is_digit(link[at])) ++at;
  }
  return std::nullopt;
}

}  // namespace sitewatch::page
