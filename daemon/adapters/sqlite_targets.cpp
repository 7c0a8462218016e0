#include "adapters/sqlite_targets.h"

namespace sitewatch {

std::optional<std::int64_t> SqliteTargets::find(const TargetId& target) {
  const auto known = known_.find(target);
  if (known != known_.end()) return known->second;
  SqliteStatement& row = connection_.statement("SELECT no FROM target WHERE id=?").with(target);
  if (!row.row()) return std::nullopt;
  const std::int64_t number = row.integer(0);
  row.reset();
  known_.emplace(target, number);
  return number;
}

std::int64_t SqliteTargets::number(const TargetId& target) {
  if (const auto known = find(target)) return *known;
  const SiteId site = target.substr(0, target.rfind('#'));
  connection_.statement("INSERT INTO target (id, site) VALUES (?,?)").with(target, site).run();
  const std::int64_t number = connection_.last_insert_id();
  known_.emplace(target, number);
  return number;
}

}  // namespace sitewatch
