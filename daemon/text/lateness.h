#pragma once

#include <string>

#include "text/catalogue.h"

namespace sitewatch {

/// From a duty's last day to the day on which its report was received; 0 on that day itself, after an early closing
/// time, and before it.
int days_late(Day last_day, WallTime received, const Zone& zone);
/// How late a late report is, in the words of every page, table and mail: 逾期3天 · 3 days after the due date.
std::string lateness(int days, const Catalogue& catalogue);

}  // namespace sitewatch
