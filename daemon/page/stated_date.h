#pragma once

#include <optional>
#include <string_view>

#include "domain/zone.h"
#include "page/dates.h"

namespace sitewatch::page {

/// A date in a place that machines read: a meta tag, an attribute, JSON.
struct StatedDate {
  Day day;              ///< As written, in whatever zone.
  bool in_utc = false;  ///< The publisher's own day may be the one before or after …
  int hour = 12;        ///< … as the hour makes likely.
};

/// Of an attribute or a JSON string: 2026-11-20T08:00:00Z, 20261120, 2026-11-20-08:00, Fri, 20 Nov 2026 08:00:00 GMT, a
/// Unix time in seconds or milliseconds.
std::optional<StatedDate> stated_date(std::string_view value, DayOrder order);

}  // namespace sitewatch::page
