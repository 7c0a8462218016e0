#pragma once

#include <optional>
#include <string>
#include <vector>

#include "web/page_parts.h"

namespace sitewatch::web {

/// Columns that the home page leads to, for a person to check and to put into the inventory: they are not read, and
/// nothing is judged by them. None where the inventory names columns of the site; null where no home page was read.
/// `seen` are the site's pages as stored.
std::optional<std::vector<FoundColumn>> proposed_columns(const Result<std::vector<Observation>>& seen,
                                                         const Site& site);

/// A table of them, and nothing where there is none. A suspect site is not linked.
void write_proposed(std::string& out, const std::vector<FoundColumn>& columns, const SiteId& site, bool is_suspect,
                    const PageWords& words);

}  // namespace sitewatch::web
