#include "config/keys.h"
#include "config/parts.h"
#include "config/probe_values.h"
#include "config/source_file.h"

namespace sitewatch {
namespace {

void read_probe(const Section& section, ProbeConfig& probe) {
  ProbePolicy& policy = probe.policy;
  section.read("interval", policy.interval, probe_values::interval);
  section.read("timeout", policy.timeout, probe_values::timeout);
  section.read("failures", policy.failures, probe_values::count);
  section.read("successes", policy.successes, probe_values::count);
  section.read_list("rechecks", policy.rechecks, probe_values::recheck);
  section.read("sponsor_after", policy.sponsor_after, probe_values::sponsor_after);
  section.read("strict_tls", policy.strict_tls, values::boolean);
  section.read("max_body", policy.max_body, probe_values::max_body);
  section.read("max_header", policy.max_header, probe_values::max_header);
  if (!fits(policy)) section.wrong("timeout", "a time-out shorter than the interval");

  section.read("user_agent", probe.user_agent, values::line);
  section.read("max_in_flight", probe.max_in_flight,
               [](std::string_view value) { return values::number(value, 1, 10'000); });
  section.read("per_host", probe.per_host, [](std::string_view value) { return values::number(value, 1, 100); });
  section.read("per_address", probe.per_address, [](std::string_view value) { return values::number(value, 1, 1000); });
  section.read("vantage", probe.vantage, values::line);
  section.read("egress_address", probe.egress_address, values::line);
  read_file(section, "trust_file", probe.trust_file);
}

}  // namespace

bool fits(const ProbePolicy& policy) {
  return policy.timeout < policy.interval;
}

void read_file(const Section& section, std::string_view key, std::string& into) {
  section.read(key, into, [&](std::string_view value) -> Result<std::string> {
    std::string path = beside(*section.file(), value);
    if (const auto why = unreadable(path)) return failure("a file that can be read (" + *why + ")");
    return path;
  });
}

void read_probing(const Section& root, Config& config) {
  read_probe(root.map("probe", keys_under("probe")), config.probe);

  const Section dns = root.map("dns", keys_under("dns"));
  dns.read_list("servers", config.dns_servers,
                [](std::string_view value) { return values::numeric_endpoint(value, 53); });

  const Section own = root.map("own_network", keys_under("own_network"));
  OwnNetworkConfig& network = config.own_network;
  own.read_list("targets", network.targets, values::url);
  own.read_list("allow_networks", network.allow_networks,
                [](std::string_view value) { return values::network(value); });
  own.read("share", network.share_percent, values::percent);
  own.read("interval", network.interval, probe_values::interval);
}

}  // namespace sitewatch
