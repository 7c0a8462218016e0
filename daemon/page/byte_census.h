#pragma once

#include <cstddef>
#include <string_view>

namespace sitewatch::page {

/// Control bytes that no text holds, and NUL bytes among them.
struct ControlCensus {
  std::size_t odd = 0;
  std::size_t nul = 0;
};
ControlCensus control_census(std::string_view bytes);

/// What bytes beyond ASCII are as pairs: GBK and Big5 look alike, but use different pairs, and in Western text a letter
/// follows each of them.
struct PairCensus {
  std::size_t pairs = 0;
  std::size_t low_trails = 0;   ///< Pairs that end in an ASCII letter or sign.
  std::size_t early_leads = 0;  ///< Pairs that begin with A4 to AF: strokes 1 to 10 in Big5, kana and signs in GBK.
  std::size_t gbk_errors = 0;   ///< Bytes that begin no character of GB18030.
  std::size_t big5_errors = 0;
};
PairCensus pair_census(std::string_view bytes);

}  // namespace sitewatch::page
