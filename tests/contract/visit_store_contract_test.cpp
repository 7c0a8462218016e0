// What every VisitStore does, the fake as SQLite.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/store_world.h"

namespace sitewatch {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const WallTime start = FakeClock::default_start;
const TimeSpan always{start - hours{24 * 4000}, start + hours{24 * 4000}};

VisitRow visit(const TargetId& target, WallTime at) {
  return {target, at, VisitKind::scheduled, Verdict::good, {}};
}

FailedVisit failed(const TargetId& target, WallTime at) {
  return {target, at,   VisitKind::recheck, FailureReason::http_5xx, Phase::processing, "192.0.2.1", "main", 1.25,
          503,    false};
}

std::vector<WallTime> times(const std::vector<FailedVisit>& failures) {
  std::vector<WallTime> all;
  for (const FailedVisit& failure : failures) all.push_back(failure.at);
  return all;
}

class VisitStoreContract : public testing::TestWithParam<std::string> {
 protected:
  void write(VisitBatch batch) {
    const auto written = world->wait(world->visits().write(std::move(batch)));
    ASSERT_TRUE(written) << written.error().message;
  }
  VisitHistory load() { return world->wait(world->visits().load()).value(); }
  std::vector<FailedVisit> failures(const SiteId& site, TimeSpan span = always) {
    return world->wait(world->visits().failures(site, span)).value();
  }
  std::unique_ptr<StoreWorld> world = make_store_world(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Stores, VisitStoreContract, testing::Values("memory", "sqlite"),
                         [](const auto& each) { return each.param; });

TEST_P(VisitStoreContract, IsEmptyAtFirst) {
  EXPECT_THAT(load().states, IsEmpty());
  EXPECT_THAT(load().visits_since, IsEmpty());
  EXPECT_THAT(failures("a.example"), IsEmpty());
}

TEST_P(VisitStoreContract, KeepsEveryMemberOfAVisit) {
  write(
      {.visits = {{"a.example#1", start, VisitKind::scheduled, Verdict::good, FailureReason::none},
                  {"a.example#2", start + milliseconds{1}, VisitKind::recheck, Verdict::bad, FailureReason::nxdomain},
                  {"a.example#1", start + minutes{5}, VisitKind::manual, Verdict::unknown, FailureReason::throttled}}});
  world->restart();
  const std::vector<VisitRow> rows = load().visits_since;
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_EQ(rows[1].target, "a.example#2");
  EXPECT_EQ(rows[1].at, start + milliseconds{1});
  EXPECT_EQ(rows[1].kind, VisitKind::recheck);
  EXPECT_EQ(rows[1].verdict, Verdict::bad);
  EXPECT_EQ(rows[1].reason, FailureReason::nxdomain);
  EXPECT_EQ(rows[2].kind, VisitKind::manual);
  EXPECT_EQ(rows[2].verdict, Verdict::unknown);
}

TEST_P(VisitStoreContract, KeepsEveryMemberOfAState) {
  TargetState state;
  state.target = "a.example#1";
  state.health = {HealthState::down, 7, 1, FailureReason::connect_timeout, start, start + minutes{3}};
  state.window.record(start, VisitOutcome::ok);
  state.window.record(start + hours{1}, VisitOutcome::failed);
  state.last_judged = start + minutes{9};
  state.last_seconds = 0.1 + 0.2;
  state.last_status = 503;
  state.certificate_expires = start + hours{1000};
  TargetState bare;
  bare.target = "b.example#1";
  write({.states = {state, bare}});
  world->restart();

  const std::vector<TargetState> states = load().states;
  ASSERT_THAT(states, SizeIs(2));
  EXPECT_EQ(states[0].target, state.target);
  EXPECT_EQ(states[0].health, state.health);
  EXPECT_EQ(states[0].window, state.window);
  EXPECT_EQ(states[0].last_judged, state.last_judged);
  EXPECT_EQ(states[0].last_seconds, state.last_seconds);
  EXPECT_EQ(states[0].last_status, state.last_status);
  EXPECT_EQ(states[0].certificate_expires, state.certificate_expires);
  EXPECT_FALSE(states[1].certificate_expires);
  EXPECT_EQ(states[1].health, Health{});
}

TEST_P(VisitStoreContract, AStateTakesThePlaceOfItsTargetsVisits) {
  write({.visits = {visit("a.example#1", start), visit("b.example#1", start)}});
  TargetState state;
  state.target = "a.example#1";
  state.last_status = 200;
  write({.visits = {visit("a.example#1", start + minutes{5}), visit("b.example#1", start + minutes{5})},
         .states = {state}});
  write({.visits = {visit("a.example#1", start + minutes{10})}});
  const VisitHistory history = load();
  ASSERT_THAT(history.states, SizeIs(1));
  ASSERT_THAT(history.visits_since, SizeIs(3));
  EXPECT_EQ(history.visits_since[0].target, "b.example#1");
  EXPECT_EQ(history.visits_since[1].target, "b.example#1");
  EXPECT_EQ(history.visits_since[2].at, start + minutes{10});

  state.last_status = 404;
  write({.states = {state}});
  ASSERT_THAT(load().states, SizeIs(1));
  EXPECT_EQ(load().states[0].last_status, 404);
  EXPECT_THAT(load().visits_since, SizeIs(2));
}

TEST_P(VisitStoreContract, FindsFailedVisitsOfOneSiteAndSpan) {
  write({.failures = {failed("a.example#1", start + minutes{5}), failed("a.example#2", start),
                      failed("a.example", start + minutes{1}), failed("aa.example#1", start),
                      failed("a.example#1", start + minutes{10})}});
  world->restart();
  EXPECT_THAT(times(failures("a.example", {start, start + minutes{10}})),
              ElementsAre(start, start + minutes{1}, start + minutes{5}));
  const FailedVisit kept = failures("aa.example").at(0);
  EXPECT_EQ(kept.target, "aa.example#1");
  EXPECT_EQ(kept.kind, VisitKind::recheck);
  EXPECT_EQ(kept.reason, FailureReason::http_5xx);
  EXPECT_EQ(kept.phase, Phase::processing);
  EXPECT_EQ(kept.address, "192.0.2.1");
  EXPECT_EQ(kept.vantage, "main");
  EXPECT_EQ(kept.seconds, 1.25);
  EXPECT_EQ(kept.http_status, 503);
  EXPECT_FALSE(kept.left_out);
}

TEST_P(VisitStoreContract, LeavesOutAFailedVisitOnce) {
  write({.failures = {failed("a.example#1", start), failed("a.example#1", start + minutes{5}),
                      failed("b.example#1", start)}});
  const TimeSpan first{start, start + minutes{1}};
  EXPECT_THAT(times(world->wait(world->visits().leave_out("a.example", first)).value()), ElementsAre(start));
  const TimeSpan both{start, start + minutes{6}};
  EXPECT_THAT(times(world->wait(world->visits().leave_out("a.example", both)).value()),
              ElementsAre(start + minutes{5}));
  world->restart();
  for (const FailedVisit& each : failures("a.example")) EXPECT_TRUE(each.left_out);
  EXPECT_FALSE(failures("b.example").at(0).left_out);
}

TEST_P(VisitStoreContract, PrunesWhatIsPastItsKeep) {
  const WallTime now = start + hours{24 * 500};
  write({.visits = {visit("a.example#1", now - hours{24 * 15}), visit("a.example#1", now - hours{24 * 13})},
         .failures = {failed("a.example#1", now - hours{24 * 401}), failed("a.example#1", now - hours{24 * 399})}});
  ASSERT_TRUE(world->wait(world->visits().prune(now)));
  EXPECT_THAT(times(failures("a.example")), ElementsAre(now - hours{24 * 399}));
  ASSERT_THAT(load().visits_since, SizeIs(1));
  EXPECT_EQ(load().visits_since[0].at, now - hours{24 * 13});
}

TEST_P(VisitStoreContract, HalfWritesNothingOnAFullDisk) {
  world->fill_disk();
  TargetState state;
  state.target = "a.example#1";
  VisitBatch batch{
      .visits = {visit("a.example#1", start)}, .failures = {failed("a.example#1", start)}, .states = {state}};
  const auto refused = world->wait(world->visits().write(batch));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().retry);
  world->empty_disk();
  EXPECT_THAT(load().states, IsEmpty());
  EXPECT_THAT(failures("a.example"), IsEmpty());
  write(batch);
  EXPECT_THAT(load().states, SizeIs(1));
}

}  // namespace
}  // namespace sitewatch
