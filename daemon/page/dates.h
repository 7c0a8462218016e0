#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/zone.h"

namespace sitewatch::page {

/// Whole dates with a year that stand in `text` (UTF-8): 2026-11-20, 2026/11/20, 2026.11.20, 2026年11月20日, full-width
/// digits as well. Impossible days (2月30日), years before 1990 and digits that run on (2026-11-201) are no dates; nor
/// is a document number, 〔2017〕4号.
std::vector<Day> dates_in(std::string_view text);

/// The date if `text` is nothing but one: brackets, a label (发布时间：), and a time of day may stand around it. Here
/// month and day alone count too ([11-20], 11月20日): of the latest year that puts them no later than tomorrow.
std::optional<Day> date_alone(std::string_view text, Day today);

/// Part of a date that other elements complete ("2026-11", "2026年11月"): the page shows dates in a way not read here.
bool is_part_of_date(std::string_view text);

/// The date in an address: /2026/11/20/, /2026-11/20/, /202611/t20261120_1.html. Weak: pages get moved.
std::optional<Day> date_in_link(std::string_view link);

/// What the words around a date make of it.
enum class DateMeaning : std::uint8_t {
  published,
  clock,  ///< Today's date, a copyright, a registration: says nothing of the page's news.
  event,  ///< A deadline or the day something happens.
};
DateMeaning meaning_of(std::string_view text);

}  // namespace sitewatch::page
