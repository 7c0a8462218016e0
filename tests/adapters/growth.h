#pragma once

#include <cstddef>
#include <fstream>

namespace sitewatch {

// A sanitizer keeps what is freed and shadows what is not.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::size_t most_growth = 100u << 20;
#else
inline constexpr std::size_t most_growth = 10u << 20;
#endif

/// Resident memory now, in bytes.
inline std::size_t resident() {
  std::ifstream statm("/proc/self/statm");
  std::size_t total = 0;
  std::size_t pages = 0;
  statm >> total >> pages;
  return pages * 4096;
}

}  // namespace sitewatch
