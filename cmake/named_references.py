#!/usr/bin/python3
"""Writes daemon/page/named_references.cpp from Python's copy of the HTML standard's named character references.

Usage: cmake/named_references.py > daemon/page/named_references.cpp
"""
from html.entities import html5

HEAD = """\
// Made by cmake/named_references.py; not to be edited.
#include "page/named_references.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace sitewatch::page {
namespace {

// clang-format off

// The names in order, without "&", each with its ";".
constexpr std::string_view names =
"""

TAIL = """
// clang-format on

/// Where each name ends in `names`.
constexpr auto ends = [] {
  std::array<std::uint16_t, characters.size()> result{};
  std::size_t row = 0;
  for (std::size_t at = 0; at < names.size(); ++at)
    if (names[at] == ';') result[row++] = static_cast<std::uint16_t>(at);
  return result;
}();

constexpr std::string_view name_of(std::size_t row) {
  const std::size_t from = row == 0 ? 0 : ends[row - 1] + 1u;
  return names.substr(from, ends[row] - from);
}

/// The first row whose name begins with that letter or one behind it.
constexpr auto begins = [] {
  std::array<std::uint16_t, 129> result{};
  std::size_t row = 0;
  for (std::size_t letter = 0; letter < result.size(); ++letter) {
    while (row < ends.size() && static_cast<std::size_t>(name_of(row)[0]) < letter) ++row;
    result[letter] = static_cast<std::uint16_t>(row);
  }
  return result;
}();

}  // namespace

std::optional<NamedReference> named_reference(std::string_view name) {
  const auto letter = name.empty() ? 0u : static_cast<unsigned char>(name[0]);
  if (letter >= 128) return std::nullopt;
  std::size_t low = begins[letter];
  std::size_t high = begins[letter + 1];
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const int order = name_of(middle).compare(name);
    if (order == 0) {
      const std::uint32_t packed = characters[middle];
      return NamedReference{packed & 0x1fffff, seconds[packed >> 24], (packed & 0x800000) != 0};
    }
    order < 0 ? low = middle + 1 : high = middle;
  }
  return std::nullopt;
}

}  // namespace sitewatch::page
"""


def wrapped(pieces, width, prefix, suffix):
    line = ""
    for piece in pieces:
        if line and len(line) + len(piece) > width:
            yield prefix + line + suffix
            line = ""
        line += piece
    yield prefix + line + suffix


def main():
    names = sorted(name[:-1] for name in html5 if name.endswith(";"))
    seconds = [0] + sorted({ord(text[1]) for text in html5.values() if len(text) > 1})
    rows = []
    for name in names:
        text = html5[name + ";"]
        packed = ord(text[0])
        if len(text) > 1:
            packed |= seconds.index(ord(text[1])) << 24
        if name in html5:
            packed |= 0x800000
        rows.append(packed)

    print(HEAD, end="")
    print("\n".join(wrapped([name + ";" for name in names], 114, '  "', '"')) + ";")
    print("\n// Bits 0 to 20 are the first character, bit 23 says that the name stands without \";\" too, and the bits")
    print("// from 24 on are the place of the second character in `seconds`.")
    print(f"constexpr std::array<std::uint32_t, {len(rows)}> characters{{")
    print("\n".join(wrapped([f"0x{row:x}," for row in rows], 118, "  ", "")))
    print("};")
    listed = ", ".join(f"0x{each:x}" for each in seconds)
    print(f"\nconstexpr std::array<char32_t, {len(seconds)}> seconds{{{listed}}};")
    print(TAIL, end="")


main()
