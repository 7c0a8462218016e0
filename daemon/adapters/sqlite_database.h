#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "adapters/sqlite_connection.h"
#include "adapters/store_migrations.h"
#include "domain/result.h"
#include "ports/awaitable.h"

namespace sitewatch {

struct SqliteOptions {
  /// How long a transaction waits for another program (a backup) that locks the file.
  std::chrono::milliseconds busy_timeout = std::chrono::seconds{60};
  /// Pages in the write-ahead log from which on it is copied into the file.
  int checkpoint_pages = 1000;
  std::span<const StoreMigration> migrations = store_migrations();
};

/// What opening the store found.
struct StoreOpening {
  bool fresh = false;                ///< There was no store before.
  std::optional<int> migrated_from;  ///< The older schema version; `backup` is a copy from before.
  std::string backup;
  std::string moved_aside;  ///< Where the damaged file is now; an empty store took its place.
  /// What an operator must look at; empty when all is well. Stands at every start while a file
  /// `sitewatch.db.corrupt-*` lies in the state directory: removing it says that somebody has looked.
  std::string needs_operator;
};

enum class StoreHealth : std::uint8_t {
  writable,
  full,     ///< The last write was refused; it mends itself with the next one that succeeds.
  failed,   ///< fsync failed: nothing is written any more, and only a restart can tell what is on the disk.
  corrupt,  ///< As failed; the next start moves the file aside if it is damaged.
};

/// The one SQLite file, `sitewatch.db` in the state directory, and its one thread. Requests run in the order they came;
/// several may share a transaction, each with its own success. Destroy it before the executors its callers run on:
/// the destructor carries out what is queued and posts the answers.
class SqliteDatabase {
 public:
  /// Blocks. Fails if the directory is unusable or held by another process, the schema is newer than this program, the
  /// disk refuses or no thread can be started; a damaged file is no failure, see StoreOpening.
  static Result<std::unique_ptr<SqliteDatabase>> open(const std::string& state_dir, SqliteOptions options = {});
  ~SqliteDatabase();
  SqliteDatabase(const SqliteDatabase&) = delete;
  SqliteDatabase& operator=(const SqliteDatabase&) = delete;

  const StoreOpening& opening() const;

  /// Runs on the database's thread; throws SqliteFailure to be undone. May run twice if the first transaction was
  /// lost, so it assigns its results afresh. What it refers to must live in the awaiting coroutine.
  using Work = std::function<void(SqliteConnection&)>;
  /// Answers on the caller's executor, after COMMIT. Not cancellable.
  Task<Result<void>> write(Work work);
  Task<Result<void>> read(Work work);

  /// Any thread.
  StoreHealth health() const;
  bool writable() const { return health() == StoreHealth::writable; }
  /// Writes a little, to find out whether the disk takes it again.
  Task<Result<void>> check_writable();
  /// How long the thread has been at what it is doing; 0 when idle. It may wait for `busy_timeout` by right.
  std::chrono::milliseconds busy_for() const;

 private:
  class Worker;
  explicit SqliteDatabase(std::unique_ptr<Worker> worker);
  std::unique_ptr<Worker> worker_;
};

}  // namespace sitewatch
