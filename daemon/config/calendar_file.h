#pragma once

#include <map>

#include "config/source_file.h"
#include "domain/zone.h"

namespace sitewatch {

/// Reads a calendar: lines of "DAY<tab>off|work<tab>name", DAY being 2026-10-01 or a span 2026-10-01..2026-10-07, both
/// ends included; "#" begins a comment line. What is listed replaces what `days` held; true is a day off.
void read_calendar_file(const SourceFile& source, std::map<date::sys_days, bool>& days, Mistakes& mistakes);

}  // namespace sitewatch
