#include "page/dates.h"

#include <algorithm>
#include <array>
#include <string>

#include "page/ascii_case.h"
#include "page/chinese_numerals.h"
#include "page/date_cursor.h"
#include "page/month_names.h"
#include "page/scan.h"

namespace sitewatch::page {
namespace {

constexpr std::string_view year_mark = "年";
constexpr std::string_view month_mark = "月";
constexpr std::string_view day_mark = "日";
/// Korean 년 월 일.
constexpr std::string_view korean_year = "\xeb\x85\x84";
constexpr std::string_view korean_month = "\xec\x9b\x94";
constexpr std::string_view korean_day = "\xec\x9d\xbc";

std::optional<int> take_month_name(Cursor& cursor) {
  Cursor trial = cursor;
  const auto month = month_named(trial.word());
  if (!month) return std::nullopt;
  trial.take_any(".");
  cursor = trial;
  return month;
}

/// 2026-11-20, 2026 年 11 月 20 日, 2026. 11. 20, 2026. november 20.
std::optional<Day> take_year_first(Cursor& cursor) {
  Cursor trial = cursor;
  const auto year = trial.number(4, 4);
  if (!year) return std::nullopt;
  trial.spaces();
  const bool in_words = trial.take(year_mark) || trial.take(korean_year);
  char separator = 0;
  for (const char each : std::string_view{"-/."})
    if (!in_words && separator == 0 && trial.take_any({&each, 1})) separator = each;
  trial.spaces();
  const auto named = in_words ? std::nullopt : take_month_name(trial);
  if (!in_words && separator == 0 && !named) return std::nullopt;
  const auto month = named ? named : trial.number(1, 2);
  if (!month) return std::nullopt;
  trial.spaces();
  if (!named && (in_words ? !trial.take(month_mark) && !trial.take(korean_month) : !trial.take_any({&separator, 1})))
    return std::nullopt;
  if (named && separator) trial.take_any({&separator, 1});
  trial.spaces();
  const auto day = trial.number(1, 2);
  if (!day) return std::nullopt;
  Cursor behind = trial;
  behind.spaces();
  if (in_words && (behind.take(day_mark) || behind.take(korean_day))) trial = behind;
  cursor = trial;
  return valid_day(*year, *month, *day);
}

std::optional<Day> day_of(int first, int second, int year, DayOrder order) {
  if (order == DayOrder::month_first && first <= 12) return valid_day(year, first, second);
  if (second > 12) return valid_day(year, first, second);
  return valid_day(year, second, first);
}

void take_ordinal(Cursor& cursor) {
  constexpr std::array<std::string_view, 8> endings{"st", "nd", "rd", "th", "er", "º", "ª", "."};
  for (const std::string_view ending : endings)
    if (cursor.take(ending)) return;
}

void take_small_words(Cursor& cursor) {
  cursor.spaces();
  constexpr std::array<std::string_view, 8> words{"del ", "de ", "of ", "di ", "/", "-", ",", "."};
  for (const std::string_view word : words)
    if (cursor.take(word)) break;
  cursor.spaces();
}

/// 20 November 2026, 20. November 2026, 20 de noviembre de 2026.
std::optional<Day> take_day_and_name(Cursor& cursor) {
  Cursor trial = cursor;
  const auto day = trial.number(1, 2);
  if (!day) return std::nullopt;
  take_ordinal(trial);
  take_small_words(trial);
  const auto month = take_month_name(trial);
  if (!month) return std::nullopt;
  take_small_words(trial);
  const auto year = trial.number(4, 4);
  if (!year) return std::nullopt;
  cursor = trial;
  return valid_day(*year, *month, *day);
}

/// 20.11.2026, 20/11/2026, 20-11-2026.
std::optional<Day> take_day_first(Cursor& cursor, DayOrder order) {
  if (const auto named = take_day_and_name(cursor)) return named;
  Cursor trial = cursor;
  const auto first = trial.number(1, 2);
  if (!first) return std::nullopt;
  char separator = 0;
  for (const char each : std::string_view{"./-"})
    if (separator == 0 && trial.take_any({&each, 1})) separator = each;
  if (separator == 0) return std::nullopt;
  if (separator == '.') trial.spaces();
  const auto second = trial.number(1, 2);
  if (!second || !trial.take_any({&separator, 1})) return std::nullopt;
  if (separator == '.') trial.spaces();
  const auto year = trial.number(4, 4);
  if (!year) return std::nullopt;
  cursor = trial;
  return day_of(*first, *second, *year, separator == '/' ? order : DayOrder::day_first);
}

/// Of "November 20, 2026" the cursor stands at 20; `begin` moves back to the name.
std::optional<Day> take_after_name(std::string_view text, Cursor& cursor, std::size_t& name_begin) {
  std::size_t end = cursor.at();
  while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '.' || text[end - 1] == '\n')) --end;
  if (end == cursor.at()) return std::nullopt;
  std::size_t begin = end;
  const auto is_part = [](char c) { return is_letter(c) || static_cast<unsigned char>(c) >= 0x80; };
  while (begin > 0 && end - begin < 40 && is_part(text[begin - 1])) --begin;
  const auto month = month_named(text.substr(begin, end - begin));
  if (!month) return std::nullopt;
  Cursor trial = cursor;
  const auto day = trial.number(1, 2);
  if (!day) return std::nullopt;
  take_ordinal(trial);
  take_small_words(trial);
  const auto year = trial.number(4, 4);
  if (!year) return std::nullopt;
  cursor = trial;
  name_begin = begin;
  return valid_day(*year, *month, *day);
}

