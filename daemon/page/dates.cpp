#include "page/dates.h"

#include <algorithm>
#include <array>
#include <string>

namespace sitewatch::page {
namespace {

constexpr int earliest_year = 1990;
constexpr int latest_year = 9998;
constexpr std::string_view year_mark = "年";
constexpr std::string_view month_mark = "月";
constexpr std::string_view day_mark = "日";

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Reads one text from left to right.
class Cursor {
 public:
  explicit Cursor(std::string_view text, std::size_t at = 0) : text_{text}, at_{at} {}

  std::size_t at() const { return at_; }
  bool at_end() const { return at_ >= text_.size(); }
  bool take(std::string_view what) {
    if (!text_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  bool take_any(std::string_view characters) {
    if (at_end() || characters.find(text_[at_]) == std::string_view::npos) return false;
    ++at_;
    return true;
  }
  void spaces() {
    while (take_any(" \t\r\n") || take("\u00a0") || take("\u3000")) {
    }
  }
  std::optional<int> number(std::size_t least, std::size_t most) {
    std::size_t end = at_;
    int value = 0;
    while (end < text_.size() && end - at_ <= most && is_digit(text_[end])) value = value * 10 + (text_[end++] - '0');
    if (end - at_ < least || end - at_ > most) return std::nullopt;
    at_ = end;
    return value;
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

std::optional<Day> valid_day(int year, int month, int day) {
  if (year < earliest_year || year > latest_year || month < 1 || day < 1) return std::nullopt;
  const Day made{date::year{year}, date::month{static_cast<unsigned>(month)}, date::day{static_cast<unsigned>(day)}};
  return made.ok() ? std::optional{made} : std::nullopt;
}

/// A date with its year at the cursor; the cursor stands behind it if there is one.
std::optional<Day> take_whole_date(Cursor& cursor) {
  Cursor trial = cursor;
  const auto year = trial.number(4, 4);
  if (!year) return std::nullopt;
  trial.spaces();
  const bool in_words = trial.take(year_mark);
  char separator = 0;
  for (const char each : std::string_view{"-/."})
    if (!in_words && separator == 0 && trial.take_any({&each, 1})) separator = each;
  if (!in_words && separator == 0) return std::nullopt;
  trial.spaces();
  const auto month = trial.number(1, 2);
  if (!month) return std::nullopt;
  trial.spaces();
  if (in_words ? !trial.take(month_mark) : !trial.take_any({&separator, 1})) return std::nullopt;
  trial.spaces();
  const auto day = trial.number(1, 2);
  if (!day) return std::nullopt;
  Cursor behind = trial;
  behind.spaces();
  if (in_words && behind.take(day_mark)) trial = behind;
  cursor = trial;
  return valid_day(*year, *month, *day);
}

/// 11-20, 11/20, 11.20, 11月20日: two digits each, or the words.
std::optional<Day> take_month_and_day(Cursor& cursor, Day today) {
  Cursor trial = cursor;
  const auto month = trial.number(1, 2);
  if (!month) return std::nullopt;
  const bool two_digits = trial.at() - cursor.at() == 2;
  const bool in_words = trial.take(month_mark);
  if (!in_words && !(two_digits && trial.take_any("-/."))) return std::nullopt;
  const auto day = trial.number(in_words ? 1 : 2, 2);
  if (!day || (in_words && !trial.take(day_mark))) return std::nullopt;
  cursor = trial;
  const Day tomorrow = plus_days(today, 1);
  for (int year = int{tomorrow.year()}; year > int{tomorrow.year()} - 5; --year) {
    const auto made = valid_day(year, *month, *day);
    if (made && *made <= tomorrow) return made;
  }
  return std::nullopt;
}

/// Full-width digits, hyphens, slashes and points as ASCII; everything else as it stands.
std::string half_width(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto third = at + 2 < text.size() ? static_cast<unsigned char>(text[at + 2]) : 0;
    // U+FF0D–U+FF19 are EF BC 8D–99: － ． ／ ０–９.
    if (text[at] == '\xef' && text[at + 1] == '\xbc' && third >= 0x8d && third <= 0x99) {
      result.push_back(static_cast<char>(third - 0x60));
      at += 2;
    } else {
      result.push_back(text[at]);
    }
  }
  return result;
}

bool has_full_width(std::string_view text) {
  return text.find("\xef\xbc") != std::string_view::npos;
}

void skip_label(Cursor& cursor) {
  constexpr std::array<std::string_view, 6> labels{"发布时间", "发布日期", "发文日期", "更新时间", "时间", "日期"};
  for (const std::string_view label : labels)
    if (cursor.take(label)) break;
  cursor.spaces();
  if (!cursor.take(":")) cursor.take("：");
  cursor.spaces();
}

bool skip_bracket(Cursor& cursor) {
  for (const std::string_view bracket : {"[", "]", "(", ")", "（", "）", "【", "】", "〔", "〕", "{", "}", "|"})
    if (cursor.take(bracket)) return true;
  return false;
}

void skip_brackets(Cursor& cursor) {
  do cursor.spaces();
  while (skip_bracket(cursor));
}

void skip_time_of_day(Cursor& cursor) {
  Cursor trial = cursor;
  trial.take_any("T");
  if (!trial.number(1, 2) || !trial.take(":") || !trial.number(2, 2)) return;
  if (trial.take(":") && !trial.number(2, 2)) return;
  cursor = trial;
}

}  // namespace

std::vector<Day> dates_in(std::string_view raw) {
  const std::string folded = has_full_width(raw) ? half_width(raw) : std::string{};
  const std::string_view text = folded.empty() ? raw : std::string_view{folded};
  std::vector<Day> found;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    Cursor cursor{text, at};
    const auto day = take_whole_date(cursor);
    const bool runs_on = cursor.at() < text.size() && (is_digit(text[cursor.at()]) || text[cursor.at()] == '-');
    if (day && !runs_on) found.push_back(*day);
    at = cursor.at();
    // Behind this run of digits, so that no date begins inside a number.
    while (at < text.size() && is_digit(text[at])) ++at;
  }
  return found;
}

std::optional<Day> date_alone(std::string_view raw, Day today) {
  constexpr std::size_t longest = 100;
  if (raw.size() > longest) return std::nullopt;
  const std::string text = half_width(raw);
  Cursor cursor{text};
  skip_brackets(cursor);
  skip_label(cursor);
  skip_brackets(cursor);
  std::optional<Day> day = take_whole_date(cursor);
  if (!day) day = take_month_and_day(cursor, today);
  if (!day) return std::nullopt;
  cursor.spaces();
  skip_time_of_day(cursor);
  skip_brackets(cursor);
  return cursor.at_end() ? day : std::nullopt;
}

bool is_part_of_date(std::string_view raw) {
  if (raw.size() > 40) return false;
  const std::string text = half_width(raw);
  Cursor cursor{text};
  skip_brackets(cursor);
  const auto year = cursor.number(4, 4);
  if (!year || *year < earliest_year || *year > 2100) return false;
  if (!cursor.take_any("-/.") && !cursor.take(year_mark)) return false;
  const auto month = cursor.number(1, 2);
  if (!month || *month < 1 || *month > 12) return false;
  cursor.take(month_mark);
  skip_brackets(cursor);
  return cursor.at_end();
}

std::optional<Day> date_in_link(std::string_view link) {
  for (std::size_t at = 0; at < link.size();) {
    if (!is_digit(link[at])) {
      ++at;
      continue;
    }
    Cursor cursor{link, at};
    Cursor compact{link, at};
    const auto year = cursor.number(4, 4);
    if (year && cursor.take_any("/-")) {
      const auto month = cursor.number(1, 2);
      const bool separated = month && cursor.take_any("/-");
      const auto day = separated ? cursor.number(1, 2) : std::nullopt;
      if (const auto made = day ? valid_day(*year, *month, *day) : std::nullopt) return made;
    } else if (const auto digits = compact.number(8, 8)) {
      if (const auto made = valid_day(*digits / 10'000, *digits / 100 % 100, *digits % 100)) return made;
    }
    while (at < link.size() && is_digit(link[at])) ++at;
  }
  return std::nullopt;
}

DateMeaning meaning_of(std::string_view text) {
  constexpr std::array<std::string_view, 12> clocks{"今天是", "今日是", "现在是",    "当前时间",  "星期", "农历",
                                                    "版权",   "备案",   "Copyright", "copyright", "©",    "COPYRIGHT"};
  constexpr std::array<std::string_view, 7> events{"截止", "截至", "有效期", "举办", "报名", "施行", "召开时间"};
  const auto has_one_of = [&](const auto& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
  };
  if (has_one_of(clocks)) return DateMeaning::clock;
  return has_one_of(events) ? DateMeaning::event : DateMeaning::published;
}

}  // namespace sitewatch::page
