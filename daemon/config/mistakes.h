#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"

namespace sitewatch {

/// Where something stands in one of the operator's files; lines and columns count from 1.
struct Position {
  const std::string* file = nullptr;  ///< Owned by the Mistakes of this load.
  int line = 1;
  int column = 1;
};

/// Collects every mistake of one load.
class Mistakes {
 public:
  /// Remembers a file; the order of these calls is the order in which its mistakes are told.
  const std::string* file(std::string path);
  void add(Position at, std::string path, std::string expected);
  /// `expected`, and the value that stands there instead, clipped and made harmless.
  void add_value(Position at, std::string path, const std::string& expected, std::string_view value);
  bool empty() const { return found_.empty(); }
  std::vector<Mistake> sorted() const;

 private:
  std::deque<std::string> files_;
  std::vector<std::pair<Position, Mistake>> found_;
};

/// "; did you mean 'interval'?" for the nearest of `known` if one is near, else empty.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace sitewatch
