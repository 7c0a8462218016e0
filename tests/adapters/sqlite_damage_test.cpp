// Damaged, missing, older and newer files: nothing is ever silently empty.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <array>
#include <fstream>

#include "support/store_world.h"

namespace sitewatch {
namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr int filings_before = 300;

class SqliteDamageTest : public testing::Test {
 protected:
  /// Opens the folder's store; throws what it refuses with.
  std::unique_ptr<SqliteStores> open(SqliteOptions options = {}) { return open_stores(folder.path(), clock, options); }

  void fill(SqliteStores& stores) {
    for (int i = 0; i < filings_before; ++i) {
      Filing made;
      made.receipt = "R-" + std::to_string(i);
      made.sponsor = "S" + std::to_string(i);
      made.note = std::string(200, 'n');
      const auto stored = runner.wait(stores.campaigns.append(std::move(made)));
      ASSERT_TRUE(stored) << stored.error().message;
    }
  }
  void fill_and_end() {
    auto stores = open();
    fill(*stores);
  }
  /// Leaves the files as kill -9 would: with a log, marked as in use.
  void fill_and_crash() {
    TemporaryFolder copy{Medium::memory};
    {
      auto stores = open();
      fill(*stores);
      for (const auto& entry : fs::directory_iterator(folder.path())) fs::copy(entry.path(), copy.path());
    }
    for (const auto& entry : fs::directory_iterator(copy.path()))
      fs::copy(entry.path(), folder.path(), fs::copy_options::overwrite_existing);
  }
  std::size_t filings(SqliteStores& stores) {
    return runner.wait(stores.campaigns.load({0, 1})).value().filings.size();
  }
  void overwrite(const std::string& name, std::streamoff offset, const std::string& bytes) {
    std::fstream file(folder.file(name), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(offset);
    file << bytes;
    ASSERT_TRUE(file.good());
  }
  void expect_moved_aside(SqliteStores& stores) {
    const StoreOpening& opening = stores.database->opening();
    EXPECT_TRUE(opening.fresh);
    EXPECT_THAT(opening.moved_aside, StartsWith(folder.file("sitewatch.db.corrupt-2")));
    EXPECT_TRUE(fs::exists(opening.moved_aside));
    EXPECT_THAT(opening.needs_operator, HasSubstr(opening.moved_aside));
    EXPECT_EQ(filings(stores), 0u);
  }

  TemporaryFolder folder{Medium::memory};
  TaskRunner runner;
  FakeClock clock{runner.loop()};
};

TEST_F(SqliteDamageTest, IsNotSeenInWantOfMemory) {
  fill_and_crash();
  (void)sqlite3_initialize();
  int refused = 0;
  for (sqlite3_int64 spare = 0; spare < 600 * 1024; spare += 1024) {
    sqlite3_hard_heap_limit64(sqlite3_memory_used() + spare + 1);
    try {
      (void)open();
    } catch (const std::exception&) {
      ++refused;
    }
    sqlite3_hard_heap_limit64(0);
    for (const auto& entry : fs::directory_iterator(folder.path()))
      ASSERT_THAT(entry.path().filename().string(), Not(HasSubstr("corrupt"))) << spare;
  }
  EXPECT_GT(refused, 10);
  EXPECT_EQ(filings(*open()), static_cast<std::size_t>(filings_before));
}

TEST_F(SqliteDamageTest, ABrokenHeaderMovesTheFileAsideAndSaysSoUntilSomebodyLooked) {
  fill_and_end();
  const auto size = fs::file_size(folder.file("sitewatch.db"));
  overwrite("sitewatch.db", 0, std::string(100, '\xee'));
  auto stores = open();
  expect_moved_aside(*stores);
  const std::string aside = stores->database->opening().moved_aside;
  EXPECT_EQ(fs::file_size(aside), size) << "the evidence is kept as it was";

  stores.reset();
  stores = open();
  EXPECT_THAT(stores->database->opening().moved_aside, IsEmpty());
  EXPECT_THAT(stores->database->opening().needs_operator, HasSubstr("moved aside"));
  fs::remove(aside);
  stores.reset();
  stores = open();
  EXPECT_THAT(stores->database->opening().needs_operator, IsEmpty());
}

TEST_F(SqliteDamageTest, AnOverwrittenPageMovesTheFileAside) {
  fill_and_end();
  const auto pages = fs::file_size(folder.file("sitewatch.db")) / 4096;
  for (std::size_t page = pages / 2; page < pages; ++page)
    overwrite("sitewatch.db", static_cast<std::streamoff>(page * 4096), std::string(4096, '\x5a'));
  auto stores = open();
  expect_moved_aside(*stores);
}

TEST_F(SqliteDamageTest, ATruncatedFileIsMovedAside) {
  fill_and_end();
  fs::resize_file(folder.file("sitewatch.db"), 3 * 4096);
  auto stores = open();
  expect_moved_aside(*stores);
}

TEST_F(SqliteDamageTest, AFileEmptiedBesideItsLogIsMovedAsideWithTheLog) {
  fill_and_crash();
  fs::resize_file(folder.file("sitewatch.db"), 0);
  auto stores = open();
  expect_moved_aside(*stores);
  EXPECT_TRUE(fs::exists(stores->database->opening().moved_aside + "-wal"));
}

TEST_F(SqliteDamageTest, AnUncleanEndAloneLosesNothing) {
  fill_and_crash();
  ASSERT_GT(fs::file_size(folder.file("sitewatch.db-wal")), 0u);
  auto stores = open();
  EXPECT_EQ(filings(*stores), std::size_t{filings_before});
  EXPECT_THAT(stores->database->opening().needs_operator, IsEmpty());
}

TEST_F(SqliteDamageTest, GarbageInTheSharedIndexLosesNothing) {
  fill_and_crash();
  std::ofstream(folder.file("sitewatch.db-shm"), std::ios::binary) << std::string(32768, '\x77');
  auto stores = open();
  EXPECT_EQ(filings(*stores), std::size_t{filings_before});
  EXPECT_THAT(stores->database->opening().needs_operator, IsEmpty());
}

TEST_F(SqliteDamageTest, ALogCutShortKeepsWhatCameBefore) {
  fill_and_crash();
  const auto size = fs::file_size(folder.file("sitewatch.db-wal"));
  fs::resize_file(folder.file("sitewatch.db-wal"), size - size / 4 - 17);
  auto stores = open();
  EXPECT_GT(filings(*stores), 10u);
  EXPECT_LT(filings(*stores), std::size_t{filings_before});
  EXPECT_THAT(stores->database->opening().moved_aside, IsEmpty());
}

TEST_F(SqliteDamageTest, AMissingLogAfterACrashIsReported) {
  fill_and_crash();
  fs::remove(folder.file("sitewatch.db-wal"));
  auto stores = open();
  EXPECT_THAT(stores->database->opening().needs_operator, HasSubstr("log is gone"));
}

TEST_F(SqliteDamageTest, AMissingLogAfterACleanEndIsNormal) {
  fill_and_end();
  ASSERT_FALSE(fs::exists(folder.file("sitewatch.db-wal")));
  auto stores = open();
  EXPECT_THAT(stores->database->opening().needs_operator, IsEmpty());
  EXPECT_EQ(filings(*stores), std::size_t{filings_before});
}

TEST_F(SqliteDamageTest, AMissingStoreAfterACrashIsReported) {
  fill_and_crash();
  fs::remove(folder.file("sitewatch.db"));
  fs::remove(folder.file("sitewatch.db-wal"));
  auto stores = open();
  EXPECT_THAT(stores->database->opening().needs_operator, HasSubstr("store is gone"));
}

TEST_F(SqliteDamageTest, DamageFoundAtRunTimeMakesTheStoreUnhealthy) {
  fill_and_end();
  auto stores = open();
  const auto pages = fs::file_size(folder.file("sitewatch.db")) / 4096;
  for (std::size_t page = 2; page < pages; ++page)
    overwrite("sitewatch.db", static_cast<std::streamoff>(page * 4096), std::string(4096, '\x5a'));
  // What the check at the start read is in the cache still; another reader's schema makes SQLite read anew.
  SqliteDatabase::Work forget = [](SqliteConnection& connection) { connection.execute("PRAGMA shrink_memory"); };
  ASSERT_TRUE(runner.wait(stores->database->write(forget)));
  EXPECT_FALSE(runner.wait(stores->campaigns.load({0, 1})));
  EXPECT_EQ(stores->database->health(), StoreHealth::corrupt);
  Filing made;
  made.receipt = "new";
  EXPECT_FALSE(runner.wait(stores->campaigns.append(made)));
}

constexpr StoreMigration next_step{2, "CREATE TABLE later (id INTEGER PRIMARY KEY); INSERT INTO later VALUES (7);"};

std::vector<StoreMigration> migrations_and(StoreMigration next) {
  std::vector<StoreMigration> all(store_migrations().begin(), store_migrations().end());
  next.to = all.back().to + 1;
  all.push_back(next);
  return all;
}

TEST_F(SqliteDamageTest, ReportsOfAStoreWithoutReasonsHaveNone) {
  fill_and_end();
  {
    SqliteConnection old(folder.file("sitewatch.db"));
    old.execute("ALTER TABLE filing DROP COLUMN reason");
    old.execute("ALTER TABLE observation DROP COLUMN hosts");
    old.execute("ALTER TABLE alert DROP COLUMN host");
    old.execute("ALTER TABLE observation DROP COLUMN identity");
    old.execute("ALTER TABLE observation DROP COLUMN proposed");
    old.execute("PRAGMA user_version=3");
  }
  auto stores = open();
  EXPECT_EQ(stores->database->opening().migrated_from, 3);
  EXPECT_EQ(filings(*stores), std::size_t{filings_before});
  stores.reset();
  SqliteConnection now(folder.file("sitewatch.db"));
  EXPECT_EQ(now.integer("SELECT count(*) FROM filing WHERE reason=''"), filings_before);
}

TEST_F(SqliteDamageTest, AnOlderSchemaIsMigratedAfterACopyWasMade) {
  fill_and_end();
  const std::vector<StoreMigration> longer = migrations_and(next_step);
  SqliteOptions options;
  options.migrations = longer;
  auto stores = open(options);
  const StoreOpening opening = stores->database->opening();
  EXPECT_FALSE(opening.fresh);
  EXPECT_EQ(opening.migrated_from, store_migrations().back().to);
  EXPECT_EQ(filings(*stores), std::size_t{filings_before});
  stores.reset();
  EXPECT_EQ(SqliteConnection(folder.file("sitewatch.db")).integer("SELECT id FROM later"), 7);
  SqliteConnection copy(opening.backup);
  EXPECT_EQ(copy.integer("SELECT count(*) FROM filing"), filings_before);
  EXPECT_EQ(copy.integer("PRAGMA user_version"), store_migrations().back().to);

  EXPECT_THROW(open(), std::runtime_error) << "the older program refuses the newer schema";
  try {
    open();
  } catch (const std::runtime_error& refused) {
    EXPECT_THAT(refused.what(), HasSubstr("newer than this program's"));
  }
}

TEST_F(SqliteDamageTest, AMigrationThatFailsChangesNothing) {
  fill_and_end();
  const auto broken =
      migrations_and({2, "CREATE TABLE later (id INTEGER PRIMARY KEY); INSERT INTO nowhere VALUES (1);"});
  SqliteOptions options;
  options.migrations = broken;
  EXPECT_THROW(open(options), std::runtime_error);
  auto stores = open();
  EXPECT_EQ(filings(*stores), std::size_t{filings_before});
  EXPECT_FALSE(stores->database->opening().migrated_from);
}

TEST_F(SqliteDamageTest, AMigrationSurvivesAPowerLossAtAnyPoint) {
  const std::vector<StoreMigration> longer = migrations_and(next_step);
  SqliteOptions options;
  options.migrations = longer;
  const std::int64_t before = store_migrations().back().to;
  LossyDisk disk;
  fill_and_end();
  std::uint64_t point = 1;
  for (bool done = false; !done; ++point) {
    disk.fail_power_at(point);
    try {
      open(options);
    } catch (const std::runtime_error&) {
    }
    done = !disk.power_failed();
    disk.restore_power(point);
    SqliteConnection store(folder.file("sitewatch.db"));
    ASSERT_EQ(store.integer("SELECT count(*) FROM filing"), filings_before) << point;
    ASSERT_EQ(store.text("PRAGMA integrity_check"), "ok") << point;
    const auto version = store.integer("PRAGMA user_version");
    ASSERT_THAT(version, AnyOf(before, before + 1)) << point;
    ASSERT_EQ(store.integer("SELECT count(*) FROM sqlite_schema WHERE name='later'"), version - before) << point;
  }
  EXPECT_GT(point, 10u);
}

TEST_F(SqliteDamageTest, AnotherProgramsFileIsLeftAlone) {
  {
    SqliteConnection other(folder.file("sitewatch.db"));
    other.execute("CREATE TABLE theirs (x)");
  }
  EXPECT_THROW(open(), std::runtime_error);
  EXPECT_EQ(SqliteConnection(folder.file("sitewatch.db")).integer("SELECT count(*) FROM theirs"), 0);
}

}  // namespace
}  // namespace sitewatch
