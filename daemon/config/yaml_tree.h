#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/source_file.h"

namespace sitewatch {

/// A YAML document with the place of everything in it. Anchors and aliases are refused: nobody needs them here, and
/// they can make a small file huge.
struct YamlNode {
  enum class Kind : std::uint8_t { null, scalar, list, map };
  Kind kind = Kind::null;
  int line = 1;
  int column = 1;
  std::string text;  ///< Of a scalar.
  std::string key;   ///< If this is a value of a map.
  int key_line = 1;
  int key_column = 1;
  std::vector<YamlNode> children;  ///< In the order of the file; equal keys are all kept.

  const YamlNode* find(std::string_view wanted) const;
};

/// Nothing, and a mistake, if it is not YAML. An empty file is null.
std::optional<YamlNode> parse_yaml(const SourceFile& source, Mistakes& mistakes);

}  // namespace sitewatch
