#include "page/stated_date.h"

#include <algorithm>

#include "page/ascii_case.h"
#include "page/chinese_numerals.h"
#include "page/date_cursor.h"

namespace sitewatch::page {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<StatedDate> of_digits(std::string_view digits) {
  constexpr std::size_t most_digits = 14;
  if (digits.size() > most_digits) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  if (digits.size() == 10 || digits.size() == 13) {
    const std::chrono::seconds since{digits.size() == 13 ? value / 1000 : value};
    const Day day{date::floor<date::days>(date::sys_seconds{since})};
    if (const auto valid = valid_day(int{day.year()}, int(unsigned{day.month()}), int(unsigned{day.day()})))
      return StatedDate{*valid, true};
    return std::nullopt;
  }
  if (digits.size() != 8 && digits.size() != 12 && digits.size() != 14) return std::nullopt;
  for (std::size_t extra = digits.size(); extra > 8; --extra) value /= 10;
  const auto day = valid_day(int(value / 10'000), int(value / 100 % 100), int(value % 100));
  return day ? std::optional{StatedDate{*day, false}} : std::nullopt;
}

bool is_utc(std::string_view value) {
  return value.size() > 16 && (value.ends_with('Z') || value.ends_with("+00:00") || value.ends_with("+0000") ||
                               value.ends_with("GMT") || value.ends_with("UTC"));
}

}  // namespace

std::optional<StatedDate> stated_date(std::string_view raw, DayOrder order) {
  constexpr std::size_t longest = 100;
  constexpr std::size_t iso_day = 10;
  const std::string_view value = trimmed(raw).substr(0, longest);
  if (value.empty()) return std::nullopt;
  if (std::all_of(value.begin(), value.end(), is_digit)) return of_digits(value);
  const bool utc = is_utc(value);
  const bool has_hour = value.size() >= 16 && is_digit(value[11]) && is_digit(value[12]) && value[13] == ':';
  const int hour = has_hour ? (value[11] - '0') * 10 + (value[12] - '0') : 12;
  // Midnight of a publisher west or east of us: 2021-11-04T23:00:00Z is 5 November in Berlin.
  if (utc && value.size() >= 17 && value[10] == 'T') {
    const std::string_view clock = value.substr(11, 5);
    const std::string_view seconds = value.substr(16);
    const bool is_sharp = seconds.starts_with("Z") || seconds.starts_with(":00");
    if (is_sharp && (clock == "22:00" || clock == "23:00" || clock == "16:00"))
      if (const auto days = written_dates(value.substr(0, iso_day), order); !days.empty())
        return StatedDate{plus_days(days.front().day, 1), false};
  }
  // The day first: what follows it may run on (2026-11-20-08:00).
  if (value.size() > iso_day && !is_digit(value[iso_day]))
    if (const auto days = written_dates(value.substr(0, iso_day), order); !days.empty())
      return StatedDate{days.front().day, utc, hour};
  if (value.size() >= 15 && value[8] == 'T' && std::all_of(value.begin(), value.begin() + 8, is_digit))
    return of_digits(value.substr(0, 8));
  const auto days = dates_in(value, order);
  return days.empty() ? std::nullopt : std::optional{StatedDate{days.front(), utc}};
}

}  // namespace sitewatch::page
