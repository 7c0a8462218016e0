#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "domain/freshness.h"
#include "page/read_page.h"

namespace sitewatch::page {
namespace {

using namespace date::literals;
using testing::Contains;
using testing::ElementsAre;
using testing::SizeIs;

const Day today{2026_y / 11 / 23};
constexpr FreshnessRule rule{.soon_days = 10, .stale_days = 14, .long_stale_days = 180};

PageReading read(const std::string& html, PageKind kind = PageKind::list, Day now = today) {
  return read_page({html, "text/html; charset=utf-8", "http://www.edu.example/tzgg/", now, kind});
}

std::string li(const std::string& day, const std::string& href = "/a") {
  return "<li><a href='" + href + "'>关于开展安全工作的通知</a><span>" + day + "</span></li>\n";
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(List, SuppliesTheYearThatRowsLeaveOut) {
  EXPECT_EQ(read("<ul>" + li("[12-28]") + "</ul>", PageKind::list, 2017_y / 1 / 3).newest, Day{2016_y / 12 / 28});
  EXPECT_EQ(read("<ul>" + li("[01-02]") + li("[12-28]") + "</ul>", PageKind::list, 2017_y / 1 / 3).newest,
            Day{2017_y / 1 / 2});
  // The address knows.
  EXPECT_EQ(read("<ul>" + li("[11-20]", "/201911/t20191120_1.html") + "</ul>").newest, Day{2019_y / 11 / 20});
  // It may also be wrong.
  EXPECT_EQ(read("<ul>" + li("[11-20]", "/202711/t20271120_1.html") + "</ul>").newest, Day{2026_y / 11 / 20});
  // Below rows of an earlier year nothing is of this year.
  EXPECT_EQ(read("<ul>" + li("2019-12-28") + li("[11-20]") + "</ul>").newest, Day{2019_y / 12 / 28});
}

TEST(List, IsNotCalledStaleWhereAPinnedRowHidesTheYear) {
  const PageReading reading = read("<ul>" + li("[12-28]") + li("[10-20]") + li("[10-19]") + li("[10-18]") + "</ul>");
  EXPECT_EQ(reading.newest, Day{2025_y / 12 / 28});
  EXPECT_EQ(judge(reading, today, rule).freshness, Freshness::unknown);
}

TEST(List, TakesTheNewestRowHoweverTheyAreSorted) {
  const PageReading reading =
      read("<ul>" + li("2019-08-16") + li("2026-11-12") + li("2026-11-18") + li("2020-01-01") + "</ul>");
  EXPECT_EQ(reading.newest, Day{2026_y / 11 / 18});
  EXPECT_EQ(reading.dated_items, 4);
}

TEST(List, IsReadApartFromItsSidebar) {
  const std::string column =
      "<div class=main><ul>" + repeated(li("2014-04-04"), 12) + "</ul><p><a href=2>下一页</a></p></div>";
  const std::string named = "<div class='sidebar'><ul>" + repeated(li("2026-11-20"), 5) + "</ul></div>";
  const std::string unnamed = "<div class=box><div><ul>" + repeated(li("2026-11-20"), 5) + "</ul></div></div>";
  for (const std::string& beside : {named, unnamed}) {
    EXPECT_EQ(read(beside + column).newest, Day{2014_y / 4 / 4}) << beside;
    EXPECT_EQ(read(column + beside).newest, Day{2014_y / 4 / 4}) << beside;
    EXPECT_EQ(read(column + beside, PageKind::home).newest, Day{2026_y / 11 / 20}) << beside;
  }
  // A row above that runs into the sidebar begins no list of its own there.
  const std::string above = "<div>今天是2026年11月23日 <a href=/>青禾区教育局门户网站</a></div>";
  EXPECT_EQ(read(above + named + column).newest, Day{2014_y / 4 / 4});
  // A sidebar that nothing names is a doubt.
  EXPECT_EQ(judge(read(column + unnamed), today, rule).freshness, Freshness::unknown);
  EXPECT_EQ(judge(read(column + named), today, rule).freshness, Freshness::long_stale);
}

TEST(List, IgnoresWhatUndatedSidebarLinksHaveInTheirAddresses) {
  const std::string links = repeated("<li><a href='/2026/1116/1.html'>一条没有注明日期的消息</a></li>", 3);
  EXPECT_EQ(read("<ul>" + repeated(li("2014-04-04"), 3) + "</ul><ul>" + links + "</ul>").newest, Day{2014_y / 4 / 4});
}

TEST(List, TrustsTheDateOnThePageMoreThanTheAddress) {
  EXPECT_EQ(read("<ul>" + repeated(li("2015-09-17", "/201705/t20170520_20926257.html"), 3) + "</ul>").newest,
            Day{2015_y / 9 / 17});
}

TEST(List, IsReadInsideItsScript) {
  const std::string jpage =
      "<script type='text/xml'><datastore><totalrecord>2</totalrecord><recordset><record><![CDATA[" + li("2026-11-20") +
      "]]></record><record><![CDATA[" + li("2026-11-12", "/b") + "]]></record></recordset></datastore></script>";
  const PageReading reading = read(jpage);
  EXPECT_EQ(reading.state, PageState::dated);
  EXPECT_EQ(reading.newest, Day{2026_y / 11 / 20});
  EXPECT_EQ(reading.dated_items, 2);
  ASSERT_THAT(reading.newest_items, SizeIs(2));
  EXPECT_EQ(reading.newest_items[0].link, "http://www.edu.example/a");

  const PageReading json = read(
      "<script>var rows=[{\"title\":\"\\u5173\\u4e8e\\u505c\\u6c34\\u7684\\u901a\\u77e5\",\"url\":\"\\/a.html\","
      "\"publishTime\":\"2026-11-20 08:00\"},{\"title\":\"x\",\"views\":3}]</script>");
  EXPECT_EQ(json.newest, Day{2026_y / 11 / 20});
  ASSERT_THAT(json.newest_items, SizeIs(1));
  EXPECT_EQ(json.newest_items[0].title, "关于停水的通知");
  EXPECT_EQ(json.newest_items[0].link, "http://www.edu.example/a.html");

  const PageReading object = read(
      "<script>show([{ id:7, title: '关于停水的通知', url : '/a.html', time: '2026-11-20' }, "
      "{title:'关于停电的通知',url:'/b.html',time:'2026-11-12'}])</script>");
  EXPECT_EQ(object.newest, Day{2026_y / 11 / 20});
  EXPECT_EQ(object.dated_items, 2);
}

TEST(List, TellsAClockFromARowAboutAWeekday) {
  const std::string news = "<li><a href=/a>停水</a>关于星期三停水的通知 2026-11-12</li>";
  EXPECT_EQ(read("<ul>" + repeated(news, 3) + "</ul>").newest, Day{2026_y / 11 / 12});
  EXPECT_EQ(read("<ul><li><a href=/a>关于停水的通知</a><p>定于星期三停水。</p><i>2026-11-12</i></li></ul>").newest,
            Day{2026_y / 11 / 12});
  for (const char* clock : {"2026年11月23日 星期一", "2026年11月23日星期一欢迎访问", "星期一 2026-11-23",
                            "（星期一）2026-11-23", "今天是2026年11月23日 星期一"})
    EXPECT_FALSE(read(std::string{"<ul><li><a href=/>青禾区人民政府门户网站</a>"} + clock + "</li></ul>").newest)
        << clock;
}

TEST(List, OfEventsHasNoDateOfPublication) {
  const std::string row =
      "<li><a href=/a>街道开展爱国卫生月义务劳动</a><p>活动时间：</p><p>2026年11月14日 周四 08:00 - 10:00</p></li>";
  EXPECT_FALSE(read("<ul>" + repeated(row, 3) + "</ul>").newest);
}

TEST(List, ReadsShortTitlesInATableOfTitlesAndDates) {
  EXPECT_EQ(read("<table><tr><td>1</td><td><a href=/a>联系方式</a></td><td>2017-09-15</td></tr></table>").newest,
            Day{2017_y / 9 / 15});
}

TEST(List, NotesDatesThatCannotBe) {
  const PageReading reading = read("<ul>" + li("2033-05-31") + li("2026-11-12") + li("2026-02-30") + "</ul>");
  EXPECT_EQ(reading.newest, Day{2026_y / 11 / 12});
  EXPECT_THAT(reading.notes, Contains("dates in the future left out"));
}

TEST(Page, TellsWhyItHasNoDate) {
  EXPECT_EQ(read("<title>规划计划</title><p>您当前所在位置：<a href=/>首页</a></p>").state, PageState::blank);
  EXPECT_EQ(read("<ul><li><a href='{{url}}'>{{title}}</a><i>{{date}}</i></li></ul>").state, PageState::js_only);
  EXPECT_EQ(read("<title>404 页面不存在</title><p>您要访问的页面找不到了</p>").state, PageState::soft_404);
  EXPECT_EQ(read("<script>document.write('请稍后再试！')</script>").state, PageState::soft_404);
  EXPECT_EQ(read("<p>根据上级要求，本网站已永久下线，相关内容请访问区政府门户网站。</p>").state,
            PageState::closed_notice);
  EXPECT_EQ(read("<title>澳门百家乐-真人娱乐</title><ul>" + li("2026-11-20") + "</ul>").state,
            PageState::hijack_suspected);
  // One word may be news about fraud.
  EXPECT_EQ(read("<title>警方通报一起网络棋牌诈骗案</title><ul>" + li("2026-11-20") + "</ul>").state, PageState::dated);
}

TEST(Page, SaysWhereItLeads) {
  const auto leads_to = [](const std::string& html) { return read(html).follow; };
  EXPECT_THAT(leads_to("<meta http-equiv=refresh content=\"0;URL='./ywyw/'\">"),
              ElementsAre("http://www.edu.example/tzgg/ywyw/"));
  EXPECT_THAT(leads_to("<script>window.location.href='/web/';</script>"), ElementsAre("http://www.edu.example/web/"));
  EXPECT_THAT(leads_to("<script>document.write('<meta http-equiv=\"Refresh\" content=\"0;URL=http://rs.example/a\">')"
                       "</script>"),
              ElementsAre("http://rs.example/a"));
  EXPECT_THAT(leads_to("<frameset><frame src=top.html><frame src=main.html></frameset>"),
              ElementsAre("http://www.edu.example/tzgg/top.html", "http://www.edu.example/tzgg/main.html"));
  for (const char* html : {"<meta http-equiv=refresh content='0;URL=/web/'>", "<script>location.href='/web/'</script>",
                           "<frameset><frame src=a.html></frameset>"})
    EXPECT_EQ(read(html).state, PageState::redirect) << html;
}

}  // namespace
}  // namespace sitewatch::page
