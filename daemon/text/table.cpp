#include "text/table.h"

#include <algorithm>
#include <array>
#include <utility>

#include "text/decode.h"
#include "text/escape.h"

namespace sitewatch {
namespace {

using Range = std::pair<char32_t, char32_t>;

constexpr std::array<Range, 16> wide{{{0x1100, 0x115f},
                                      {0x2e80, 0x303e},
                                      {0x3041, 0x33ff},
                                      {0x3400, 0x4dbf},
                                      {0x4e00, 0x9fff},
                                      {0xa000, 0xa4cf},
                                      {0xa960, 0xa97f},
                                      {0xac00, 0xd7a3},
                                      {0xf900, 0xfaff},
                                      {0xfe30, 0xfe6f},
                                      {0xff00, 0xff60},
                                      {0xffe0, 0xffe6},
                                      {0x1f300, 0x1f64f},
                                      {0x1f680, 0x1f6ff},
                                      {0x1f900, 0x1f9ff},
                                      {0x20000, 0x3fffd}}};
constexpr std::array<Range, 7> narrowest{{{0x0300, 0x036f},
                                          {0x200b, 0x200f},
                                          {0x202a, 0x202e},
                                          {0x2060, 0x2064},
                                          {0x20d0, 0x20ff},
                                          {0xfe00, 0xfe0f},
                                          {0xfe20, 0xfe2f}}};

template <std::size_t N>
bool lies_in(const std::array<Range, N>& ranges, char32_t character) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return range.first <= character && character <= range.second; });
}

void append_row(std::string& out, const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out += cells[i];
    if (i + 1 == cells.size()) break;
    out.append(widths[i] - display_width(cells[i]) + 2, ' ');
  }
  out.push_back('\n');
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t character = next_character(text, at);
    if (lies_in(narrowest, character)) continue;
    width += lies_in(wide, character) ? 2 : 1;
  }
  return width;
}

std::string table(const std::vector<std::string>& heading, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::vector<std::string>> lines{heading};
  lines.insert(lines.end(), rows.begin(), rows.end());
  std::vector<std::size_t> widths(heading.size(), 0);
  for (std::vector<std::string>& line : lines) {
    line.resize(std::min(line.size(), heading.size()));
    for (std::size_t i = 0; i < line.size(); ++i) {
      line[i] = one_line(line[i]);
      widths[i] = std::max(widths[i], display_width(line[i]));
    }
  }
  std::string out;
  for (const auto& line : lines) append_row(out, line, widths);
  return out;
}

}  // namespace sitewatch
