#include "text/lateness.h"

#include <gtest/gtest.h>

namespace sitewatch {
namespace {

TEST(Lateness, IsCountedInDaysOfTheOfficesCalendar) {
  const Zone zone = Zone::named("Asia/Shanghai").value();
  const Day last_day = date::year{2026} / 3 / 20;
  const auto on = [&](int day, int hour) {
    return days_late(last_day, zone.at(date::year{2026} / 3 / day, std::chrono::hours{hour}), zone);
  };
  EXPECT_EQ(on(19, 9), 0);
  EXPECT_EQ(on(20, 18), 0);
  EXPECT_EQ(on(21, 0), 1);
  EXPECT_EQ(on(23, 23), 3);
}

TEST(Lateness, OfTheLastDayItselfIsLessThanADay) {
  const Zone zone = Zone::named("Asia/Shanghai").value();
  const Catalogue chinese = Catalogue::of(Language::zh_cn, zone), english = Catalogue::of(Language::en, zone);
  EXPECT_EQ(lateness(0, chinese), "当日截止后送达，逾期不足1天");
  EXPECT_EQ(lateness(1, chinese), "逾期1天");
  EXPECT_EQ(lateness(3, chinese), "逾期3天");
  EXPECT_EQ(lateness(0, english), "on the due date, after it had closed");
  EXPECT_EQ(lateness(1, english), "1 day after the due date");
  EXPECT_EQ(lateness(3, english), "3 days after the due date");
}

}  // namespace
}  // namespace sitewatch
