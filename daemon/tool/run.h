#pragma once

#include <string>
#include <vector>

#include "domain/time.h"

namespace sitewatch::tool {

/// The whole tool: `arguments` without the program's name. Prints to stdout and stderr; answers the exit code.
int run_tool(const std::vector<std::string>& arguments, WallTime now);

}  // namespace sitewatch::tool
