#pragma once

#include <string>
#include <vector>

#include "web/page_parts.h"

namespace sitewatch::web {

/// The columns of a site with what their state relies on, what an inspection would find now, and what the office may
/// class it as. `seen` are the readings as stored; empty where they could not be had. A suspect site is not linked.
void write_columns(std::string& out, const SiteView& view, const std::vector<Observation>& seen, bool is_suspect,
                   const PageWords& words);

}  // namespace sitewatch::web
