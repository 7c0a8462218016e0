#pragma once

#include <cstdint>
#include <string_view>

namespace sitewatch {

/// 64-bit FNV-1a. Spreads load and names alerts; its values are stored, so it never changes.
constexpr std::uint64_t fnv1a(std::string_view bytes, std::uint64_t seed = 0xcbf29ce484222325ULL) {
  for (const char byte : bytes) {
    seed ^= static_cast<unsigned char>(byte);
    seed *= 0x100000001b3ULL;
  }
  return seed;
}

}  // namespace sitewatch
