#include "page/dates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sitewatch::page {
namespace {

using namespace date::literals;
using testing::ElementsAre;
using testing::IsEmpty;

const Day today{2026_y / 11 / 23};
const Day expected{2026_y / 11 / 20};

TEST(Dates, AreReadInEveryPlainForm) {
  for (const char* text : {"2026-11-20", "2026/11/20", "2026.11.20", "2026年11月20日", "2026 年 11 月 20 日",
                           "２０２６－１１－２０", "发布：2026-11-20 16:43:13", "x2026-11-20T08:00", "(2026-11-20)"})
    EXPECT_THAT(dates_in(text), ElementsAre(expected)) << text;
  EXPECT_THAT(dates_in("2026-1-2 至 2026年3月4日"), ElementsAre(Day{2026_y / 1 / 2}, Day{2026_y / 3 / 4}));
}

TEST(Dates, AreNotSeenInWhatIsNone) {
  for (const char* text : {"2026-02-30", "2026年13月1日", "2026-00-10", "0000-01-01", "1900-01-01", "9999-12-31",
                           "〔2017〕4号", "2017223日", "12026-11-20", "2026-11-201", "2026-11/20", "2015-2024",
                           "192.168.10.20", "1280×800", "2026年11月", "二○一七年", ""})
    EXPECT_THAT(dates_in(text), IsEmpty()) << text;
}

TEST(Dates, StandAloneWithBracketsLabelAndTimeOfDay) {
  for (const char* text :
       {"2026-11-20", " [2026-11-20] ", "（2026/11/20）", "发布时间：2026-11-20 08:30:00", "日期:2026.11.20",
        "2026-11-20T08:30", "【2026年11月20日】", "[11-20]", "(11/20)", "11-20", "11月20日", "　2026-11-20　"})
    EXPECT_EQ(date_alone(text, today), expected) << text;
  for (const char* text : {"关于2026-11-20停水的通知", "截止2026-11-20", "2026-11-20起", "8-10", "1-2", "20", "", "[]",
                           "13-45", "11-20 11-21"})
    EXPECT_FALSE(date_alone(text, today)) << text;
}

TEST(Dates, WithoutAYearBelongToTheLatestYearThatIsNotInTheFuture) {
  EXPECT_EQ(date_alone("[12-28]", 2017_y / 1 / 3), Day{2016_y / 12 / 28});
  EXPECT_EQ(date_alone("[01-04]", 2017_y / 1 / 3), Day{2017_y / 1 / 4});
  EXPECT_EQ(date_alone("[01-05]", 2017_y / 1 / 3), Day{2016_y / 1 / 5});
  EXPECT_EQ(date_alone("[01-01]", 2016_y / 12 / 31), Day{2017_y / 1 / 1});
  EXPECT_EQ(date_alone("[02-29]", 2026_y / 3 / 1), Day{2024_y / 2 / 29});
}

TEST(Dates, SplitOverElementsAreNoticed) {
  for (const char* text : {"2026-11", "2026年11月", "[2026/11]", "2026."}) {
    EXPECT_EQ(is_part_of_date(text), std::string_view{text} != "2026.") << text;
    EXPECT_FALSE(date_alone(text, today)) << text;
  }
  for (const char* text : {"2026", "11-20", "3026-11", "2026-13", "2015-2024"})
    EXPECT_FALSE(is_part_of_date(text)) << text;
}

TEST(Dates, AreFoundInAddresses) {
  for (const char* link : {"/art/2026/11/20/art_1_2.html", "/2026-11/20/content_5.htm",
                           "/gk/202611/t20261120_14443.html", "/2026-11-20/a.html", "?d=20261120"})
    EXPECT_EQ(date_in_link(link), expected) << link;
  for (const char* link :
       {"/t10221601.shtml", "/col/col16256/index.html", "/a/9103540.html", "/202611/x", "/2026/13/40/", ""})
    EXPECT_FALSE(date_in_link(link)) << link;
}

TEST(Dates, OfClocksAndEventsAreTold) {
  EXPECT_EQ(meaning_of("今天是 2026年11月23日 星期一"), DateMeaning::clock);
  EXPECT_EQ(meaning_of("版权所有 2015-01-01"), DateMeaning::clock);
  EXPECT_EQ(meaning_of("报名截止：2026-11-30"), DateMeaning::event);
  EXPECT_EQ(meaning_of("来源：办公室 2026-11-20"), DateMeaning::published);
}

}  // namespace
}  // namespace sitewatch::page
