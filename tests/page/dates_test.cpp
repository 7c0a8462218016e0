#include "page/dates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "page/date_labels.h"
#include "page/month_names.h"
#include "page/stated_date.h"
#include "page/url_dates.h"

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

TEST(Dates, AreReadInTheLanguagesOfTheirPages) {
  for (const char* text : {"November 20, 2026", "Nov. 20th, 2026", "20 November 2026", "20. November 2026",
                           "Freitag, 20. Nov. 2026", "le 20 novembre 2026", "20 de noviembre de 2026",
                           "20 ноября 2026 г.", "20 listopada 2026", "2026. november 20.", "20 kasım 2026",
                           "20.11.2026", "20. 11. 2026", "20/11/2026", "2026年11月20日", "2026년 11월 20일"})
    EXPECT_THAT(dates_in(text), ElementsAre(expected)) << text;
  EXPECT_THAT(dates_in("03/04/2026"), ElementsAre(Day{2026_y / 4 / 3}));
  EXPECT_THAT(dates_in("03/04/2026", DayOrder::month_first), ElementsAre(Day{2026_y / 3 / 4}));
  EXPECT_THAT(dates_in("11/20/2026"), ElementsAre(expected));
  EXPECT_EQ(month_named("ОКТЯБРЯ"), 10);
  EXPECT_EQ(month_named("Février"), 2);
  EXPECT_FALSE(month_named("monday"));
}

TEST(Dates, AreReadInChineseNumerals) {
  EXPECT_THAT(dates_in("二○二六年十一月二十日"), ElementsAre(expected));
  EXPECT_THAT(dates_in("二〇一七年三月三十一日"), ElementsAre(Day{2017_y / 3 / 31}));
  EXPECT_THAT(dates_in("二零一七年十二月十日"), ElementsAre(Day{2017_y / 12 / 10}));
  for (const char* text : {"二〇一七年十三月一日", "二月三十日", "一九年", "十年树木，百年树人", "三中全会"})
    EXPECT_THAT(dates_in(text), IsEmpty()) << text;
}

TEST(Dates, AloneMayBeShortOrInWords) {
  EXPECT_EQ(date_alone("26-11-20", today), expected);
  EXPECT_EQ(date_alone("20.11.26", today), expected);
  EXPECT_EQ(date_alone("20/11 2026", today), expected);
  EXPECT_EQ(date_alone("今天", today), today);
  EXPECT_EQ(date_alone("昨天 08:30", today), Day{2026_y / 11 / 22});
  EXPECT_EQ(date_alone("3天前", today), expected);
  EXPECT_EQ(date_alone("3小时前", today), today);
  EXPECT_EQ(date_alone("5 分钟前", today), today);
  EXPECT_FALSE(date_alone("今天是", today));
  EXPECT_FALSE(date_alone("昨天的会议", today));
}

TEST(Dates, AtTheEdgeOfAHeadlineAreItsDates) {
  for (const char* headline : {"[11-20] 关于停水的通知", "关于停水的通知（2026-11-20）", "2026-11-20 关于停水的通知",
                               "关于停水的通知 2026/11/20", "【11月20日】关于停水的通知"}) {
    const auto found = edge_date(headline, today);
    ASSERT_TRUE(found) << headline;
    EXPECT_EQ(found->day ? found->day : latest(*found->without_year, today), expected) << headline;
  }
  for (const char* headline : {"2026年11月22日停水公告", "关于2026-11-20停水的通知", "（二次）招标公告", "[通知] 停水",
                               "关于印发〔2017〕4号文件的通知", "热线 12345 6789", ""})
    EXPECT_FALSE(edge_date(headline, today)) << headline;
}

TEST(Dates, SplitOverElementsAreReadInParts) {
  for (const char* text : {"2026-11", "2026年11月", "[2026/11]"}) {
    const auto part = year_and_month(text);
    ASSERT_TRUE(part) << text;
    EXPECT_EQ(part->year, 2026) << text;
    EXPECT_EQ(part->month, 11) << text;
    EXPECT_FALSE(date_alone(text, today)) << text;
  }
  for (const char* text : {"2026", "2026.", "11-20", "3026-11", "2026-13", "2015-2024"})
    EXPECT_FALSE(year_and_month(text)) << text;
  EXPECT_EQ(day_of_month("[21]"), 21);
  EXPECT_EQ(day_of_month("3日"), 3);
  EXPECT_FALSE(day_of_month("32"));
  EXPECT_FALSE(day_of_month("3楼"));
}

TEST(Dates, StatedForMachinesAreReadInEveryFormat) {
  for (const char* value : {"2026-11-20T08:30:00+08:00", "20261120", "20261120083000", "2026-11-20-08:30",
                            "Fri, 20 Nov 2026 08:30:00 GMT", "1795163400", "1795163400000", "20261120T083000"}) {
    const auto stated = stated_date(value, DayOrder::day_first);
    ASSERT_TRUE(stated) << value;
    EXPECT_EQ(stated->day, expected) << value;
  }
  EXPECT_TRUE(stated_date("2026-11-20T08:30:00Z", DayOrder::day_first)->in_utc);
  // Midnight in Berlin.
  EXPECT_EQ(stated_date("2026-11-19T23:00:00Z", DayOrder::day_first)->day, expected);
  for (const char* value : {"", "soon", "12345", "2026-13-45", "99999999999999", "20712307112071230713"})
    EXPECT_FALSE(stated_date(value, DayOrder::day_first)) << value;
}

TEST(Dates, AreToldApartByTheNearestLabel) {
  EXPECT_EQ(label_of("来源：办公室 发布时间：", {}), DateLabel::published);
  EXPECT_EQ(label_of("培训时间：", {}), DateLabel::other);
  EXPECT_EQ(label_of("版权所有　备案时间：", {}), DateLabel::other);
  EXPECT_EQ(label_of("报名截止：", {}), DateLabel::other);
  EXPECT_EQ(label_of("Last Updated: ", {}), DateLabel::modified);
  EXPECT_EQ(label_of("Veröffentlicht am ", {}), DateLabel::published);
  EXPECT_EQ(label_of("自", "起施行"), DateLabel::other);
  EXPECT_EQ(label_of("by Jane Doe ", {}), DateLabel::none);
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
