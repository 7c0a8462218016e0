#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "page/rows.h"

namespace sitewatch::page {

/// What RSS, Atom or a sitemap says, before any verdict.
struct Feed {
  std::string title;
  PageRows rows;              ///< One group of items with the dates on which they were published.
  bool is_sitemap = false;    ///< A list of pages, whether they are news or not.
  bool is_refused = false;    ///< It declares something of its own, entities say: nothing was read.
  bool cut_short = false;     ///< It ends early, or has more items than anybody reads.
  std::optional<Day> change;  ///< The newest last change (updated, lastmod) of items that tell nothing else.
};

/// Whether a document is a feed, by its root element: whatever it is called or labelled.
bool is_feed(std::string_view text);

/// Reads a feed (UTF-8) in time linear in its size. No entity is looked up, nothing is fetched. An item is dated by
/// pubDate, dc:date, published or a news sitemap's publication_date; when it was last changed is no such date, and
/// `rows.outside` where it tells nothing else. Of a time in UTC the day counts that it is in China.
Feed read_feed(std::string_view text, Day today);

}  // namespace sitewatch::page
