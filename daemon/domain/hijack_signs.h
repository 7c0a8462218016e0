#pragma once

#include "domain/page_reading.h"
#include "domain/site.h"

namespace sitewatch {

/// From so many independent signs on a page is suspected to be tampered with, or its name to be in other hands.
inline constexpr int enough_hijack_signs = 2;

/// Counts the independent signs of a page: words of grey trades in its title; such words in what it tells search
/// engines; with either of these, a title that holds nothing of the registered name, and an identification code that is
/// not the registered one. Without such words nothing counts: a new name or a wrong code is no crime, and one word
/// alone may be news about fraud. 0 where the reading carries no identity.
int hijack_signs(const PageReading& reading, const Site& site);

}  // namespace sitewatch
