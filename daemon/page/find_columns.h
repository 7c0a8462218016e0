#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "domain/column.h"

namespace sitewatch::page {

inline constexpr std::size_t most_found_columns = 40;
inline constexpr std::size_t most_home_links = 1000;

/// A link of a home page that looks like the way to a list of its own.
struct FoundColumn {
  std::string name;  ///< 2 to 16 characters of the site: escape them.
  Url url;
  ColumnType type = ColumnType::other;  ///< A guess by the words of the name.
};

/// Where a page leads.
struct HomeLinks {
  bool is_page = true;               ///< False: a feed, an image, an archive or the like.
  std::vector<FoundColumn> columns;  ///< On the page's own host, in its order, each address once.
  std::vector<Url> links;            ///< All of them, each once, but not to the page itself.
  std::vector<std::string> hosts;    ///< Of `links`, each once.
};

/// Guesses columns by where links stand (navigation, block titles and the 更多 beside them) and by what they are
/// called; headlines and addresses of articles are left out. Pure, linear in the page; `url` is where the page was
/// read.
HomeLinks find_columns(std::string_view body, std::string_view content_type, std::string_view url);

/// The kind of thing that a name ends in: 政策解读 is interpretation, 招聘公告 notices, 新闻中心 news; `other` where
/// it says nothing.
ColumnType guessed_type(std::string_view name);

}  // namespace sitewatch::page
