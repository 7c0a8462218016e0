#include <utility>

#include "page/chinese_numerals.h"
#include "page/date_cursor.h"
#include "page/date_labels.h"
#include "page/headline.h"
#include "page/rows.h"

namespace sitewatch::page {

void RowReader::text(const Token& token) {
  if (token.raw.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
  if (token.raw.find("{{") != std::string_view::npos) return;
  std::string buffer;
  const bool is_date = row_text(characters(token, buffer));
  // Not clipped before its references are resolved: see Link::headline.
  if (!in_link_ || is_date) return;
  append_up_to(links_.back().text, token.raw, most_text);
  links_.back().shown.reset();
}

bool RowReader::row_text(std::string_view text) {
  rows_.has_pager = rows_.has_pager || names_pager(text);
  const std::string folded = has_other_digits(text) ? with_plain_digits(text) : std::string{};
  const std::string_view plain = folded.empty() ? text : std::string_view{folded};
  if (!budget_.covers(plain)) return false;
  const bool is_date = lone_text(plain);
  if (!is_date) {
    const auto edge = in_link_ ? edge_date(plain, today_) : std::nullopt;
    if (edge) add_date(edge->day, edge->without_year);
    if (!in_link_) prose(plain);
  }
  if (!in_link_) append_up_to(text_, plain, most_text);
  if (!in_link_ && !text_.empty() && text_.size() < most_text) text_ += ' ';
  return is_date;
}

bool RowReader::lone_text(std::string_view text) {
  if (!may_be_lone_date(text)) {
    half_ = Half{};
    return false;
  }
  if (completes_half(text)) return true;
  const auto lone = lone_date(text, today_);
  if (!lone) return false;
  const DateLabel label = lone->labelled ? DateLabel::published : label_of(text_, {});
  if (label == DateLabel::other) {
    row_is_clock_ = true;
    return true;
  }
  has_label_ = has_label_ || label == DateLabel::published;
  add_date(lone->day, lone->without_year);
  half_.without_year = lone->without_year;
  return true;
}

bool RowReader::completes_half(std::string_view text) {
  Half before;
  std::swap(before, half_);
  half_.month = year_and_month(text);
  half_.day = half_.month ? std::nullopt : day_of_month(text);
  const auto month = half_.month ? half_.month : before.month;
  const auto day = half_.month ? before.day : half_.day;
  if (month && day && (half_.month || before.month)) {
    const auto made = valid_day(month->year, month->month, *day);
    half_ = Half{};
    if (made) add_date(made, std::nullopt);
    return made.has_value();
  }
  if (before.without_year && !parts_.empty() && text.size() < 20) {
    Cursor cursor{text};
    cursor.spaces();
    const auto year = cursor.number(4, 4);
    cursor.take("年");
    cursor.spaces();
    const auto made =
        year && cursor.at_end() ? valid_day(*year, before.without_year->month, before.without_year->day) : std::nullopt;
    if (made && parts_.back().without_year) {
      parts_.back().day = made;
      parts_.back().without_year.reset();
      return true;
    }
  }
  return false;
}

void RowReader::prose(std::string_view text) {
  std::size_t from = 0;
  for (const WrittenDate& each : written_dates(text)) {
    const DateLabel label =
        label_of(std::string{from == 0 ? text_ : std::string{}}.append(text.substr(from, each.begin - from)),
                 text.substr(each.end));
    from = each.end;
    has_label_ = has_label_ || label == DateLabel::published;
    if (label == DateLabel::published || label == DateLabel::modified)
      add_date(each.day, std::nullopt);
    else if (label == DateLabel::none && prose_dates_.size() < most_dates)
      prose_dates_.push_back(each.day);
    else if (label == DateLabel::other)
      has_other_date_ = true;
    if (label == DateLabel::other && meaning_of(text) == DateMeaning::event) seen_outside(each.day);
  }
}

void RowReader::add_date(std::optional<Day> day, std::optional<MonthAndDay> without_year) {
  if (day && !is_plausible(*day)) return;
  if (parts_.size() >= most_links + most_dates) return;
  if (parts_.empty()) row_is_beside_ = region_.is_beside();
  parts_.push_back({std::nullopt, day, without_year});
}

}  // namespace sitewatch::page
