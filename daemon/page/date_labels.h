#pragma once

#include <cstdint>
#include <string_view>

namespace sitewatch::page {

/// What the words next to a date on an article's page say of it.
enum class DateLabel : std::uint8_t {
  none,
  published,  ///< 发布时间, Published, Veröffentlicht am
  modified,   ///< 更新时间, Updated, zuletzt aktualisiert
  other,      ///< A deadline, an event, a clock, a copyright: no date of the article.
};
/// Judges the text right before a date, and what follows it; the nearest word decides.
DateLabel label_of(std::string_view before, std::string_view after);

}  // namespace sitewatch::page
