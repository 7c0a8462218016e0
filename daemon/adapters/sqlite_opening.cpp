#include "adapters/sqlite_opening.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <system_error>

namespace sitewatch {
namespace {

using std::chrono::steady_clock;

// The file on disk does not hold what we wrote.
struct Damage {
  std::string what;
};

constexpr std::chrono::milliseconds most_checking{500};
constexpr std::array<std::string_view, 3> file_suffixes{"", "-wal", "-shm"};

std::string word_for(int error) {
  return std::generic_category().message(error);
}

off_t size_of(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 ? status.st_size : 0;
}

std::string utc_stamp() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 32> buffer{};
  return {buffer.data(), std::strftime(buffer.data(), buffer.size(), "%Y%m%dT%H%M%SZ", &parts)};
}

bool is_damage(int code) {
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return true;
    default:
      return code == SQLITE_IOERR_SHORT_READ || code == SQLITE_IOERR_CORRUPTFS;
  }
}

// SQLite would make the file with the process's umask.
Result<void> make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return failure("cannot open store " + path + ": " + word_for(errno));
  const int failed = ::fchmod(file, 0600) == 0 ? 0 : errno;
  ::close(file);
  if (failed != 0) return failure("cannot make store " + path + " private: " + word_for(failed));
  return {};
}

int stop_after_deadline(void* deadline) {
  return steady_clock::now() >= *static_cast<steady_clock::time_point*>(deadline) ? 1 : 0;
}

// The check tells of pages that it could not read as of damage, also where only memory was short or a disk was slow.
int code_in(const std::string& finding) {
  constexpr std::string_view label = "error code=";
  const std::size_t at = finding.find(label);
  if (at != std::string::npos) return std::atoi(finding.c_str() + at + label.size());
  return finding.find("ut of memory") == std::string::npos ? 0 : SQLITE_NOMEM;
}

