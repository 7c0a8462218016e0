#include "domain/zone.h"

#include <gtest/gtest.h>

#include <sstream>

namespace sitewatch {
namespace {

LocalTime local(const std::string& text) {
  std::istringstream in{text};
  LocalTime time;
  in >> date::parse("%F %R", time);
  EXPECT_FALSE(in.fail()) << text;
  return time;
}

std::string utc(WallTime time) {
  return date::format("%F %R", std::chrono::floor<std::chrono::minutes>(time));
}

struct Clocks {
  const char* zone;
  const char* local;
  const char* utc;
};

// Case 123.
TEST(Zone, TakesAClockTimeThatIsSkippedForTheEndOfTheGapAndADoubledOneForItsFirst) {
  const Clocks cases[] = {
      {"America/New_York", "2026-03-08 01:59", "2026-03-08 06:59"},
      {"America/New_York", "2026-03-08 02:30", "2026-03-08 07:00"},  // There is none between 02:00 and 03:00.
      {"America/New_York", "2026-03-08 03:00", "2026-03-08 07:00"},
      {"America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"},  // Twice: an hour later again.
      {"America/New_York", "2026-11-01 02:30", "2026-11-01 07:30"},
      {"Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"},  // By half an hour.
      {"Asia/Shanghai", "2026-03-08 02:30", "2026-03-07 18:30"},
  };
  for (const Clocks& each : cases)
    EXPECT_EQ(utc(Zone::named(each.zone)->wall(local(each.local))), each.utc) << each.zone << ' ' << each.local;
}

TEST(Zone, KnowsTheSummersInWhichChinaSetItsClocks) {
  const Clocks cases[] = {
      {"Asia/Shanghai", "1986-05-03 12:00", "1986-05-03 04:00"},
      {"Asia/Shanghai", "1986-05-04 02:30", "1986-05-03 18:00"},
      {"Asia/Shanghai", "1986-07-01 00:00", "1986-06-30 15:00"},
      {"Asia/Shanghai", "1991-04-14 02:30", "1991-04-13 18:00"},
      {"Asia/Shanghai", "1991-07-01 00:00", "1991-06-30 15:00"},
      {"Asia/Shanghai", "1991-09-15 01:30", "1991-09-14 16:30"},
      {"Asia/Shanghai", "1992-07-01 00:00", "1992-06-30 16:00"},
  };
  const Zone zone = *Zone::named("Asia/Shanghai");
  for (const Clocks& each : cases) EXPECT_EQ(utc(zone.wall(local(each.local))), each.utc) << each.local;
  for (int year = 1986; year <= 1991; ++year)
    for (Day day{date::year{year}, date::month{1}, date::day{1}}; day.year() == date::year{year};
         day = plus_days(day, 1)) {
      EXPECT_EQ(zone.day(zone.at(day, std::chrono::hours{2} + std::chrono::minutes{30})), day);
      EXPECT_EQ(zone.at(day, std::chrono::hours{24}), zone.at(plus_days(day, 1), {}));
    }
}

// Case 124: a leap second is no time of ours, the day ends where the next begins.
TEST(Zone, EndsAYearWithALeapSecondLikeAnyOther) {
  const Day last{date::year{2016}, date::month{12}, date::day{31}};
  EXPECT_EQ(utc(Zone::utc().at(last, std::chrono::hours{24})), "2017-01-01 00:00");
  EXPECT_EQ(Zone::utc().day(Zone::utc().at(last, std::chrono::hours{24}) - std::chrono::milliseconds{1}), last);
}

}  // namespace
}  // namespace sitewatch
