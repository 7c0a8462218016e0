#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "tool/run.h"

namespace sitewatch::tool {

struct Outcome {
  int exit_code;
  std::string out;
  std::string err;
};

/// The tool on a command line, started at an instant, with what it printed.
inline Outcome run_at(WallTime now, const std::vector<std::string>& arguments) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int exit_code = run_tool(arguments, now);
  std::fflush(nullptr);
  return {exit_code, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
}

}  // namespace sitewatch::tool
