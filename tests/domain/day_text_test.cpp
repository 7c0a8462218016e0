#include "domain/day_text.h"

#include <gtest/gtest.h>

namespace sitewatch {
namespace {

TEST(DayText, ReadsADayAndNothingElse) {
  EXPECT_EQ(day_in("2024-02-29"), (Day{date::year{2024} / 2 / 29}));
  for (const char* wrong : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-3-20", "2026-03-20 ", "2026/03/20",
                            "2026-03-2x", "+026-03-20", "0000-03-20", "1969-12-31", ""})
    EXPECT_FALSE(day_in(wrong)) << wrong;
}

TEST(DayText, CallsTheEndOfADay24OfThatDay) {
  const Zone zone = *Zone::named("Asia/Shanghai");
  const WallTime end = zone.at(date::year{2026} / 3 / 20, std::chrono::hours{24});
  EXPECT_EQ(day_ended_at(end, zone), (Day{date::year{2026} / 3 / 20}));
  EXPECT_FALSE(day_ended_at(end - std::chrono::milliseconds{1}, zone));
  EXPECT_FALSE(day_ended_at(end, Zone::utc())) << "16:00 there";
  EXPECT_EQ(deadline_text(end, zone), "2026-03-20 24:00");
  EXPECT_EQ(deadline_text(zone.at(date::year{2026} / 3 / 20, std::chrono::minutes{17 * 60 + 30}), zone),
            "2026-03-20 17:30");
}

TEST(DayText, KnowsTheEndOfADayWhoseMidnightIsSkipped) {
  const Zone zone = *Zone::named("America/Havana");  // On 2026-03-08 it goes from 00:00 to 01:00 at once.
  const WallTime end = zone.at(date::year{2026} / 3 / 7, std::chrono::hours{24});
  EXPECT_EQ(deadline_text(end, zone), "2026-03-07 24:00");
}

}  // namespace
}  // namespace sitewatch
