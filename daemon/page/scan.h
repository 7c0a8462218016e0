#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace sitewatch::page {

/// The first of some bytes in [from, end), or `end`; sixteen bytes at a step.
template <char... wanted>
inline const char* find_any(const char* from, const char* end) {
#if defined(__SSE2__)
  for (; end - from >= 16; from += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    __m128i hit = _mm_setzero_si128();
    ((hit = _mm_or_si128(hit, _mm_cmpeq_epi8(block, _mm_set1_epi8(wanted)))), ...);
    const int mask = _mm_movemask_epi8(hit);
    if (mask != 0) return from + __builtin_ctz(static_cast<unsigned>(mask));
  }
#endif
  while (from != end && ((*from != wanted) && ...)) ++from;
  return from;
}

}  // namespace sitewatch::page
