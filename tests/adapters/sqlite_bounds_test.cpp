// The store neither grows without end nor falls behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/store_world.h"

namespace sitewatch {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using testing::SizeIs;

class SqliteBoundsTest : public testing::Test {
 protected:
  std::uintmax_t bytes() const {
    std::uintmax_t sum = 0;
    for (const auto& entry : fs::directory_iterator(folder.path())) sum += entry.file_size();
    return sum;
  }
  void write(VisitBatch batch) {
    const auto written = runner.wait(stores->visits.write(std::move(batch)));
    ASSERT_TRUE(written) << written.error().message;
  }
  /// A day of 40 sites, of which each fails 12 times.
  VisitBatch day_of(WallTime midnight) const {
    VisitBatch batch;
    for (int site = 0; site < 40; ++site) {
      const TargetId target = "site" + std::to_string(site) + ".example#1";
      for (int visit = 0; visit < 12; ++visit) {
        const WallTime at = midnight + hours{2} * visit;
        batch.visits.push_back({target, at, VisitKind::scheduled, Verdict::bad, FailureReason::timeout});
        batch.failures.push_back({.target = target, .at = at, .address = "192.0.2.1", .vantage = "main"});
      }
      batch.days.push_back({target, Day{std::chrono::floor<std::chrono::days>(midnight)}, 0, 12, 0});
      batch.states.emplace_back().target = target;
    }
    return batch;
  }

  TemporaryFolder folder{Medium::memory};
  TaskRunner runner;
  FakeClock clock{runner.loop()};
  SqliteOptions options{.checkpoint_pages = 200};
  std::unique_ptr<SqliteStores> stores = open_stores(folder.path(), clock, options);
};

TEST_F(SqliteBoundsTest, TheFileStopsGrowingOnceItHoldsAllThatIsKept) {
  std::uintmax_t after_first_round = 0;
  for (int round = 0; round < 3; ++round) {
    for (int day = 0; day < 420; day += 6) write(day_of(FakeClock::default_start + hours{24} * (round * 420 + day)));
    ASSERT_TRUE(runner.wait(stores->visits.prune(FakeClock::default_start + hours{24} * (round + 1) * 420)));
    // Ended and opened again, so that the log is in the file.
    stores.reset();
    if (round == 0) after_first_round = bytes();
    if (round == 2) {
      EXPECT_LT(bytes(), after_first_round * 5 / 4);
    }
    stores = open_stores(folder.path(), clock, options);
  }
  const VisitHistory history = runner.wait(stores->visits.load()).value();
  EXPECT_THAT(history.states, SizeIs(40));
  EXPECT_THAT(history.visits_since, SizeIs(0)) << "states took their place";
}

TEST_F(SqliteBoundsTest, TheLogIsCopiedIntoTheFileAndUsedAgain) {
  std::uintmax_t largest = 0;
  for (int i = 0; i < 400; ++i) {
    AlertChange change;
    change.outbox.resize(1);
    change.outbox[0].message = std::string(40'000, 'm');
    OutboxRow row = change.outbox[0];
    row.id = runner.wait(stores->alerts.commit(std::move(change))).value().at(0);
    row.state = OutboxState::sent;
    ASSERT_TRUE(runner.wait(stores->alerts.update(row)));
    largest = std::max(largest, fs::file_size(folder.file("sitewatch.db-wal")));
  }
  EXPECT_LT(largest, 4u << 20);
  EXPECT_LT(fs::file_size(folder.file("sitewatch.db")), 1u << 20) << "a sent mail gives its message back";
}

TEST_F(SqliteBoundsTest, ADayAfterDaySentMailsAndEndedAlertsAreDropped) {
  const auto post = [&](const std::string& site, WallTime at, Ending ending) {
    AlertChange change;
    Alert& alert = change.alerts.emplace_back();
    alert.identity.site = site;
    alert.starts = at;
    alert.ending = ending;
    if (ending != Ending::none) alert.ends = at;
    change.log.push_back({.alert = fingerprint(alert.identity), .alert_starts = at, .receiver = "ops"});
    OutboxRow& row = change.outbox.emplace_back();
    row.created = at;
    row.id = runner.wait(stores->alerts.commit(change)).value().at(0);
    row.state = ending == Ending::none ? OutboxState::pending : OutboxState::sent;
    ASSERT_TRUE(runner.wait(stores->alerts.update(row)));
  };
  post("old.example", clock.wall_now(), Ending::recovered);
  post("firing.example", clock.wall_now(), Ending::none);
  clock.advance(hours{24 * 401});
  post("new.example", clock.wall_now(), Ending::recovered);
  stores.reset();
  SqliteConnection file(folder.file("sitewatch.db"));
  EXPECT_EQ(file.integer("SELECT count(*) FROM alert"), 2);
  EXPECT_EQ(file.integer("SELECT count(*) FROM notification"), 2);
  EXPECT_EQ(file.integer("SELECT count(*) FROM outbox"), 2);
}

TEST_F(SqliteBoundsTest, DayRowsAddUpAndGoAfterThreeYears) {
  const WallTime midnight = FakeClock::default_start;
  write(day_of(midnight));
  write(day_of(midnight));
  ASSERT_TRUE(runner.wait(stores->visits.prune(midnight + hours{24} * 3 * 365)));
  const auto days = [&](std::string what) {
    std::int64_t number = 0;
    SqliteDatabase::Work work = [&](SqliteConnection& connection) {
      number = connection.integer("SELECT " + what + " FROM day");
    };
    EXPECT_TRUE(runner.wait(stores->database->read(work)));
    return number;
  };
  EXPECT_EQ(days("count(*)"), 40);
  EXPECT_EQ(days("sum(failed)"), 40 * 24);
  ASSERT_TRUE(runner.wait(stores->visits.prune(midnight + hours{24} * (3 * 366 + 2))));
  EXPECT_EQ(days("count(*)"), 0);
}

TEST_F(SqliteBoundsTest, TenThousandTargetsComeBackWhole) {
  VisitBatch batch;
  for (int i = 0; i < 10'000; ++i) {
    TargetState& state = batch.states.emplace_back();
    state.target = "site" + std::to_string(i) + ".example#1";
    state.last_status = i;
    state.window.record(FakeClock::default_start, VisitOutcome::ok);
  }
  write(batch);
  stores.reset();
  const auto begin = std::chrono::steady_clock::now();
  stores = open_stores(folder.path(), clock, options);
  const VisitHistory history = runner.wait(stores->visits.load()).value();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  RecordProperty("open_and_load_ms", std::to_string(took.count()));
  ASSERT_THAT(history.states, SizeIs(10'000));
  for (int i = 0; i < 10'000; ++i) EXPECT_EQ(history.states[static_cast<std::size_t>(i)].last_status, i);
}

}  // namespace
}  // namespace sitewatch
