#pragma once

#include <string>
#include <vector>

#include "config/config.h"

namespace sitewatch {

/// A mistake in the operator's words: `file:line:column: path: what is expected`. Lines and columns count from 1.
struct Mistake {
  std::string file;
  int line = 0;
  int column = 0;
  std::string path;  ///< "probe.interval", or a CSV column's header
  std::string expected;

  std::string text() const;
};

/// Reads the configuration with everything it names: sponsors, inventory, web configuration, calendars, credentials.
/// All mistakes at once, in the order of the files. Blocks: call it on a worker.
tl::expected<Config, std::vector<Mistake>> load_config(const std::string& path);

/// "57 sponsors, 98 sites, 2 receivers, 1 relay, 240 columns": what --check-config prints.
std::string summary(const Config& config);

/// What a working configuration had better say, too: one line each, "file: warning: path: what is recommended".
std::vector<std::string> notices(const Config& config, const std::string& file);

}  // namespace sitewatch
