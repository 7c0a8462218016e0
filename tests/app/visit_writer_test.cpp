#include "app/visit_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "support/fake_clock.h"
#include "support/memory_store.h"
#include "support/test_spawner.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;

class VisitWriterTest : public testing::Test {
 protected:
  VisitWriterTest() {
    Config config;
    for (const char* id : {"edu", "health"}) {
      Site site;
      site.id = id;
      site.home_urls.emplace_back();
      config.sites.push_back(site);
    }
    board.replace(std::make_shared<const Config>(std::move(config)));
    tasks.spawn("writer", writer.run());
  }

  void visit(const std::string& target, Verdict verdict) {
    const VisitOutcome outcome = verdict == Verdict::good ? VisitOutcome::ok : VisitOutcome::failed;
    board.find_target(target).first->targets[0].dirty = true;
    writer.add({target, clock.wall_now(), VisitKind::scheduled, verdict, FailureReason::none},
               Zone::utc().day(clock.wall_now()), outcome);
  }

  boost::asio::io_context loop;
  FakeClock clock{loop};
  MemoryStore store{clock};
  SiteBoard board;
  VisitWriter writer{{clock, store.visits}, board};
  TestSpawner tasks{loop};
};

TEST_F(VisitWriterTest, WritesAVisitWithinASecondAndCountsItsDay) {
  visit("edu#1", Verdict::good);
  visit("edu#1", Verdict::bad);
  clock.advance(1s);
  ASSERT_EQ(store.tables.days.size(), 1u);
  EXPECT_EQ(store.tables.days.begin()->second.ok, 1u);
  EXPECT_EQ(store.tables.days.begin()->second.failed, 1u);
  EXPECT_TRUE(writer.writable());
}

TEST_F(VisitWriterTest, PutsAStateInThePlaceOfVisitsOnceInTenMinutes) {
  visit("edu#1", Verdict::good);
  clock.advance(1s);
  EXPECT_EQ(store.tables.states.count("edu#1"), 1u) << "the first look stores a state at once";
  EXPECT_TRUE(store.tables.visits.empty());
  visit("edu#1", Verdict::good);
  clock.advance(1s);
  EXPECT_EQ(store.tables.visits.size(), 1u);
  clock.advance(VisitWriter::state_every);
  visit("edu#1", Verdict::good);
  clock.advance(1s);
  EXPECT_TRUE(store.tables.visits.empty());
}

TEST_F(VisitWriterTest, KeepsEverythingWhileTheDiskIsFullAndWritesItOnceAfterwards) {
  clock.advance(1s);
  store.fail_from_now_on();
  visit("edu#1", Verdict::good);
  clock.advance(3s);
  EXPECT_FALSE(writer.writable());
  visit("health#1", Verdict::bad);
  clock.advance(3s);
  EXPECT_TRUE(store.tables.days.empty());
  store.work_again();
  clock.advance(1s);
  EXPECT_TRUE(writer.writable());
  ASSERT_EQ(store.tables.days.size(), 2u);
  EXPECT_EQ(store.tables.days.begin()->second.ok, 1u);
  EXPECT_EQ(store.tables.states.size(), 2u);
}

TEST_F(VisitWriterTest, StaysBoundedWhileTheStoreIsAway) {
  store.fail_from_now_on();
  visit("edu#1", Verdict::bad);
  for (std::size_t i = 0; i < VisitWriter::most_waiting + 10; ++i)
    writer.add(FailedVisit{.target = "edu#1", .at = clock.wall_now()});
  store.work_again();
  clock.advance(1min);
  EXPECT_EQ(store.tables.failures.size(), VisitWriter::most_waiting / 2 + 10);
}

TEST_F(VisitWriterTest, WritesAPileInSeveralGoesAndTheStateWithTheLast) {
  for (std::size_t i = 0; i < 2 * VisitWriter::most_a_write + 10; ++i) visit("edu#1", Verdict::good);
  clock.advance(1s);
  EXPECT_EQ(store.tables.visits.size(), VisitWriter::most_a_write);
  EXPECT_EQ(store.tables.states.count("edu#1"), 0u) << "it has counted visits that are not stored yet";
  clock.advance(3s);
  EXPECT_TRUE(store.tables.visits.empty());
  EXPECT_EQ(store.tables.states.count("edu#1"), 1u);
}

}  // namespace
}  // namespace sitewatch
