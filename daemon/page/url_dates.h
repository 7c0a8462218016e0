#pragma once

#include <optional>
#include <string_view>

#include "domain/zone.h"

namespace sitewatch::page {

/// The date in an address's path: /2026/11/20/, /2026-11/20/, /202611/t20261120_1.html, /20261120/, /art/2026/9/8/.
/// Weak evidence: pages get moved, and the address then tells the day of the move.
std::optional<Day> date_in_link(std::string_view link);

}  // namespace sitewatch::page
