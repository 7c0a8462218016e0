#include <algorithm>
#include <array>
#include <string>

#include "page/chinese_numerals.h"
#include "page/date_cursor.h"
#include "page/dates.h"
#include "page/month_names.h"
#include "page/scan.h"

namespace sitewatch::page {
namespace {

constexpr std::size_t longest = 100;
constexpr std::size_t longest_part = 40;

/// Beside those of ASCII.
constexpr std::array<std::string_view, 13> brackets{"（", "）", "【", "】", "〔", "〕", "·",
                                                    "•",  "「", "」", "〖", "〗", "〈"};

void skip_brackets(Cursor& cursor) {
  const auto skip_bracket = [&] {
    const char next = cursor.rest().front();
    if (static_cast<unsigned char>(next) < 0x80) return cursor.take_any("[](){}|");
    return std::any_of(brackets.begin(), brackets.end(), [&](std::string_view each) { return cursor.take(each); });
  };
  do {
    cursor.spaces();
    if (cursor.at_end() || is_digit(cursor.rest().front())) return;
  } while (skip_bracket());
}

/// What says that the date behind it is the one of publication; longer ones first.
constexpr std::array<std::string_view, 25> labels{
    "信息发布时间", "信息发布日期", "发布时间", "发布日期", "发文时间", "发文日期", "发表时间", "发表日期", "公开时间",
    "公开日期",     "公布日期",     "公布时间", "更新时间", "更新日期", "录入时间", "添加时间", "上传时间", "编辑时间",
    "提交时间",     "发布于",       "发表于",   "发布",     "时间",     "日期",     "发佈日期"};

bool skip_label(Cursor& cursor) {
  bool labelled = false;
  const bool is_ascii = cursor.at_end() || static_cast<unsigned char>(cursor.rest().front()) < 0x80;
  for (const std::string_view label : labels)
    if (!labelled && !is_ascii) labelled = cursor.take(label);
  cursor.spaces();
  if (!cursor.take(":")) cursor.take("：");
  return labelled;
}

void skip_weekday(Cursor& cursor) {
  cursor.spaces();
  for (const std::string_view begin : {"星期", "周"}) {
    if (!cursor.take(begin)) continue;
    for (const std::string_view day : {"一", "二", "三", "四", "五", "六", "日", "天"})
      if (cursor.take(day)) return;
  }
}

void skip_time_of_day(Cursor& cursor) {
  Cursor trial = cursor;
  if (!trial.take_any("T")) trial.spaces();
  if (!trial.number(1, 2) || !trial.take(":") || !trial.number(2, 2)) return;
  if (trial.take(":") && !trial.number(2, 2)) return;
  if (trial.take_any(".")) trial.number(1, 6);
  cursor = trial;
}

/// 11-20, 11/20, 11.20, 11月20日: two digits each, or the words.
std::optional<MonthAndDay> take_month_and_day(Cursor& cursor) {
  Cursor trial = cursor;
  const auto month = trial.number(1, 2);
  if (!month) return std::nullopt;
  const bool two_digits = trial.at() - cursor.at() == 2;
  trial.spaces();
  const bool in_words = trial.take("月");
  if (!in_words && !(two_digits && trial.take_any("-/."))) return std::nullopt;
  trial.spaces();
  const auto day = trial.number(in_words ? 1 : 2, 2);
  if (!day) return std::nullopt;
  trial.spaces();
  if (in_words && !trial.take("日") && !trial.take("号")) return std::nullopt;
  // Some leap year: whether February has 29 days is decided with the year.
  if (!valid_day(2024, *month, *day)) return std::nullopt;
  cursor = trial;
  return MonthAndDay{*month, *day};
}

/// 17-03-30, 17年3月30日; where the year comes last (30.03.17) the day does not fit a month.
std::optional<Day> take_short_year(Cursor& cursor) {
  Cursor trial = cursor;
  const auto year = trial.number(2, 2);
  if (!year) return std::nullopt;
  const bool in_words = trial.take("年");
  char separator = 0;
  for (const char each : std::string_view{"-/."})
    if (!in_words && separator == 0 && trial.take_any({&each, 1})) separator = each;
  if (!in_words && separator == 0) return std::nullopt;
  const auto month = trial.number(in_words ? 1 : 2, 2);
  if (!month || (in_words ? !trial.take("月") : !trial.take_any({&separator, 1}))) return std::nullopt;
  const auto day = trial.number(in_words ? 1 : 2, 2);
  if (!day) return std::nullopt;
  if (in_words) trial.take("日");
  const auto made = valid_day(2000 + *year, *month, *day);
  const auto reversed = in_words || separator == '-' ? std::nullopt : valid_day(2000 + *day, *month, *year);
  if (!made && !reversed) return std::nullopt;
  cursor = trial;
  return made && separator != '.' ? made : (reversed ? reversed : made);
}

/// 30/03 2017, 30 2017-03
std::optional<Day> take_reversed(Cursor& cursor) {
  Cursor trial = cursor;
  const auto day = trial.number(1, 2);
  if (!day) return std::nullopt;
  const bool slash = trial.take_any("/");
  trial.spaces();
  if (slash) {
    const auto month = trial.number(1, 2);
    trial.spaces();
    const auto year = month ? trial.number(4, 4) : std::nullopt;
    if (!year) return std::nullopt;
    cursor = trial;
    return valid_day(*year, *month, *day);
  }
  const auto year = trial.number(4, 4);
  if (!year || !(trial.take_any("-/.") || trial.take("年"))) return std::nullopt;
  const auto month = trial.number(1, 2);
  if (!month) return std::nullopt;
  trial.take("月");
  cursor = trial;
  return valid_day(*year, *month, *day);
}

/// 刚刚, 今天, 昨天, 前天, 3小时前, 5 分钟前, 2天前.
std::optional<Day> take_words(Cursor& cursor, Day today) {
  struct Word {
    std::string_view text;
    int days_ago;
  };
  for (const Word& word :
       {Word{"刚刚", 0}, Word{"今天", 0}, Word{"今日", 0}, Word{"昨天", 1}, Word{"昨日", 1}, Word{"前天", 2}})
    if (cursor.take(word.text)) return plus_days(today, -word.days_ago);
  Cursor trial = cursor;
  const auto count = trial.number(1, 3);
  if (!count) return std::nullopt;
  trial.spaces();
  int days = 0;
  if (trial.take("天")) {
    days = *count;
  } else if (trial.take("小时")) {
    // Without the time of day it may be either day; the older one hides nothing.
    days = (*count + 12) / 24;
  } else if (!trial.take("分钟") && !trial.take("秒")) {
    return std::nullopt;
  }
  if (!trial.take("前")) return std::nullopt;
  cursor = trial;
  return plus_days(today, -days);
}

std::optional<LoneDate> take_lone(std::string_view text, Cursor& cursor, Day today, DayOrder order) {
  const std::vector<WrittenDate> whole = written_dates(text, order);
  if (!whole.empty() &&
      text.substr(cursor.at(), whole.front().begin - std::min(cursor.at(), whole.front().begin))
              .find_first_not_of(' ') == std::string_view::npos &&
      whole.front().begin >= cursor.at()) {
    cursor = Cursor{text, whole.front().end};
    return LoneDate{whole.front().day, std::nullopt, false};
  }
  if (const auto day = take_reversed(cursor)) return LoneDate{day, std::nullopt, false};
  if (const auto day = take_short_year(cursor)) return LoneDate{day, std::nullopt, false};
  if (const auto date = take_month_and_day(cursor)) return LoneDate{std::nullopt, date, false};
  if (const auto day = take_words(cursor, today)) return LoneDate{day, std::nullopt, false};
  return std::nullopt;
}

}  // namespace

std::optional<LoneDate> lone_date(std::string_view text, Day today, DayOrder order) {
  if (text.size() > longest) return std::nullopt;
  Cursor cursor{text};
  skip_brackets(cursor);
  const bool labelled = skip_label(cursor);
  skip_brackets(cursor);
  std::optional<LoneDate> found = take_lone(text, cursor, today, order);
  if (!found) return std::nullopt;
  skip_brackets(cursor);
  skip_weekday(cursor);
  skip_time_of_day(cursor);
  skip_brackets(cursor);
  if (!cursor.at_end()) return std::nullopt;
  found->labelled = labelled;
  return found;
}

std::optional<Day> date_alone(std::string_view text, Day today) {
  const auto found = lone_date(with_plain_digits(text), today);
  if (!found) return std::nullopt;
  return found->day ? found->day : latest(*found->without_year, today);
}

bool may_be_lone_date(std::string_view text) {
  if (text.size() > longest) return false;
  if (std::any_of(text.begin(), text.end(), is_digit)) return true;
  // Words by the last byte of 刚, 天 and 日.
  constexpr std::array<std::string_view, 6> words{"刚刚", "今天", "今日", "昨天", "昨日", "前天"};
  const char* const end = text.data() + text.size();
  for (const char* at = find_any<'\x9a', '\xa9', '\xa5'>(text.data(), end); at != end;
       at = find_any<'\x9a', '\xa9', '\xa5'>(at + 1, end)) {
    const std::string_view before = between(text.data(), at + 1);
    if (std::any_of(words.begin(), words.end(), [&](std::string_view word) { return before.ends_with(word); }))
      return true;
  }
  return false;
}

std::optional<LoneDate> edge_date(std::string_view headline, Day today) {
  struct Brackets {
    std::string_view open;
    std::string_view close;
  };
  constexpr std::size_t reach = 40;
  const std::size_t begin = headline.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return std::nullopt;
  const std::string_view text = headline.substr(begin, headline.find_last_not_of(" \t\r\n") + 1 - begin);
  for (const Brackets& each : {Brackets{"[", "]"}, Brackets{"(", ")"}, Brackets{"（", "）"}, Brackets{"【", "】"}}) {
    if (text.starts_with(each.open))
      if (const auto found =
              lone_date(text.substr(0, text.substr(0, reach).find(each.close) + each.close.size()), today))
        return found;
    const std::size_t last = text.ends_with(each.close) ? text.rfind(each.open) : std::string_view::npos;
    if (last != std::string_view::npos && text.size() - last <= reach)
      if (const auto found = lone_date(text.substr(last), today)) return found;
  }
  const bool in_figures = text.substr(0, reach).find("年") == std::string_view::npos;
  const auto first = in_figures && is_digit(text.front()) ? text.find(' ') : std::string_view::npos;
  if (first != std::string_view::npos && first >= 8 && first < reach)
    if (const auto found = lone_date(text.substr(0, first), today)) return found;
  const std::size_t last = is_digit(text.back()) ? text.rfind(' ') : std::string_view::npos;
  if (last == std::string_view::npos || text.size() - last < 9) return std::nullopt;
  const std::string_view end = text.substr(last);
  return end.find("年") == std::string_view::npos ? lone_date(end, today) : std::nullopt;
}

std::optional<YearAndMonth> year_and_month(std::string_view text) {
  if (text.size() > longest_part) return std::nullopt;
  Cursor cursor{text};
  skip_brackets(cursor);
  const auto year = cursor.number(4, 4);
  if (!year || *year < 1990 || *year > 2100) return std::nullopt;
  if (!cursor.take_any("-/.") && !cursor.take("年")) return std::nullopt;
  const auto month = cursor.number(1, 2);
  if (!month || *month < 1 || *month > 12) return std::nullopt;
  cursor.take("月");
  cursor.take_any("-/.");
  skip_brackets(cursor);
  if (!cursor.at_end()) return std::nullopt;
  return YearAndMonth{*year, *month};
}

std::optional<int> day_of_month(std::string_view text) {
  if (text.size() > longest_part) return std::nullopt;
  Cursor cursor{text};
  skip_brackets(cursor);
  const auto day = cursor.number(1, 2);
  if (!day || *day < 1 || *day > 31) return std::nullopt;
  cursor.take("日");
  skip_brackets(cursor);
  return cursor.at_end() ? day : std::nullopt;
}

}  // namespace sitewatch::page
