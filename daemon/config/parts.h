#pragma once

#include "config/config.h"
#include "config/section.h"

namespace sitewatch {

// Each reads one part of sitewatch.yaml into the Config under construction and notes what is wrong. `root` is the
// whole file.

void read_mail(const Section& root, Config& config);     ///< mail, receivers, routes; after read_inventory.
void read_probing(const Section& root, Config& config);  ///< probe, dns, own_network.
void read_rules(const Section& root, Config& config);    ///< The rule set that `rule_set` names.
void read_calendar(const Section& root, Config& config);
void read_campaigns(const Section& root, Config& config);  ///< The file that `campaigns` names, or the built-in one.
void read_sponsors(const Section& root, Config& config);
void read_inventory(const Section& root, Config& config);  ///< After read_probing, whose policy is the default.
void read_columns(const Section& root, Config& config);    ///< After read_inventory.
void read_tokens(const Section& root, Config& config);     ///< After read_sponsors.

/// exporter-toolkit's web configuration file, which the key web_config names.
void read_web_config(const Section& root, Config& config);

/// Whether the time-out ends before the next visit is due.
bool fits(const ProbePolicy& policy);

/// Reads the path of a file that must be there; relative ones start at the folder of the file that names them.
void read_file(const Section& section, std::string_view key, std::string& into);

}  // namespace sitewatch
