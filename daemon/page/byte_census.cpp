#include "page/byte_census.h"

#include <algorithm>

#include "text/ascii_run.h"

namespace sitewatch::page {
namespace {

constexpr bool is_odd(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x09 || (byte >= 0x0e && byte < 0x1b);
}

#if defined(__SSE2__)
/// Whether one of sixteen bytes is odd: most of a page takes this way alone.
bool has_odd(const char* at) {
  const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
  const __m128i from_tab = _mm_sub_epi8(block, _mm_set1_epi8(0x09));
  const __m128i is_low = _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(0x1a)), block);
  const __m128i is_blank = _mm_cmpeq_epi8(_mm_min_epu8(from_tab, _mm_set1_epi8(0x04)), from_tab);
  return _mm_movemask_epi8(_mm_andnot_si128(is_blank, is_low)) != 0;
}
#else
bool has_odd(const char* at) {
  return std::any_of(at, at + 16, is_odd);
}
#endif

/// Length of the GB18030 character at the start, 1 where there is none.
std::size_t gb18030_length(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u; };
  const auto is_digit = [](unsigned c) { return c >= 0x30 && c <= 0x39; };
  const auto is_lead = [](unsigned c) { return c > 0x80 && c < 0xff; };
  if (!is_lead(byte(0))) return 1;
  if (byte(1) >= 0x40 && byte(1) != 0x7f && byte(1) != 0xff) return 2;
  return is_digit(byte(1)) && is_lead(byte(2)) && is_digit(byte(3)) ? 4 : 1;
}

bool is_big5_trail(unsigned char c) {
  return (c >= 0x40 && c <= 0x7e) || (c >= 0xa1 && c <= 0xfe);
}

}  // namespace

ControlCensus control_census(std::string_view bytes) {
  ControlCensus census;
  const auto count = [&](const char* from, const char* end) {
    census.odd += static_cast<std::size_t>(std::count_if(from, end, is_odd));
    census.nul += static_cast<std::size_t>(std::count(from, end, '\0'));
  };
  const char* at = bytes.data();
  const char* end = at + bytes.size();
  for (; end - at >= 16; at += 16)
    if (has_odd(at)) count(at, at + 16);
  count(at, end);
  return census;
}

PairCensus pair_census(std::string_view bytes) {
  PairCensus census;
  for (bytes.remove_prefix(ascii_run(bytes)); bytes.size() > 1; bytes.remove_prefix(ascii_run(bytes))) {
    const auto lead = static_cast<unsigned char>(bytes[0]);
    const auto trail = static_cast<unsigned char>(bytes[1]);
    const std::size_t length = gb18030_length(bytes);
    if (length == 1 && lead != 0x80) ++census.gbk_errors;
    if (lead < 0x81 || lead == 0xff || !is_big5_trail(trail)) ++census.big5_errors;
    if (length == 2) {
      ++census.pairs;
      if (trail < 0x80) ++census.low_trails;
      if (lead >= 0xa4 && lead <= 0xaf) ++census.early_leads;
    }
    bytes.remove_prefix(length);
  }
  return census;
}

}  // namespace sitewatch::page
