#pragma once

#include <cstddef>
#include <string>

namespace sitewatch {

/// Secrets and nothing else; no decision depends on it.
class Entropy {
 public:
  virtual ~Entropy() = default;
  virtual std::string bytes(std::size_t count) = 0;
};

}  // namespace sitewatch
