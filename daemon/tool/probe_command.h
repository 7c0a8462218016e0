#pragma once

#include <string>
#include <vector>

#include "tool/visits.h"

namespace sitewatch {

/// `sitewatch probe URL...`: what the daemon would see now, told step by step.
struct ProbeCommand {
  std::vector<std::string> urls;
  tool::VisitOptions visits;
  std::string language = "zh-CN";
  std::string time_zone = "Asia/Shanghai";
  bool json = false;  ///< One object a line instead of words.
};

/// Runs a loop of its own until every URL is judged. Exit code: 0 all good, 1 any bad, 3 none bad but some unknown,
/// 2 wrong usage or configuration.
int run_probe(const ProbeCommand& command);

}  // namespace sitewatch
