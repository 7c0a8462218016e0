#include "page/date_cursor.h"

#include <algorithm>

#include "page/ascii_case.h"

namespace sitewatch::page {

std::optional<Day> valid_day(int year, int month, int day) {
  constexpr int earliest_year = 1990;
  constexpr int latest_year = 9998;
  if (year < earliest_year || year > latest_year || month < 1 || day < 1) return std::nullopt;
  const Day made{date::year{year}, date::month{static_cast<unsigned>(month)}, date::day{static_cast<unsigned>(day)}};
  return made.ok() ? std::optional{made} : std::nullopt;
}

void Cursor::spaces() {
  const auto is_plain = [](char c) { return c > ' ' && static_cast<unsigned char>(c) < 0x80; };
  while (!at_end() && !is_plain(text_[at_]) &&
         (take_any(" \t\r\n") || take("\u00a0") || take("\u3000") || take("\u202f") || take("\u2009"))) {
  }
}

std::optional<int> Cursor::number(std::size_t least, std::size_t most) {
  std::size_t end = at_;
  int value = 0;
  while (end < text_.size() && end - at_ <= most && is_digit(text_[end])) value = value * 10 + (text_[end++] - '0');
  if (end - at_ < least || end - at_ > most) return std::nullopt;
  at_ = end;
  return value;
}

std::string_view Cursor::word() {
  constexpr std::size_t longest = 40;
  const std::size_t begin = at_;
  const auto is_part = [](char c) { return is_letter(c) || static_cast<unsigned char>(c) >= 0x80; };
  // A no-break space ends a word, though its bytes look like a letter's.
  while (!at_end() && at_ - begin < longest && is_part(text_[at_]) && !rest().starts_with("\u00a0")) ++at_;
  return text_.substr(begin, at_ - begin);
}

}  // namespace sitewatch::page
