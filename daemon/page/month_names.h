#pragma once

#include <optional>
#include <string_view>

namespace sitewatch::page {

/// The month that a word names, written out or shortened, in any case, in the languages of Europe and some beyond:
/// "October", "Okt", "octobre", "октября". `word` is UTF-8 without a point at its end.
std::optional<int> month_named(std::string_view word);

}  // namespace sitewatch::page
