#pragma once

#include <cstdint>
#include <string_view>

namespace sitewatch::page {

/// What a meta tag's name, property or itemprop says of the date in its content.
enum class MetaDate : std::uint8_t {
  none,
  published,  ///< article:published_time, PubDate, DC.date.issued, citation_online_date …
  plain,      ///< date, DC.date, dateCreated: of the page or of its article.
  modified,   ///< article:modified_time, last-modified, og:updated_time.
};
MetaDate meta_date(std::string_view name);

}  // namespace sitewatch::page
