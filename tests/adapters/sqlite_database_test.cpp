// Opening, locking, waiting, refusing: what the store's file does that no port tells of.
#include "adapters/sqlite_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <future>

#include "support/store_world.h"

namespace sitewatch {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Filing filing(const std::string& receipt, std::size_t size = 10) {
  Filing made;
  made.receipt = receipt;
  made.sponsor = "S1";
  made.note = std::string(size, 'n');
  return made;
}

class SqliteDatabaseTest : public testing::Test {
 protected:
  std::string refusal(const std::string& state_dir, SqliteOptions options = {}) {
    const auto opened = SqliteDatabase::open(state_dir, options);
    return opened ? "opened" : opened.error().message;
  }
  Result<Filing> append(SqliteStores& stores, Filing made) {
    return runner.wait(stores.campaigns.append(std::move(made)));
  }
  std::size_t filings(SqliteStores& stores) {
    return runner.wait(stores.campaigns.load({0, 1})).value().filings.size();
  }

  TemporaryFolder folder;
  TaskRunner runner;
  FakeClock clock{runner.loop()};
};

mode_t mode_of(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

TEST_F(SqliteDatabaseTest, MakesAPrivateDirectoryAndFile) {
  const std::string state_dir = folder.file("state");
  const mode_t before = ::umask(0);
  auto stores = open_stores(state_dir, clock);
  ::umask(before);
  EXPECT_EQ(mode_of(state_dir), 0700u);
  EXPECT_EQ(mode_of(state_dir + "/sitewatch.db"), 0600u);
  EXPECT_EQ(mode_of(state_dir + "/sitewatch.db-wal"), 0600u);
  EXPECT_EQ(mode_of(state_dir + "/lock"), 0600u);
  EXPECT_TRUE(stores->database->opening().fresh);
  EXPECT_THAT(stores->database->opening().needs_operator, IsEmpty());
  EXPECT_TRUE(stores->database->writable());
  stores.reset();
  stores = open_stores(state_dir, clock);
  EXPECT_FALSE(stores->database->opening().fresh);
}

TEST_F(SqliteDatabaseTest, RefusesADirectoryItCannotTrust) {
  ASSERT_EQ(::chmod(folder.path().c_str(), 0777), 0);
  EXPECT_THAT(refusal(folder.path()), HasSubstr("may be written by others"));
  ASSERT_EQ(::chmod(folder.path().c_str(), 0700), 0);
  EXPECT_THAT(refusal(folder.file("missing/state")), HasSubstr("cannot make state directory"));
  std::ofstream(folder.file("file")) << "x";
  EXPECT_THAT(refusal(folder.file("file")), HasSubstr("is not a directory"));
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(folder.path().c_str(), 12345, static_cast<gid_t>(-1)), 0);
    EXPECT_THAT(refusal(folder.path()), HasSubstr("belongs to user 12345"));
  } else {
    EXPECT_THAT(refusal("/"), HasSubstr("belongs to user 0"));
  }
}

TEST_F(SqliteDatabaseTest, ASecondProcessIsRefusedAndToldWhoHoldsTheStore) {
  auto stores = open_stores(folder.path(), clock);
  const std::string want = "is in use by process " + std::to_string(::getpid());
  const pid_t child = ::fork();
  if (child == 0) ::_exit(refusal(folder.path()).find(want) != std::string::npos ? 0 : 1);
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(append(*stores, filing("R-1"))) << "the holder is not disturbed";
  stores.reset();
  EXPECT_EQ(refusal(folder.path()), "opened");
}

TEST_F(SqliteDatabaseTest, AStalePidDoesNoHarm) {
  std::ofstream(folder.file("lock")) << "1 left behind\n";
  EXPECT_EQ(refusal(folder.path()), "opened");
}

TEST_F(SqliteDatabaseTest, RequestsThatShareATransactionFailOneByOne) {
  auto stores = open_stores(folder.path(), clock);
  ASSERT_TRUE(append(*stores, filing("R-1")));
  std::promise<void> go;
  auto gate = [](SqliteDatabase& database, std::future<void> open) -> Task<void> {
    const auto shared = open.share();
    SqliteDatabase::Work wait = [&shared](SqliteConnection&) { shared.wait(); };
    EXPECT_TRUE(co_await database.write(std::move(wait)));
  };
  auto file = [](CampaignStore& store, std::string receipt, bool succeeds) -> Task<void> {
    Filing made = filing(receipt);
    const auto answer = co_await store.append(std::move(made));
    EXPECT_EQ(answer.has_value(), succeeds) << receipt;
  };
  runner.tasks().spawn("gate", gate(*stores->database, go.get_future()));
  runner.tasks().spawn("good", file(stores->campaigns, "R-2", true));
  runner.tasks().spawn("taken", file(stores->campaigns, "R-1", false));
  runner.tasks().spawn("good too", file(stores->campaigns, "R-3", true));
  runner.loop().poll();
  go.set_value();
  ASSERT_TRUE(runner.tasks().run_until_empty());
  EXPECT_EQ(filings(*stores), 3u);
  EXPECT_TRUE(stores->database->writable());
}

