#pragma once

#include <optional>
#include <string_view>

namespace sitewatch::page {

/// The text behind the first `"key":` of a script that is a string, as written; no parse, so that a broken JSON-LD
/// still tells its date. Linear.
std::optional<std::string_view> json_text(std::string_view script, std::string_view key, std::size_t from = 0);

}  // namespace sitewatch::page
