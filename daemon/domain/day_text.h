#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/zone.h"

namespace sitewatch {

/// "2026-03-20"; none for anything else.
std::optional<Day> day_in(std::string_view text);

/// The day that ends at this instant, if one does: people say 24:00 of the 20th and not 00:00 of the 21st.
std::optional<Day> day_ended_at(WallTime instant, const Zone& zone);

/// When something closes, to the minute: "2026-03-20 24:00", "2026-03-20 17:30".
std::string deadline_text(WallTime closes, const Zone& zone);

}  // namespace sitewatch