// As far as it comes within its time: a store too big for that shows its damage when it is read.
void quick_check(SqliteConnection& connection) {
  steady_clock::time_point deadline = steady_clock::now() + most_checking;
  sqlite3_progress_handler(connection.handle(), 10'000, stop_after_deadline, &deadline);
  std::string found = "ok";
  try {
    found = connection.text("PRAGMA quick_check(1)");
  } catch (const SqliteFailure& failure) {
    sqlite3_progress_handler(connection.handle(), 0, nullptr, nullptr);
    if ((failure.code() & 0xff) != SQLITE_INTERRUPT) throw;
  }
  sqlite3_progress_handler(connection.handle(), 0, nullptr, nullptr);
  if (found == "ok") return;
  if (const int code = code_in(found); code != 0 && !is_damage(code))
    throw SqliteFailure(code, std::string{sqlite3_errstr(code)} + " while it was checked");
  throw Damage{found};
}

std::unique_ptr<SqliteConnection> open_checked(const std::string& path, const SqliteOptions& options) {
  try {
    auto connection = std::make_unique<SqliteConnection>(path);
    sqlite3_busy_timeout(connection->handle(), static_cast<int>(options.busy_timeout.count()));
    // A damaged file is kept as it was found, so its log must not be copied into it on the way out.
    sqlite3_db_config(connection->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    connection->execute("PRAGMA auto_vacuum=INCREMENTAL");
    connection->execute("PRAGMA journal_mode=WAL");
    connection->execute("PRAGMA synchronous=FULL");
    connection->execute("PRAGMA foreign_keys=ON");
    connection->execute("PRAGMA journal_size_limit=16777216");
    quick_check(*connection);
    sqlite3_db_config(connection->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
    return connection;
  } catch (const SqliteFailure& failure) {
    if (is_damage(failure.code())) throw Damage{failure.what()};
    throw;
  }
}

// Empty if there was nothing to move.
std::string move_aside(const StateDirectory& directory) {
  const std::string path = directory.path_of(store_file);
  const std::string stamped = path + ".corrupt-" + utc_stamp();
  std::string aside = stamped;
  for (int i = 2; ::access(aside.c_str(), F_OK) == 0; ++i) aside = stamped + "-" + std::to_string(i);
  bool moved = false;
  for (const std::string_view suffix : file_suffixes) {
    const std::string from = path + std::string(suffix);
    if (::rename(from.c_str(), (aside + std::string(suffix)).c_str()) == 0)
      moved = true;
    else if (errno != ENOENT)
      throw SqliteFailure(0, "cannot move " + from + " aside: " + word_for(errno));
  }
  return moved ? aside : std::string{};
}

std::string first_file_moved_aside(const std::string& state_dir) {
  std::string first;
  std::error_code error;
  const std::string start = std::string(store_file) + ".corrupt-";
  for (const auto& entry : std::filesystem::directory_iterator(state_dir, error)) {
    const std::string name = entry.path().filename();
    if (name.compare(0, start.size(), start) != 0) continue;
    if (first.empty() || name < first) first = name;
  }
  return first;
}

// What the files tell before SQLite touches them; it would take an empty file for a new store and drop the log.
std::string missing_piece(const StateDirectory& directory) {
  const std::string path = directory.path_of(store_file);
  const bool log = size_of(path + "-wal") > 0;
  if (size_of(path) == 0 && log) return "the store is empty beside its write-ahead log";
  if (!directory.left_in_use()) return {};
  if (size_of(path) == 0) return "the store is gone, though the last run of the daemon did not end cleanly";
  if (!log)
    return "the write-ahead log is gone, though the last run of the daemon did not end cleanly; unless another "
           "program opened the store since, what was acknowledged last is missing";
  return {};
}

std::string back_up(SqliteConnection& connection, const std::string& path, std::int64_t version) {
  const std::string copy = path + ".v" + std::to_string(version) + "-" + utc_stamp();
  ::unlink(copy.c_str());
  SqliteStatement(connection.handle(), "VACUUM INTO ?").with(copy).run();
  const int file = ::open(copy.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0 || ::fchmod(file, 0600) != 0 || ::fsync(file) != 0)
    throw SqliteFailure(0, "cannot keep a copy " + copy + ": " + word_for(errno));
  ::close(file);
  return copy;
}

void bring_up_to_date(SqliteConnection& connection, const std::string& path, const SqliteOptions& options,
                      StoreOpening& opening) {
  const std::int64_t version = connection.integer("PRAGMA user_version");
  const std::int64_t newest = options.migrations.back().to;
  if (version > newest) {
    throw SqliteFailure(0, "its schema has version " + std::to_string(version) + ", newer than this program's " +
                               std::to_string(newest));
  }
  if (version == 0 && connection.integer("SELECT count(*) FROM sqlite_schema") != 0)
    throw SqliteFailure(0, "it holds tables that are not sitewatch's");
  if (version > 0 && connection.integer("PRAGMA application_id") != store_application_id)
    throw SqliteFailure(0, "it is another program's database");
  opening.fresh = version == 0;
  if (version > 0 && version < newest) {
    opening.migrated_from = static_cast<int>(version);
    opening.backup = back_up(connection, path, version);
  }
  migrate(connection, options.migrations);
}

// Makes the log non-empty, so that its absence after a crash tells of a loss.
bool first_write(SqliteConnection& connection) {
  try {
    connection.execute("INSERT INTO meta VALUES ('starts', 1) ON CONFLICT DO UPDATE SET value=value+1");
    return true;
  } catch (const SqliteFailure& failure) {
    if ((failure.code() & 0xff) == SQLITE_FULL) return false;
    throw;
  }
}

std::string word_for_operator(const std::string& trouble, const std::string& moved_aside, const std::string& path) {
  if (!moved_aside.empty()) return trouble + "; the damaged store is " + moved_aside + ", an empty one took its place";
  if (!trouble.empty()) return trouble;
  const std::string aside = first_file_moved_aside(std::filesystem::path(path).parent_path());
  if (aside.empty()) return {};
  return "a damaged store was moved aside to " + aside + "; remove the file once it has been looked at";
}

OpenedStore open_in(std::unique_ptr<StateDirectory> directory, const std::string& path, const SqliteOptions& options) {
  OpenedStore store;
  store.directory = std::move(directory);
  const std::string missing = missing_piece(*store.directory);
  const bool unusable = !missing.empty() && size_of(path) == 0;
  std::string damage = unusable ? missing : std::string{};
  if (!unusable) {
    try {
      store.connection = open_checked(path, options);
    } catch (const Damage& found) {
      damage = found.what;
    }
  }
  if (!store.connection) {
    store.opening.moved_aside = move_aside(*store.directory);
    if (const Result<void> made = make_private_file(path); !made) throw SqliteFailure(0, made.error().message);
    store.connection = open_checked(path, options);
  }
  bring_up_to_date(*store.connection, path, options, store.opening);
  store.writable = first_write(*store.connection);
  store.opening.needs_operator = word_for_operator(damage.empty() ? missing : damage, store.opening.moved_aside, path);
  return store;
}

}  // namespace

Result<OpenedStore> open_store(const std::string& state_dir, const SqliteOptions& options) {
  Result<std::unique_ptr<StateDirectory>> directory = StateDirectory::open(state_dir);
  if (!directory) return tl::unexpected<Error>(directory.error());
  const std::string path = (*directory)->path_of(store_file);
  // Before the file is made: whether it was missing is part of what is judged.
  const bool existed = ::access(path.c_str(), F_OK) == 0;
  if (!existed || !(*directory)->left_in_use())
    if (const Result<void> made = make_private_file(path); !made) return tl::unexpected<Error>(made.error());
  try {
    OpenedStore store = open_in(std::move(*directory), path, options);
    if (const Result<void> synced = store.directory->sync(); !synced) return tl::unexpected<Error>(synced.error());
    if (store.writable) store.directory->in_use();
    return store;
  } catch (const SqliteFailure& refused) {
    return failure("cannot open store " + path + ": " + refused.what());
  } catch (const Damage& found) {
    return failure("cannot open store " + path + ": " + found.what);
  }
}

}  // namespace sitewatch
