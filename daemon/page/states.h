#pragma once

#include <string_view>

#include "domain/page_reading.h"
#include "page/furniture.h"

namespace sitewatch::page {

/// What decides the state of a page, beside its furniture.
struct StateSigns {
  PageKind kind = PageKind::home;
  bool has_date = false;  ///< The one that is asked for was found.
  int items = 0;
  int links = 0;
  bool part_is_missing = false;
  bool part_has_script = false;  ///< Only where a part of the page is asked for: a script may fill it.
  bool other_dates = false;      ///< Dates were seen that could not be read, or belong to nothing.
};

/// The state of a page that was read to its end. `text` is the whole page, decoded.
/// Whether names of grey trades (gambling, faked invoices …) stand in what a page says of itself.
bool has_grey_words(std::string_view text);

PageState state_of(const StateSigns& signs, const Furniture& furniture, std::string_view text);

}  // namespace sitewatch::page
