#pragma once

#include <string>

namespace sitewatch::metrics {

/// Appends the process_* metrics every Prometheus client library has, read from /proc; what cannot be read is left out.
void append_process_metrics(std::string& out);

}  // namespace sitewatch::metrics
