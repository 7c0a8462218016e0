#pragma once

#include <cstddef>
#include <string_view>

#include "page/ascii_case.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace sitewatch::page {

constexpr std::string_view between(const char* from, const char* end) {
  return {from, static_cast<std::size_t>(end - from)};
}

inline const char* skip_spaces(const char* from, const char* end) {
  while (from != end && is_space(*from)) ++from;
  return from;
}

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

/// The first ASCII digit in [from, end), or `end`.
inline const char* find_digit(const char* from, const char* end) {
#if defined(__SSE2__)
  for (; end - from >= 16; from += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const __m128i value = _mm_sub_epi8(block, _mm_set1_epi8('0'));
    const int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)), value));
    if (mask != 0) return from + __builtin_ctz(static_cast<unsigned>(mask));
  }
#endif
  while (from != end && (*from < '0' || *from > '9')) ++from;
  return from;
}

/// The first `lower_case` or its capital in [from, end), or `end`.
inline const char* find_in_any_case(char lower_case, const char* from, const char* end) {
  const char capital = is_letter(lower_case) ? static_cast<char>(lower_case - ('a' - 'A')) : lower_case;
#if defined(__SSE2__)
  for (; end - from >= 16; from += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const __m128i hit =
        _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8(lower_case)), _mm_cmpeq_epi8(block, _mm_set1_epi8(capital)));
    const int mask = _mm_movemask_epi8(hit);
    if (mask != 0) return from + __builtin_ctz(static_cast<unsigned>(mask));
  }
#endif
  while (from != end && *from != lower_case && *from != capital) ++from;
  return from;
}

/// The first space or other control byte, or one of `wanted`, in [from, end), or `end`.
template <char... wanted>
inline const char* find_blank_or(const char* from, const char* end) {
#if defined(__SSE2__)
  for (; end - from >= 16; from += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    __m128i hit = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(' ')), block);
    ((hit = _mm_or_si128(hit, _mm_cmpeq_epi8(block, _mm_set1_epi8(wanted)))), ...);
    const int mask = _mm_movemask_epi8(hit);
    if (mask != 0) return from + __builtin_ctz(static_cast<unsigned>(mask));
  }
#endif
  while (from != end && static_cast<unsigned char>(*from) > ' ' && ((*from != wanted) && ...)) ++from;
  return from;
}

/// The first space, or one of `wanted`, in [from, end), or `end`.
template <char... wanted>
inline const char* end_of_name(const char* from, const char* end) {
  const char* at = find_blank_or<wanted...>(from, end);
  while (at != end && !is_space(*at) && ((*at != wanted) && ...)) at = find_blank_or<wanted...>(at + 1, end);
  return at;
}

}  // namespace sitewatch::page
