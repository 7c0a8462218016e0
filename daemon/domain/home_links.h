#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "domain/column.h"
#include "domain/time.h"
#include "domain/url.h"

namespace sitewatch {

inline constexpr std::size_t most_found_columns = 40;
inline constexpr std::size_t most_home_links = 1000;

/// A link of a home page that looks like the way to a list of its own.
struct FoundColumn {
  std::string name;  ///< 2 to 16 characters of the site: escape them.
  Url url;
  ColumnType type = ColumnType::other;  ///< A guess by the words of the name.
};

/// Where a home page leads.
struct HomeLinks {
  std::vector<FoundColumn> columns;  ///< On the page's own host, in its order, each address once.
  std::vector<Url> links;            ///< All of them for who asked for them, each once, but not to the page itself.
  std::vector<std::string> hosts;    ///< That links name, each once.
};

/// A home page of frames leads where all of them lead; the bounds hold for all together.
void add(HomeLinks& links, const HomeLinks& more);

/// A host that a home page links to, as it is remembered.
struct LinkedHost {
  std::string host;
  WallTime first_seen{};
  WallTime last_seen{};
  bool is_shown = true;  ///< By the page as it was last read.
  friend bool operator==(const LinkedHost&, const LinkedHost&) = default;
};
inline constexpr std::size_t most_linked_hosts = 20;  ///< Of one home page.
/// A link may come and go with a banner: only then does the page no longer lead there.
inline constexpr Duration linked_for = std::chrono::hours{24 * 7};

/// What is known after a look at `now` that showed `shown`.
std::vector<LinkedHost> seen_again(const std::vector<LinkedHost>& known, const std::vector<std::string>& shown,
                                   WallTime now);
/// After a look at the same page as before.
void seen_unchanged(std::vector<LinkedHost>& known, WallTime now);

}  // namespace sitewatch
