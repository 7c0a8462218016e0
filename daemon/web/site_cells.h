#pragma once

#include <string_view>
#include <vector>

#include "domain/sheet.h"
#include "ports/status_view.h"
#include "text/catalogue.h"

namespace sitewatch::web {

/// What every list of sites begins with: 序号, 主办单位, 网站名称, 首页网址, 网站标识码, 分类意见.
std::vector<SheetColumn> site_columns(const Catalogue& catalogue);
/// The cells below them, without the number.
std::vector<SheetCell> site_cells(const SiteView& view, const Catalogue& catalogue);

/// Empty without a valid visit.
SheetCell failed_share(const WindowCount& window);
/// The date of the newest item on the home page; empty if none was found.
SheetCell newest_day(const SiteView& view);
/// How many of the inventory's columns are `state`; empty where none was seen yet.
SheetCell columns_that_are(std::string_view state, const SiteView& view);
/// Why the last visit was not good, in words; empty if it was.
std::string present_reason(const SiteView& view, const Catalogue& catalogue);

}  // namespace sitewatch::web