TEST_F(SqliteDatabaseTest, WaitsForABackupThatLocksTheFile) {
  auto stores = open_stores(folder.path(), clock);
  SqliteConnection backup(folder.file("sitewatch.db"));
  backup.execute("BEGIN IMMEDIATE");
  bool filed = false;
  auto file = [](CampaignStore& store, bool& done) -> Task<void> {
    Filing made = filing("R-1");
    const auto answer = co_await store.append(std::move(made));
    EXPECT_TRUE(answer);
    done = true;
  };
  runner.tasks().spawn("file", file(stores->campaigns, filed));
  while (stores->database->busy_for() < milliseconds{300}) runner.loop().poll();
  EXPECT_FALSE(filed);
  backup.execute("COMMIT");
  ASSERT_TRUE(runner.tasks().run_until_empty());
  EXPECT_TRUE(filed);
}

TEST_F(SqliteDatabaseTest, ALockThatStaysIsAFailureToRetry) {
  SqliteOptions options;
  options.busy_timeout = milliseconds{20};
  auto stores = open_stores(folder.path(), clock, options);
  SqliteConnection backup(folder.file("sitewatch.db"));
  backup.execute("BEGIN IMMEDIATE");
  const auto refused = append(*stores, filing("R-1"));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().retry);
  EXPECT_THAT(refused.error().message, HasSubstr("locked"));
  EXPECT_TRUE(stores->database->writable());
  backup.execute("ROLLBACK");
  EXPECT_TRUE(append(*stores, filing("R-1")));
}

// The system's own refusal: no file may grow beyond the limit.
class SizeLimit {
 public:
  explicit SizeLimit(rlim_t bytes) {
    old_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{bytes, old_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~SizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_{};
  void (*old_handler_)(int) = nullptr;
};

TEST_F(SqliteDatabaseTest, AFullDiskStopsAcknowledgingAndMendsItself) {
  auto stores = open_stores(folder.path(), clock);
  ASSERT_TRUE(append(*stores, filing("R-1")));
  {
    const SizeLimit limit(512 << 10);
    const auto refused = append(*stores, filing("R-2", 1 << 20));
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().retry);
    EXPECT_FALSE(stores->database->writable());
    EXPECT_EQ(stores->database->health(), StoreHealth::full);
    EXPECT_EQ(filings(*stores), 1u);
  }
  EXPECT_TRUE(runner.wait(stores->database->check_writable()));
  EXPECT_TRUE(stores->database->writable());
  EXPECT_TRUE(append(*stores, filing("R-2", 1 << 20)));
  stores.reset();
  stores = open_stores(folder.path(), clock);
  EXPECT_EQ(filings(*stores), 2u);
}

TEST_F(SqliteDatabaseTest, AFullDiskFailsTheProbeToo) {
  LossyDisk disk;
  auto stores = open_stores(folder.path(), clock);
  disk.fill();
  EXPECT_FALSE(runner.wait(stores->database->check_writable()));
  EXPECT_FALSE(stores->database->writable());
  disk.mend();
  EXPECT_TRUE(runner.wait(stores->database->check_writable()));
  EXPECT_TRUE(stores->database->writable());
  stores.reset();
}

TEST_F(SqliteDatabaseTest, AfterAFailedSyncNothingIsWrittenAnyMore) {
  LossyDisk disk;
  auto stores = open_stores(folder.path(), clock);
  ASSERT_TRUE(append(*stores, filing("R-1")));
  disk.fail_syncs();
  const auto refused = append(*stores, filing("R-2"));
  ASSERT_FALSE(refused);
  EXPECT_FALSE(refused.error().retry);
  EXPECT_EQ(stores->database->health(), StoreHealth::failed);
  disk.mend();
  const auto later = append(*stores, filing("R-3"));
  ASSERT_FALSE(later) << "a second fsync that succeeds says nothing about the pages of the first";
  EXPECT_THAT(later.error().message, HasSubstr("restart"));
  EXPECT_FALSE(runner.wait(stores->database->check_writable()));
  stores.reset();
  stores = open_stores(folder.path(), clock);
  EXPECT_TRUE(append(*stores, filing("R-3")));
  stores.reset();
}

TEST_F(SqliteDatabaseTest, CarriesOutWhatIsQueuedWhenItEnds) {
  auto stores = open_stores(folder.path(), clock);
  int answers = 0;
  auto file = [](CampaignStore& store, std::string receipt, int& count) -> Task<void> {
    Filing made = filing(receipt);
    const auto answer = co_await store.append(std::move(made));
    count += answer.has_value();
  };
  for (int i = 0; i < 20; ++i) runner.tasks().spawn("file", file(stores->campaigns, "R-" + std::to_string(i), answers));
  runner.loop().poll();
  stores->database.reset();
  ASSERT_TRUE(runner.tasks().run_until_empty());
  EXPECT_EQ(answers, 20);
}

}  // namespace
}  // namespace sitewatch
