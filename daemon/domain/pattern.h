#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "domain/result.h"

namespace re2 {
class RE2;
}

namespace sitewatch {

/// A pattern from the configuration; linear time on any input, compiled size capped. Cheap to copy.
class Pattern {
 public:
  static Result<Pattern> compile(const std::string& text);

  bool found_in(std::string_view text) const;
  const std::string& text() const;

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const re2::RE2> compiled_;  // Shared by every generation's copy of a target; RE2 is immutable.
};

}  // namespace sitewatch
