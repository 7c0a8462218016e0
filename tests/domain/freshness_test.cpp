#include "domain/freshness.h"

#include <gtest/gtest.h>

namespace sitewatch {
namespace {

using namespace date::literals;

const Day newest{2026_y / 3 / 1};
const FreshnessRule rule{.soon_days = 10, .stale_days = 14, .long_stale_days = 180};

PageReading page(int items, int dated) {
  PageReading reading;
  reading.state = PageState::dated;
  reading.newest = newest;
  reading.items = items;
  reading.dated_items = dated;
  return reading;
}

TEST(Freshness, CountsFullDaysAfterTheDayOfPublication) {
  EXPECT_EQ(judge(newest, newest, rule).freshness, Freshness::fresh);
  EXPECT_EQ(judge(newest, 2026_y / 3 / 10, rule).freshness, Freshness::fresh);
  EXPECT_EQ(judge(newest, 2026_y / 3 / 11, rule).freshness, Freshness::soon);
  EXPECT_EQ(column_state(judge(newest, 2026_y / 3 / 15, rule).freshness), "fresh");
  EXPECT_EQ(judge(newest, 2026_y / 3 / 16, rule).freshness, Freshness::stale);
  EXPECT_EQ(judge(newest, 2026_y / 3 / 16, rule).days, 15);
  EXPECT_EQ(judge(newest, plus_days(newest, 179), rule).freshness, Freshness::stale);
  EXPECT_EQ(judge(newest, plus_days(newest, 180), rule).freshness, Freshness::long_stale);
}

TEST(Freshness, DatesEachStepAtTheMidnightItBegan) {
  EXPECT_EQ(step_began(Freshness::soon, newest, rule), Day{2026_y / 3 / 11});
  EXPECT_EQ(step_began(Freshness::stale, newest, rule), Day{2026_y / 3 / 16});
  EXPECT_EQ(step_began(Freshness::long_stale, newest, rule), Day{2026_y / 8 / 28});
  EXPECT_EQ(severity_of(Freshness::soon), Severity::info);
  EXPECT_EQ(severity_of(Freshness::stale), Severity::warning);
  EXPECT_EQ(severity_of(Freshness::long_stale), Severity::warning);
  EXPECT_FALSE(severity_of(Freshness::undated));
  EXPECT_FALSE(severity_of(Freshness::unknown));
}

TEST(Freshness, NeverBlamesOnAPageThatCouldNotBeRead) {
  const Day today{2026_y / 6 / 1};
  for (const PageState state : {PageState::blank, PageState::js_only, PageState::challenged, PageState::soft_404,
                                PageState::closed_notice, PageState::redirect, PageState::unparsed}) {
    PageReading reading = page(20, 20);
    reading.state = state;
    EXPECT_EQ(judge(reading, today, rule).freshness, Freshness::unknown) << name(state);
  }
  PageReading undated;
  undated.state = PageState::undated;
  EXPECT_EQ(judge(undated, today, rule).freshness, Freshness::undated);
}

TEST(Freshness, NeedsEnoughDatedRowsToCallAPageStaleButOneToCallItFresh) {
  const Day today{2026_y / 6 / 1};
  EXPECT_EQ(judge(page(40, 3), today, rule).freshness, Freshness::stale);
  EXPECT_EQ(judge(page(40, 2), today, rule).freshness, Freshness::unknown);
  EXPECT_EQ(judge(page(2, 1), today, rule).freshness, Freshness::stale);
  EXPECT_EQ(judge(page(40, 1), newest, rule).freshness, Freshness::fresh);
}

TEST(Freshness, NeverBlamesWhileNewerDatesStandElsewhereOnThePage) {
  PageReading reading = page(20, 20);
  reading.notes.emplace_back(doubt_note);
  EXPECT_EQ(judge(reading, 2026_y / 6 / 1, rule).freshness, Freshness::unknown);
  EXPECT_EQ(judge(reading, 2026_y / 3 / 2, rule).freshness, Freshness::fresh);
}

}  // namespace
}  // namespace sitewatch
