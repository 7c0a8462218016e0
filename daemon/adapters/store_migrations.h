#pragma once

#include <span>

namespace sitewatch {

class SqliteConnection;

/// One step of the schema: what turns version `to - 1` into `to`.
struct StoreMigration {
  int to;
  const char* sql;
};

/// In order, from 1. A released step is never changed; the next change is a new one.
std::span<const StoreMigration> store_migrations();

/// Brings the schema to the last of `migrations` in one transaction; throws SqliteFailure with nothing changed.
/// The connection's version must not be newer.
void migrate(SqliteConnection& connection, std::span<const StoreMigration> migrations);

/// Marks a file as ours: "SWch".
inline constexpr int store_application_id = 0x53576368;

}  // namespace sitewatch
