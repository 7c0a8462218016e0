#pragma once

#include <optional>
#include <string>

#include "domain/result.h"
#include "domain/time.h"
#include "tool/command.h"

namespace sitewatch::tool {

/// "2026-03-20 10:00" and "2026-03-20T10:00:00" on the clocks of the session's zone; "…Z" and "…+08:00" as they say.
Result<WallTime> read_time(const Session& session, const std::string& text);
/// "90s", "30m", "2h", "3d"; more than nothing.
Result<Duration> read_duration(const std::string& text);
/// "2026-03-20T02:05:00Z", for the API.
std::string rfc3339(WallTime time);

}  // namespace sitewatch::tool
