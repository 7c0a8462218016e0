#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "page/date_cursor.h"

namespace sitewatch::page {

/// How much of a page is searched for dates: several times what pages for people hold, little enough that no page takes
/// long.
class DateBudget {
 public:
  /// Whether `text` may be searched. Text without digits costs nothing.
  bool covers(std::string_view text) {
    constexpr std::size_t each = 16;
    if (std::none_of(text.begin(), text.end(), is_digit)) return true;
    is_spent_ = is_spent_ || left_ < each + text.size();
    if (!is_spent_) left_ -= each + text.size();
    return !is_spent_;
  }
  bool is_spent() const { return is_spent_; }

 private:
  std::size_t left_ = 256u << 10;
  bool is_spent_ = false;
};

}  // namespace sitewatch::page
