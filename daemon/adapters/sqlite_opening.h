#pragma once

#include <memory>
#include <string>

#include "adapters/sqlite_connection.h"
#include "adapters/sqlite_database.h"
#include "adapters/state_directory.h"

namespace sitewatch {

/// The file's name in the state directory.
inline constexpr const char* store_file = "sitewatch.db";

struct OpenedStore {
  std::unique_ptr<StateDirectory> directory;
  std::unique_ptr<SqliteConnection> connection;  ///< Checked, migrated, in WAL mode.
  StoreOpening opening;
  bool writable = true;  ///< A first small write reached the disk.
};

/// As SqliteDatabase::open says.
Result<OpenedStore> open_store(const std::string& state_dir, const SqliteOptions& options);

}  // namespace sitewatch
