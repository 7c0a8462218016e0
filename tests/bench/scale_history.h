#pragma once

#include <string>

namespace sitewatch::bench {

/// Fills the store in `state_dir` as a daemon leaves it that has watched `sites` sites "siteN" for a week, every
/// 5 minutes: windows, one failed visit in a hundred, days, transitions, home pages and the visits of the last minutes.
void write_history(const std::string& state_dir, int sites);

}  // namespace sitewatch::bench
