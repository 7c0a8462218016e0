#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/zone.h"

namespace sitewatch::page {

/// What 3/4/2026 means where both numbers could be the month.
enum class DayOrder : std::uint8_t { day_first, month_first };

struct WrittenDate {
  Day day;
  std::size_t begin = 0;  ///< In the text that was read, with its digits plain.
  std::size_t end = 0;
};

/// Whole dates with a year that stand in `text` (UTF-8, digits plain already: see chinese_numerals.h): 2026-11-20,
/// 2026/11/20, 2026.11.20, 2026年11月20日, 20.11.2026, 20 November 2026, November 20, 2026 in many languages.
/// Impossible days (2月30日), years before 1990 and digits that run on (2026-11-201) are no dates; nor is a document
/// number, 〔2017〕4号.
std::vector<WrittenDate> written_dates(std::string_view text, DayOrder order = DayOrder::day_first);

/// The days of `written_dates`, in any digits.
std::vector<Day> dates_in(std::string_view text, DayOrder order = DayOrder::day_first);

/// A date of which the page does not say the year.
struct MonthAndDay {
  int month = 0;
  int day = 0;
  friend bool operator==(const MonthAndDay&, const MonthAndDay&) = default;
};
/// The latest day of that name that is no later than tomorrow.
std::optional<Day> latest(MonthAndDay date, Day today);
/// The latest day of that name on or before `limit`.
std::optional<Day> latest_until(MonthAndDay date, Day limit);

/// A text that is nothing but a date; exactly one of the two is set.
struct LoneDate {
  std::optional<Day> day;
  std::optional<MonthAndDay> without_year;
  bool labelled = false;  ///< 发布时间：
};
/// The date if `text` is nothing but one: brackets, a label (发布时间：), a weekday and a time of day may stand around
/// it. Here month and day alone count too ([11-20], 11月20日), years of two digits (17-03-30) and words (昨天,
/// 3小时前).
/// Digits plain already.
std::optional<LoneDate> lone_date(std::string_view text, Day today, DayOrder order = DayOrder::day_first);
/// Quick: false where `lone_date`, `year_and_month` and `day_of_month` find nothing for sure.
bool may_be_lone_date(std::string_view text);
/// The same with the year supplied by `latest`, in any digits.
std::optional<Day> date_alone(std::string_view text, Day today);

/// A date at the edge of a headline: in brackets ([11-20] 关于…的通知, 关于…的通知（2026-11-20）) or in figures before
/// or behind a space (2026-11-20 关于…). 2026年11月20日停水公告 begins with what the news is about.
std::optional<LoneDate> edge_date(std::string_view headline, Day today);

/// Part of a date that other elements complete ("2026-11", "2026年11月").
struct YearAndMonth {
  int year = 0;
  int month = 0;
};
std::optional<YearAndMonth> year_and_month(std::string_view text);
/// A day of the month and nothing else: "21", "21日", "[3]".
std::optional<int> day_of_month(std::string_view text);

/// What the words around a date make of it.
enum class DateMeaning : std::uint8_t {
  published,
  clock,  ///< Today's date, a copyright, a registration: says nothing of the page's news.
  event,  ///< A deadline or the day something happens.
};
DateMeaning meaning_of(std::string_view text);

}  // namespace sitewatch::page
