#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "adapters/sqlite_connection.h"
#include "domain/site.h"

namespace sitewatch {

/// Target ids ↔ the small numbers that stand for them in every other table. For one transaction.
class SqliteTargets {
 public:
  explicit SqliteTargets(SqliteConnection& connection) : connection_(connection) {}
  std::optional<std::int64_t> find(const TargetId& target);
  /// Gives a new target its number.
  std::int64_t number(const TargetId& target);

 private:
  SqliteConnection& connection_;
  std::unordered_map<TargetId, std::int64_t> known_;
};

}  // namespace sitewatch
