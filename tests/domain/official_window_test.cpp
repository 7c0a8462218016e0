#include "domain/official_window.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace sitewatch {
namespace {

using namespace std::chrono_literals;

const WallTime start = from_milliseconds(1'800'000'000'000);  // A full hour.

/// `count` visits, evenly over seven days; the first `failed` of them failed.
OfficialWindow week_of(int count, int failed) {
  OfficialWindow window;
  const Duration step = Duration{7 * 24h} / count;
  for (int visit = 0; visit < count; ++visit)
    window.record(start + step * visit, visit < failed ? VisitOutcome::failed : VisitOutcome::ok);
  return window;
}

struct Vector {
  int visits;
  int failed;
  bool veto;
};

class OfficialVector : public ::testing::TestWithParam<Vector> {};

TEST_P(OfficialVector, IsJudgedInIntegersWithBothBoundsInclusive) {
  const WindowCount count = week_of(GetParam().visits, GetParam().failed).count(start + 7 * 24h);
  EXPECT_EQ(count.valid(), static_cast<std::uint32_t>(GetParam().visits));
  EXPECT_TRUE(count.enough_visits);
  EXPECT_EQ(reaches(count, 5), GetParam().veto);
}

INSTANTIATE_TEST_SUITE_P(Survey, OfficialVector,
                         ::testing::Values(Vector{140, 6, false}, Vector{140, 7, true}, Vector{1008, 50, false},
                                           Vector{1008, 51, true}, Vector{2016, 100, false}, Vector{2016, 101, true}));

// Nine days of visits of all kinds, counted visit by visit.
TEST(OfficialWindow, CountsWhatLiesInItsHoursWhateverTheHour) {
  OfficialWindow window;
  std::vector<std::pair<WallTime, VisitOutcome>> visits;
  std::uint32_t number = 7;
  for (WallTime at = start; at < start + 9 * 24h; at += 11min) {
    number = number * 1'664'525 + 1'013'904'223;
    const auto outcome = static_cast<VisitOutcome>((number >> 24) % 3);
    visits.emplace_back(at, outcome);
    window.record(at, outcome);
  }
  for (WallTime now = start + 6 * 24h; now < start + 17 * 24h; now += 7h + 13min) {
    const auto hour = [](WallTime at) { return std::chrono::floor<std::chrono::hours>(at); };
    std::array<std::uint32_t, 3> expected{};
    for (const auto& [at, outcome] : visits) {
      const bool kept = hour(at) > hour(visits.back().first) - 169h;
      if (kept && hour(at) >= hour(now) - 168h && hour(at) <= hour(now)) ++expected[static_cast<std::size_t>(outcome)];
    }
    const WindowCount count = window.count(now);
    EXPECT_EQ(count.ok, expected[0]);
    EXPECT_EQ(count.failed, expected[1]);
    EXPECT_EQ(count.unknown, expected[2]);
  }
}

TEST(OfficialWindow, IsNotJudgedWithFewerThanTwentyVisitsOnAnyDay) {
  OfficialWindow window;
  for (int day = 0; day < 7; ++day)
    for (int visit = 0; visit < (day == 3 ? 19 : 20); ++visit)
      window.record(start + 24h * day + 1h * visit, VisitOutcome::failed);
  const WindowCount count = window.count(start + 7 * 24h);
  EXPECT_FALSE(count.enough_visits);
  EXPECT_FALSE(reaches(count, 5));
  window.record(start + 24h * 3 + 23h, VisitOutcome::failed);
  EXPECT_TRUE(reaches(window.count(start + 7 * 24h), 5));
}

TEST(OfficialWindow, UnknownVisitsNeitherCountNorFillADay) {
  OfficialWindow window = week_of(140, 7);
  for (int visit = 0; visit < 1000; ++visit) window.record(start + 10min * visit, VisitOutcome::unknown);
  EXPECT_EQ(window.count(start + 7 * 24h).unknown, 1000u);
  EXPECT_TRUE(reaches(window.count(start + 7 * 24h), 5));
  OfficialWindow blind;
  for (int visit = 0; visit < 1008; ++visit) blind.record(start + 10min * visit, VisitOutcome::unknown);
  EXPECT_FALSE(blind.count(start + 7 * 24h).enough_visits);
}

/// 35 outages of two minutes, each met by one scheduled visit of a five-minute schedule and by two re-checks.
TEST(OfficialWindow, ThirtyFiveShortOutagesAreNoVetoBecauseReChecksAreLeftOut) {
  const WindowCount scheduled = week_of(2016, 35).count(start + 7 * 24h);
  EXPECT_FALSE(reaches(scheduled, 5));
  WindowCount with_rechecks = scheduled;
  with_rechecks.failed += 70;
  EXPECT_TRUE(reaches(with_rechecks, 5)) << "the control: counting re-checks would have made a veto";
}

TEST(OfficialWindow, OldVisitsLeaveAfterSevenDays) {
  const OfficialWindow window = week_of(2016, 101);
  EXPECT_EQ(window.count(start + 7 * 24h).failed, 101u);
  EXPECT_EQ(window.count(start + 7 * 24h + 10h).failed, 0u);
  EXPECT_EQ(window.count(start + 15 * 24h).valid(), 0u);
}

TEST(OfficialWindow, ABlockBetweenFullHoursIsNeverShorterThanADay) {
  OfficialWindow window;
  for (int visit = 0; visit < 7 * 20; ++visit) window.record(start + 72min * visit, VisitOutcome::ok);
  for (const Duration past : {Duration{1min}, Duration{30min}, Duration{59min}})
    EXPECT_TRUE(window.count(start + 7 * 24h - 72min + past).enough_visits) << past.count();
}

TEST(OfficialWindow, ForgetTakesAVisitBackAndNeverMore) {
  OfficialWindow window;
  window.record(start, VisitOutcome::failed);
  window.record(start + 1min, VisitOutcome::ok);
  window.forget(start + 10min, VisitOutcome::failed);
  window.forget(start + 11min, VisitOutcome::failed);
  window.forget(start - 30 * 24h, VisitOutcome::ok);
  window.forget(start + 30 * 24h, VisitOutcome::ok);
  EXPECT_EQ(window.count(start + 1h).failed, 0u);
  EXPECT_EQ(window.count(start + 1h).ok, 1u);
}

TEST(OfficialWindow, AClockStepBackWritesIntoPastHours) {
  OfficialWindow window = week_of(1008, 51);
  window.record(start + 6 * 24h, VisitOutcome::failed);
  EXPECT_EQ(window.count(start + 7 * 24h).failed, 52u);
  window.record(start - 24h, VisitOutcome::failed);
  EXPECT_EQ(window.count(start + 7 * 24h).failed, 52u);
}

TEST(OfficialWindow, AClockThatWasAYearAheadDoesNotBlockTheWindow) {
  OfficialWindow window;
  window.record(start + 365 * 24h, VisitOutcome::ok);
  window.record(start, VisitOutcome::failed);
  EXPECT_EQ(window.count(start).failed, 1u);
  EXPECT_EQ(window.count(start).ok, 0u);
}

TEST(OfficialWindow, SaysWhenTheShareWillFallBelowTheLimit) {
  const WallTime now = start + 7 * 24h;
  EXPECT_EQ(week_of(2016, 100).falls_below(now, 5, 5min), std::nullopt);
  const auto falls = week_of(2016, 150).falls_below(now, 5, 5min);
  ASSERT_TRUE(falls.has_value());
  EXPECT_GT(*falls, now);
  EXPECT_LE(*falls, now + 14h);  // The first hours hold all failures, so they leave soon.
}

TEST(OfficialWindow, ComesBackFromItsBlob) {
  const OfficialWindow window = week_of(1008, 51);
  const std::string blob = window.to_blob();
  EXPECT_LE(blob.size(), 1024u);
  EXPECT_EQ(OfficialWindow::from_blob(blob), window);
  EXPECT_EQ(OfficialWindow::from_blob("something else"), OfficialWindow{});
  EXPECT_EQ(OfficialWindow::from_blob(""), OfficialWindow{});
}

TEST(OfficialWindow, AnHourOfManyVisitsChangesNoOther) {
  OfficialWindow window = week_of(1008, 51);
  const WallTime busy = start + 30h;
  const WindowCount before = window.count(start + 7 * 24h);
  for (int visit = 0; visit < 300; ++visit) window.record(busy, VisitOutcome::failed);
  EXPECT_EQ(window.count(start + 7 * 24h).failed, before.failed + 300);
  EXPECT_EQ(window.count(start + 7 * 24h).ok, before.ok);
  EXPECT_EQ(OfficialWindow::from_blob(window.to_blob()), window);
  for (int visit = 0; visit < 300; ++visit) window.forget(busy, VisitOutcome::failed);
  OfficialWindow calm = week_of(1008, 51);
  EXPECT_EQ(window.count(start + 7 * 24h).ok, calm.count(start + 7 * 24h).ok);
  window.record(start + 400h, VisitOutcome::ok);
  calm.record(start + 400h, VisitOutcome::ok);
  EXPECT_EQ(window, calm) << "windows are compared by what they count";
  EXPECT_NE(window, week_of(1008, 51));
}

TEST(OfficialWindow, CountsOfAnHourStopAtTheirLargestValue) {
  OfficialWindow window;
  for (int visit = 0; visit < 70'000; ++visit) window.record(start, VisitOutcome::ok);
  EXPECT_EQ(window.count(start).ok, 65'535u);
}

}  // namespace
}  // namespace sitewatch
