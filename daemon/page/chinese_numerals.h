#pragma once

#include <string>
#include <string_view>

namespace sitewatch::page {

/// Whether `with_plain_digits` would change digits, or marks between them; quick. A colon alone is none.
bool has_other_digits(std::string_view text);

/// Full-width digits and marks in half width (２０１７－０３－３０), and numbers in Chinese numerals that stand before
/// 年, 月, 日 or 号 in digits: 二○一七年三月三十日 → 2017年3月30日. Everything else as it stands.
std::string with_plain_digits(std::string_view text);

}  // namespace sitewatch::page
