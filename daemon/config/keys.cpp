#include "config/keys.h"

#include <algorithm>

namespace sitewatch {

namespace {

constexpr std::string_view keys[] = {
    "language",
    "time_zone",
    "office.name",
    "office.phone",
    "office.mail",
    "listen",
    "public_url",
    "web_config",
    "state_dir",
    "mail.relays[].server",
    "mail.relays[].tls",
    "mail.relays[].credentials_file",
    "mail.from",
    "mail.reply_to",
    "mail.rate",
    "mail.audience",
    "mail.timeout",
    "mail.trust_file",
    "mail.group_wait",
    "effective_from",
    "receivers[].name",
    "receivers[].mail",
    "routes[].alerts",
    "routes[].sites",
    "routes[].sponsors",
    "routes[].at_least",
    "routes[].receiver",
    "probe.interval",
    "probe.timeout",
    "probe.failures",
    "probe.successes",
    "probe.rechecks",
    "probe.sponsor_after",
    "probe.strict_tls",
    "probe.max_body",
    "probe.max_header",
    "probe.user_agent",
    "probe.max_in_flight",
    "probe.per_host",
    "probe.per_address",
    "probe.trust_file",
    "probe.vantage",
    "probe.egress_address",
    "dns.servers",
    "own_network.targets",
    "own_network.allow_networks",
    "own_network.share",
    "own_network.interval",
    "tokens[].name",
    "tokens[].role",
    "tokens[].sponsor",
    "tokens[].sha256",
    "freshness.home_interval",
    "freshness.column_interval",
    "rule_set",
    "calendar.national",
    "calendar.region",
    "calendar.files",
    "campaigns",
    "sponsors",
    "inventory",
    "columns",
    "excluded_hosts",
};

}  // namespace

std::span<const std::string_view> known_keys() {
  return keys;
}

std::vector<std::string_view> keys_under(std::string_view parent) {
  return keys_under(parent, known_keys());
}

std::vector<std::string_view> keys_under(std::string_view parent, std::span<const std::string_view> all) {
  std::vector<std::string_view> names;
  for (std::string_view key : all) {
    if (!parent.empty()) {
      if (!key.starts_with(parent) || key.size() <= parent.size() || key[parent.size()] != '.') continue;
      key.remove_prefix(parent.size() + 1);
    }
    const std::string_view name = key.substr(0, key.find_first_of(".["));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

}  // namespace sitewatch