std::optional<Day> take_whole_date(std::string_view text, Cursor& cursor, DayOrder order, std::size_t& begin) {
  if (const auto day = take_year_first(cursor)) return day;
  if (const auto day = take_day_first(cursor, order)) return day;
  return take_after_name(text, cursor, begin);
}

/// Where the next digit stands, or the end.
std::size_t next_digit(std::string_view text, std::size_t from) {
  const char* const end = text.data() + text.size();
  return static_cast<std::size_t>(find_digit(text.data() + from, end) - text.data());
}

/// Tells quickly, for one run of digits of a text after the other, that no date begins there.
class DateSieve {
 public:
  explicit DateSieve(std::string_view text) : text_{text} {}

  bool lets_pass(std::size_t begin, std::size_t end) {
    const std::size_t length = end - begin;
    if (length == 3 || length > 4 || end == text_.size() || ends_value(text_[end])) return false;
    // Where the day comes first, the year is not far away.
    constexpr std::size_t reach = 60;
    return length == 4 || year_behind(end) <= end + reach;
  }

 private:
  static bool ends_value(char c) {
    constexpr std::array<bool, 256> ends = [] {
      std::array<bool, 256> marked{};
      for (const char each : std::string_view{"\"';:)]}%<>=&_+*?\\|"}) marked[static_cast<unsigned char>(each)] = true;
      return marked;
    }();
    return ends[static_cast<unsigned char>(c)];
  }

  /// Where the next four digits stand.
  std::size_t year_behind(std::size_t at) {
    if (year_ >= at && year_ != 0) return year_;
    year_ = std::string_view::npos;
    while (at < text_.size() && year_ == std::string_view::npos) {
      const std::size_t begin = next_digit(text_, at);
      for (at = begin; at < text_.size() && at - begin < 4 && is_digit(text_[at]);) ++at;
      if (at - begin == 4) year_ = begin;
    }
    return year_;
  }

  std::string_view text_;
  std::size_t year_ = 0;
};

/// 2026年11月23日 星期一; not 关于星期三停水的通知, where a word leads to it.
bool shows_weekday(std::string_view text) {
  constexpr std::string_view mark = "星期";
  constexpr std::array<std::string_view, 3> clock_ends{"日", "天", "间"};  // 今天星期一, 北京时间星期一
  constexpr std::size_t length = 3;
  for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + mark.size())) {
    const std::string_view before = text.substr(0, at);
    const auto lead = before.size() < length ? '\0' : before[before.size() - length];
    const bool is_led_to = lead >= '\xe4' && lead <= '\xe9';
    const auto ends = [&](std::string_view end) { return before.ends_with(end); };
    if (!is_led_to || std::any_of(clock_ends.begin(), clock_ends.end(), ends)) return true;
  }
  return false;
}

}  // namespace

std::vector<WrittenDate> written_dates(std::string_view text, DayOrder order) {
  std::vector<WrittenDate> found;
  DateSieve sieve{text};
  for (std::size_t at = next_digit(text, 0); at < text.size(); at = next_digit(text, at)) {
    std::size_t run_end = at;
    while (run_end < text.size() && is_digit(text[run_end])) ++run_end;
    if (!sieve.lets_pass(at, run_end)) {
      at = run_end;
      continue;
    }
    Cursor cursor{text, at};
    std::size_t begin = at;
    const auto day = take_whole_date(text, cursor, order, begin);
    const bool runs_on = cursor.at() < text.size() && (is_digit(text[cursor.at()]) || text[cursor.at()] == '-');
    if (day && !runs_on) found.push_back({*day, begin, cursor.at()});
    at = cursor.at();
    // Behind this run of digits, so that no date begins inside a number.
    while (at < text.size() && is_digit(text[at])) ++at;
  }
  return found;
}

std::vector<Day> dates_in(std::string_view raw, DayOrder order) {
  const std::string folded = has_other_digits(raw) ? with_plain_digits(raw) : std::string{};
  std::vector<Day> days;
  for (const WrittenDate& each : written_dates(folded.empty() ? raw : std::string_view{folded}, order))
    days.push_back(each.day);
  return days;
}

std::optional<Day> latest_until(MonthAndDay date, Day limit) {
  constexpr int years_back = 5;
  for (int year = int{limit.year()}; year > int{limit.year()} - years_back; --year) {
    const auto made = valid_day(year, date.month, date.day);
    if (made && *made <= limit) return made;
  }
  return std::nullopt;
}

std::optional<Day> latest(MonthAndDay date, Day today) {
  return latest_until(date, plus_days(today, 1));
}

DateMeaning meaning_of(std::string_view text) {
  constexpr std::array<std::string_view, 16> clocks{
      "今天是", "今日是", "现在是", "当前时间", "系统时间",  "农历",      "版权", "备案",
      "ICP",    "icp",    "公网安", "网安备",   "Copyright", "copyright", "©",    "COPYRIGHT"};
  constexpr std::array<std::string_view, 20> events{
      "截止", "截至", "有效期", "举办",     "报名",     "施行",     "召开时间", "活动时间", "开标",     "开始时间",
      "考试", "会议", "起止",   "培训时间", "结束时间", "实施日期", "生效",     "成文",     "演出时间", "落款"};
  const auto has_one_of = [&](const auto& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
  };
  if (has_one_of(clocks) || shows_weekday(text)) return DateMeaning::clock;
  return has_one_of(events) ? DateMeaning::event : DateMeaning::published;
}

}  // namespace sitewatch::page
