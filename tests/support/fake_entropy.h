#pragma once

#include <cstdint>
#include <string>

#include "ports/entropy.h"

namespace sitewatch {

/// Never the same bytes twice, and the same ones at every run.
class FakeEntropy : public Entropy {
 public:
  std::string bytes(std::size_t count) override {
    std::string made;
    while (made.size() < count) {
      state_ = state_ * 6364136223846793005u + 1442695040888963407u;
      made += static_cast<char>(state_ >> 56);
    }
    return made;
  }

 private:
  std::uint64_t state_ = 1;
};

}  // namespace sitewatch
