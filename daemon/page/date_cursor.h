#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "domain/zone.h"

namespace sitewatch::page {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A day that the calendar has, of a year that a page may be from.
std::optional<Day> valid_day(int year, int month, int day);

/// Reads one text from left to right. Copied to try something.
class Cursor {
 public:
  explicit Cursor(std::string_view text, std::size_t at = 0) : text_{text}, at_{at} {}

  std::size_t at() const { return at_; }
  bool at_end() const { return at_ >= text_.size(); }
  std::string_view rest() const { return text_.substr(at_); }
  bool take(std::string_view what) {
    if (!rest().starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  bool take_any(std::string_view characters) {
    if (at_end() || characters.find(text_[at_]) == std::string_view::npos) return false;
    ++at_;
    return true;
  }
  void spaces();
  /// A run of `least` to `most` digits; a longer run is none.
  std::optional<int> number(std::size_t least, std::size_t most);
  /// Letters of any script, at most 40 bytes; empty if there is none.
  std::string_view word();

 private:
  std::string_view text_;
  std::size_t at_;
};

}  // namespace sitewatch::page
