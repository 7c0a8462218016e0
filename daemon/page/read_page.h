#pragma once

#include <string_view>

#include "domain/page_part.h"
#include "domain/page_reading.h"

namespace sitewatch::page {

struct PageBytes {
  std::string_view body;
  std::string_view content_type;  ///< The header as it came, for the charset; may be empty.
  std::string_view url;           ///< Where the page was read; links are resolved against it.
  Day today;                      ///< In the zone whose dates the page shows.
  PageKind kind = PageKind::home;
  PagePart part = {};  ///< Whose rows or date are asked for; what the head and scripts say of an article counts always.
  bool all_links = false;  ///< Of a home page every single address, for who follows them.
};

/// Beyond this a page is cut, and so `unparsed`.
inline constexpr std::size_t most_page_bytes = 16u << 20;

/// Reads one hostile page, or a feed (RSS, Atom, sitemap) like a list, in time linear in its size; pure; throws only
/// where our own system is short of memory or descriptors. Whatever is doubtful is `unparsed` or carries `doubt_note`:
/// a wrong "old" would shame a unit that did its work. Where `part.within` names nothing on the page, the reading is
/// `unparsed` with `no_part_note`, unless the page says that it is none (redirect, soft_404 …).
PageReading read_page(const PageBytes& page);

}  // namespace sitewatch::page
