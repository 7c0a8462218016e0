#pragma once

#include <string>
#include <vector>

#include "ports/awaitable.h"

namespace sitewatch {

/// Implemented by app. Calls made while one runs are answered by the next single run.
class Reloader {
 public:
  virtual ~Reloader() = default;
  /// The mistakes, as `file:line:column: path: what is expected`; empty when the new generation runs.
  virtual Task<std::vector<std::string>> reload() = 0;
};

}  // namespace sitewatch
