#include "domain/workdays.h"

#include <gtest/gtest.h>

namespace sitewatch {
namespace {

using namespace date::literals;

Workdays spring_2017(bool guangxi) {
  std::map<date::sys_days, bool> off{{2017_y / 4 / 1, false}, {2017_y / 4 / 2, true},  {2017_y / 4 / 3, true},
                                     {2017_y / 4 / 4, true},  {2017_y / 10 / 1, true}, {2017_y / 9 / 30, false}};
  if (guangxi)
    for (const auto& [day, is_off] : std::map<date::sys_days, bool>{
             {2017_y / 3 / 30, true}, {2017_y / 3 / 31, true}, {2017_y / 4 / 1, true}, {2017_y / 4 / 8, false}})
      off[day] = is_off;
  return Workdays{off};
}

TEST(Workdays, KnowTheRegionalOverlayWins) {
  EXPECT_TRUE(spring_2017(false).is_workday(2017_y / 4 / 1));
  EXPECT_FALSE(spring_2017(true).is_workday(2017_y / 4 / 1));
  EXPECT_TRUE(spring_2017(true).is_workday(2017_y / 4 / 8));
  EXPECT_FALSE(spring_2017(false).is_workday(2017_y / 4 / 8));
}

TEST(Workdays, FindTheNearestOne) {
  const Workdays days = spring_2017(true);
  EXPECT_EQ(days.on_or_before(2017_y / 3 / 30), 2017_y / 3 / 29);
  EXPECT_EQ(days.on_or_after(2017_y / 3 / 30), 2017_y / 4 / 5);
  EXPECT_EQ(days.on_or_before(2017_y / 3 / 29), 2017_y / 3 / 29);
  EXPECT_EQ(days.on_or_after(2017_y / 5 / 20), 2017_y / 5 / 22) << "a Saturday rolls to Monday";
}

TEST(Workdays, CountFromTheDayAfter) {
  const Workdays days = spring_2017(true);
  EXPECT_EQ(days.after(2017_y / 3 / 29), 2017_y / 4 / 5);
  EXPECT_EQ(days.after(2017_y / 3 / 29, 4), 2017_y / 4 / 8);
  EXPECT_EQ(days.after(2017_y / 5 / 20, 3), 2017_y / 5 / 24);
}

TEST(Workdays, KnowAYearOnlyByItsNotice) {
  EXPECT_TRUE(spring_2017(false).knows_year(2017_y));
  EXPECT_FALSE(spring_2017(false).knows_year(2018_y));
  const Workdays overlay{{{2023_y / 4 / 21, true}}};
  EXPECT_FALSE(overlay.knows_year(2023_y)) << "a regional overlay alone is not the year's notice";
  EXPECT_FALSE(Workdays{}.is_workday(2023_y / 4 / 22)) << "weekends hold without any notice";
}

}  // namespace
}  // namespace sitewatch
