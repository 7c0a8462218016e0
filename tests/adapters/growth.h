#pragma once

#include <malloc.h>

#include <cstddef>
#include <fstream>

// Of the sanitizer, where one is linked.
// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" [[gnu::weak]] std::size_t __sanitizer_get_current_allocated_bytes();

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

/// Bytes allocated and not freed now, whatever stays resident of what was freed.
inline std::size_t allocated() {
  if (__sanitizer_get_current_allocated_bytes) return __sanitizer_get_current_allocated_bytes();
  const struct mallinfo2 all = mallinfo2();
  return all.uordblks + all.hblkhd;
}
inline constexpr std::size_t most_allocated_growth = 10u << 20;

}  // namespace sitewatch
