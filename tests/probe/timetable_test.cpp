#include "probe/timetable.h"

#include <gtest/gtest.h>

#include <set>

#include "domain/hash.h"
#include "probe_world.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;

const SteadyTime epoch{100s};

SteadyTime phase_of(const std::string& target, Duration interval) {
  return epoch + Duration{static_cast<Duration::rep>(fnv1a(target) % static_cast<std::uint64_t>(interval.count()))};
}

TEST(Timetable, FirstRunsAreSpreadByAHashOfTheTarget) {
  Timetable table{epoch};
  table.use(list_of({site_named("edu", "http://edu.example/")}), epoch);
  EXPECT_EQ(table.next_due(), phase_of("edu#1", 5min));
  EXPECT_FALSE(table.take(phase_of("edu#1", 5min) - 1ms).has_value());
  const auto run = table.take(phase_of("edu#1", 5min));
  ASSERT_TRUE(run.has_value());
  EXPECT_EQ(run->target, "edu#1");
  EXPECT_EQ(run->missed, 0u);
  EXPECT_FALSE(table.next_due().has_value()) << "under way";
}

TEST(Timetable, KeepsToItsGridWhateverARunTakes) {
  Timetable table{epoch};
  table.use(list_of({site_named("edu", "http://edu.example/")}), epoch);
  const SteadyTime first = *table.next_due();
  (void)table.take(first);
  table.finish("edu#1", first + 15s, std::nullopt, std::nullopt);
  EXPECT_EQ(table.next_due(), first + 5min);
}

TEST(Timetable, PassesOverMissedRunsAndCountsThem) {
  Timetable table{epoch};
  table.use(list_of({site_named("edu", "http://edu.example/")}), epoch);
  const SteadyTime first = *table.next_due();
  const auto run = table.take(first + 16min);
  EXPECT_EQ(run->missed, 3u);
  table.finish("edu#1", first + 16min, std::nullopt, std::nullopt);
  EXPECT_EQ(table.next_due(), first + 20min) << "no burst";
}

TEST(Timetable, PutsInAReCheckThatMovesNothing) {
  Timetable table{epoch};
  table.use(list_of({site_named("edu", "http://edu.example/")}), epoch);
  const SteadyTime first = *table.next_due();
  (void)table.take(first);
  table.finish("edu#1", first + 1s, 30s, std::nullopt);
  EXPECT_EQ(table.next_due(), first + 31s);
  EXPECT_TRUE(table.take(first + 31s)->recheck);
  table.finish("edu#1", first + 32s, std::nullopt, std::nullopt);
  EXPECT_EQ(table.next_due(), first + 5min);
  EXPECT_FALSE(table.take(first + 5min)->recheck);
  table.finish("edu#1", first + 5min, 10min, std::nullopt);
  EXPECT_EQ(table.next_due(), first + 10min) << "a re-check later than the next visit is that visit";
}

TEST(Timetable, HonoursTheSitesWishToBeLeftAlone) {
  Timetable table{epoch};
  table.use(list_of({site_named("edu", "http://edu.example/")}), epoch);
  const SteadyTime first = *table.next_due();
  (void)table.take(first);
  table.finish("edu#1", first, 30s, first + 12min);
  EXPECT_EQ(table.next_due(), first + 15min);
}

TEST(Timetable, AReloadKeepsPhasesRunsAndReChecks) {
  Timetable table{epoch};
  const auto sites = list_of({site_named("a", "http://a.example/"), site_named("b", "http://b.example/")});
  table.use(sites, epoch);
  const SteadyTime first = *table.next_due();
  const auto run = table.take(first);
  table.use(list_of({site_named("c", "http://c.example/"), site_named("b", "http://b.example/"),
                     site_named("a", "http://a.example/")}),
            first);
  EXPECT_EQ(table.size(), 3u);
  std::set<TargetId> taken;
  while (const auto next = table.take(first + 10min)) taken.insert(next->target);
  EXPECT_EQ(taken.size(), 2u) << "the run under way is not begun a second time";
  EXPECT_FALSE(taken.contains(run->target));
  table.finish(run->target, first + 1s, 30s, std::nullopt);
  EXPECT_EQ(table.next_due(), first + 31s);
  table.use(sites, first + 2s);
  EXPECT_EQ(table.next_due(), first + 31s) << "the re-check stays";
}

TEST(Timetable, WhatPiledUpIsPassedOverOntoTheGrid) {
  Timetable table{epoch};
  std::vector<Site> sites;
  for (int i = 0; i < 300; ++i) sites.push_back(site_named("s" + std::to_string(i), "http://a.example/"));
  table.use(list_of(std::move(sites)), epoch);
  EXPECT_EQ(table.pass_over(epoch + 10min), 600u);
  EXPECT_FALSE(table.take(epoch + 10min).has_value());
  int taken = 0;
  while (table.take(epoch + 10min + 30s)) ++taken;
  EXPECT_LT(taken, 60) << "spread over the interval as ever";
  while (table.take(epoch + 15min)) ++taken;
  EXPECT_EQ(taken, 300);
}

TEST(Timetable, ForgetsATargetThatLeft) {
  Timetable table{epoch};
  table.use(list_of({site_named("a", "http://a.example/")}), epoch);
  (void)table.take(epoch + 5min);
  table.use(list_of({}), epoch + 5min);
  table.finish("a#1", epoch + 6min, 30s, std::nullopt);
  EXPECT_FALSE(table.next_due().has_value());
}

TEST(Timetable, HoldsAHundredThousandTargetsSpreadEvenly) {
  std::vector<Site> sites;
  for (int i = 0; i < 100'000; ++i) sites.push_back(site_named("site-" + std::to_string(i), "http://a.example/"));
  Timetable table{epoch};
  table.use(list_of(std::move(sites)), epoch);
  std::vector<int> per_second(300);
  for (int second = 0; second < 300; ++second)
    while (table.take(epoch + 1s * second + 999ms)) ++per_second[static_cast<std::size_t>(second)];
  const auto [least, most] = std::minmax_element(per_second.begin(), per_second.end());
  EXPECT_GT(*least, 200);
  EXPECT_LT(*most, 500);
}

}  // namespace
}  // namespace sitewatch
