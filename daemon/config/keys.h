#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace sitewatch {

/// Every key of sitewatch.yaml, "mail.relays[].server", in the order of the reference. A key that is not here is a
/// mistake; config/reference.md and config/sitewatch.yaml name every one of them (a test compares).
std::span<const std::string_view> known_keys();

/// Every key of a campaign file, likewise.
std::vector<std::string_view> known_campaign_keys();

/// Every key of a rule file, "home.stale_days", in the order of the reference.
std::span<const std::string_view> known_rule_keys();

/// The names that may stand directly under `parent` ("mail.relays[]"; "" is the top) in sitewatch.yaml, or by `keys`.
std::vector<std::string_view> keys_under(std::string_view parent);
std::vector<std::string_view> keys_under(std::string_view parent, std::span<const std::string_view> keys);

}  // namespace sitewatch
