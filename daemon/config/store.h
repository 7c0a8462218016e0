#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/mistakes.h"
#include "domain/site.h"

namespace sitewatch {

/// Moves a value that was read well; hands on what was expected otherwise.
template <class T, class Into>
Result<void> store(Result<T> value, Into& into) {
  if (!value) return failure(value.error().message);
  into = std::move(*value);
  return {};
}

template <class Parse, class T>
Result<void> store_all(const std::vector<std::string_view>& from, Parse parse, std::vector<T>& into) {
  into.clear();
  into.reserve(from.size());
  for (const std::string_view each : from) {
    auto value = parse(each);
    if (!value) return failure(value.error().message);
    into.push_back(std::move(*value));
  }
  return {};
}

/// "sites.csv:4"
inline std::string place(const Position& at) {
  return *at.file + ':' + std::to_string(at.line);
}

/// Finds a sponsor by id, full, short or former name.
class SponsorIndex {
 public:
  explicit SponsorIndex(const std::vector<Sponsor>& sponsors);
  Result<SponsorId> find(std::string_view word) const;

 private:
  std::unordered_map<std::string, SponsorId> ids_;  ///< Empty id: several sponsors bear the name.
  /// Looking for the nearest name takes long; a table that is wrong throughout needs no more of them.
  mutable int suggestions_left_ = 50;
};

}  // namespace sitewatch
