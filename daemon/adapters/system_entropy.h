#pragma once

#include "ports/entropy.h"

namespace sitewatch {

/// The kernel's random bytes.
class SystemEntropy : public Entropy {
 public:
  /// Throws std::system_error when the kernel has none to give, which no caller can mend.
  std::string bytes(std::size_t count) override;
};

}  // namespace sitewatch
