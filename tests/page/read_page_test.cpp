#include "page/read_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "domain/freshness.h"
#include "text/decode.h"

namespace sitewatch::page {
namespace {

using namespace date::literals;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const Day today{2026_y / 11 / 23};
constexpr FreshnessRule rule{.soon_days = 10, .stale_days = 14, .long_stale_days = 180};

PageReading read(const std::string& html, const char* content_type = "text/html; charset=utf-8") {
  return read_page({html, content_type, "http://www.edu.example/", today});
}

std::string li(const char* title, const char* day) {
  return std::string{"<li><a href=\"/a/"} + day + ".htm\">" + title + "</a><span>" + day + "</span></li>\n";
}

std::string rows_of(const char* day) {
  return "<ul>" + li("关于开展专项检查的通知", day) + li("召开工作推进会的消息", day) +
         li("行政许可事项办理公示", day) + "</ul>";
}

Freshness judged(const PageReading& reading) {
  return judge(reading, today, rule).freshness;
}

TEST(ReadPage, TakesADateAndItsLinkInOneRow) {
  const char* pages[] = {
      "<ul><li><a href=/a>关于开展工作的通知</a><span>2026-11-20</span></li></ul>",
      "<ul><li><span>[2026-11-20]</span><a href=/a>关于开展工作的通知</a></ul>",
      "<table><tr><td><a href=/a>关于开展工作的通知</a></td><td>2026年11月20日</td></tr></table>",
      "<dl><dt><a href=/a>关于开展工作的通知</a></dt><dd>2026.11.20</dd></dl>",
      "<dl><dd><a href=/a>关于开展工作的通知</a> 11-20</dd></dl>",
      "<p><a href=/a>关于开展工作的通知</a>&nbsp;2026/11/20</p>",
      "<div><a href=/a title='关于开展工作的通知'>关于…</a><i>(11-20)</i></div>",
      "<li><div><a href=/a><em>关于开展工作的通知</em></a></div><div>发布时间：2026-11-20 08:00</div></li>",
      "<li><a href=/a><span>2026-11-20</span><b>关于开展工作的通知</b></a></li>",
      "<div class=card><h3><a href=/a>关于开展工作的通知</a></h3><p>摘要文字</p><div>2026-11-20</div></div>",
      "<li><a href=/a>关于开展工作的通知</a><b>20</b><i>2026-11</i></li>",
      "<li><em>2026-11</em><b>20</b><a href=/a>关于开展工作的通知</a></li>",
      "<li><a href=/a>关于开展工作的通知</a>2026-<b>11</b>-20</li>",
      "<ul><li><a href=/a>关于开展工作的通知</a></li><li>摘要<a href=/a>[查看全文]</a></li><li "
      "class=time>2026-11-20</li></ul>",
      "<li><a href=/a title=关于开展工作的通知>[11-20] 关于开展…</a></li>",
      "<li><a href=/a>关于开展工作的通知</a><span>二○二六年十一月二十日</span></li>",
      "<li><a href=/a>关于开展工作的通知</a><span>20/11 2026</span></li>",
  };
  for (const char* html : pages) {
    const PageReading reading = read(html);
    EXPECT_EQ(reading.state, PageState::dated) << html;
    EXPECT_EQ(reading.newest, Day{2026_y / 11 / 20}) << html;
    ASSERT_THAT(reading.newest_items, SizeIs(1)) << html;
    EXPECT_EQ(reading.newest_items[0].title, "关于开展工作的通知") << html;
    EXPECT_EQ(reading.newest_items[0].link, "http://www.edu.example/a") << html;
  }
}

TEST(ReadPage, TakesTheNewestRowWhereverItStands) {
  const PageReading reading = read("<title> 区教育局\n网站 </title><ul>" + li("置顶：年度工作要点全文", "2026-01-05") +
                                   li("第一条工作动态消息", "2026-11-18") + li("第二条工作动态消息", "2026-11-20") +
                                   li("第三条工作动态消息", "2026-11-19") + "</ul>");
  EXPECT_EQ(reading.title, "区教育局 网站");
  EXPECT_EQ(reading.newest, Day{2026_y / 11 / 20});
  EXPECT_EQ(reading.dated_items, 4);
  ASSERT_THAT(reading.newest_items, SizeIs(3));
  EXPECT_EQ(reading.newest_items[2].date, Day{2026_y / 11 / 18});
  ASSERT_TRUE(reading.evidence);
  EXPECT_EQ(reading.evidence->link, "http://www.edu.example/a/2026-11-20.htm");
}

TEST(ReadPage, PairsSeveralItemsInOneTableCell) {
  const PageReading reading = read(
      "<tr><td><a href=/1>第一条工作动态消息</a> 2026-11-01<br><a href=/2>第二条工作动态消息</a> "
      "2026-11-02<br></td></tr>");
  EXPECT_EQ(reading.dated_items, 2);
  EXPECT_EQ(reading.newest_items[0].title, "第二条工作动态消息");
  const PageReading date_first = read(
      "<tr><td>2026-11-01 <a href=/1>第一条工作动态消息</a><br>2026-11-02 <a href=/2>第二条工作动态消息</a></td></tr>");
  EXPECT_EQ(date_first.newest_items[0].title, "第二条工作动态消息");
}

TEST(ReadPage, IsNotMadeFreshByClocksFootersScriptsAndHeadlines) {
  const std::string old_rows = rows_of("2026-03-01");
  const char* furniture[] = {
      "<div>今天是2026年11月23日 星期一 <a href=/>设为首页并加入收藏</a></div>",
      "<div><span>2026年11月23日</span><a href=/>设为首页</a></div>",
      "<footer><p>版权所有 2026-11-23 <a href=/>区教育局办公室主办</a></p></footer>",
      "<script>document.write('2026-11-23')</script>",
      "<!-- <li><a href=/x>页面生成时间记录</a>2026-11-23</li> -->",
      "<p><a href=/x>关于2026年11月22日停电的公告</a></p>",
      "<p><a href=/x>关于公开招聘的公告</a>报名截止：2026-11-22</p>",
      "<li><a href=/x>一条来自未来的消息</a>2027-11-22</li>",
      "<li><a href=/x>一条日期写错的消息</a>2026-02-30</li>",
  };
  for (const char* each : furniture) {
    const PageReading reading = read(std::string{each} + old_rows);
    EXPECT_EQ(reading.newest, Day{2026_y / 3 / 1}) << each;
    EXPECT_NE(judged(reading), Freshness::fresh) << each;
  }
}

TEST(ReadPage, IsStaleOnlyWhereNothingSpeaksForANewerDate) {
  EXPECT_EQ(judged(read(rows_of("2026-03-01"))), Freshness::long_stale);
  EXPECT_EQ(judged(read("<div>今天是2026年11月23日</div>" + rows_of("2026-03-01"))), Freshness::long_stale);
  const char* doubts[] = {
      "<li><a href=/art/2026/11/20/art_1.html>第一条工作动态消息</a></li>",
      "<script type='text/xml'><record><![CDATA[<li><a href=x>t</a><span>2026-11-20</span></li>]]></record></script>",
      "<script>var list=[{\"title\":\"x\",\"date\":\"2026-11-20\"}]</script>",
      "<iframe src='news.html'></iframe>",
      "<p><a href=/x>关于公开招聘的公告</a>报名截止：2026-11-22</p>",
  };
  for (const char* each : doubts) {
    const PageReading reading = read(each + rows_of("2026-03-01"));
    EXPECT_EQ(reading.state, PageState::dated) << each;
    EXPECT_TRUE(is_doubtful(reading)) << each;
    EXPECT_EQ(judged(reading), Freshness::unknown) << each;
  }
  EXPECT_FALSE(is_doubtful(read("<iframe src='http://weather.example/'></iframe>" + rows_of("2026-03-01"))));
}

TEST(ReadPage, IsNeverStaleWhenItEndsInTheMiddle) {
  for (const char* end : {"<!-- ", "<script>", "<script>x", "<p class=\"", "<style>x", "<div"}) {
    const PageReading reading = read(rows_of("2026-03-01") + end);
    if (std::string_view{end} == "<script>") continue;
    EXPECT_EQ(reading.state, PageState::unparsed) << end;
    EXPECT_EQ(judged(reading), Freshness::unknown) << end;
  }
}

TEST(ReadPage, TellsPagesWithoutDatesApart) {
  const std::string undated_rows =
      "<ul><li><a href=/1>关于开展工作的通知</a><li><a href=/2>召开工作推进会消息</a><li><a "
      "href=/3>行政许可事项公示</a></ul>";
  EXPECT_EQ(read(undated_rows).state, PageState::undated);
  EXPECT_EQ(read("<html><body><div id=app></div><script src=/app.js></script></body></html>").state,
            PageState::js_only);
  EXPECT_EQ(read("<html><body></body></html>").state, PageState::blank);
  EXPECT_EQ(read("").state, PageState::blank);
  EXPECT_EQ(read("<html><script>var arg1='04F2';document.cookie='acw_sc__v2='</script></html>").state,
            PageState::challenged);
  EXPECT_EQ(read("<frameset><frame src=a.html></frameset>").state, PageState::redirect);
  EXPECT_EQ(read("<meta http-equiv=refresh content='0; URL=/web/'>").state, PageState::redirect);
  EXPECT_EQ(read("<p>网站正在建设，2026-11-20 开通</p>").state, PageState::unparsed);
  EXPECT_EQ(read(std::string(3000, '\x01')).state, PageState::unparsed);
}

TEST(ReadPage, ReadsGbkWhateverTheLabelsSay) {
  // 关于开展工作的通知 in GBK.
  const std::string gbk = "\xb9\xd8\xd3\xda\xbf\xaa\xd5\xb9\xb9\xa4\xd7\xf7\xb5\xc4\xcd\xa8\xd6\xaa";
  const std::string row = "<li><a href=/a>" + gbk + "</a>2026-11-20</li>";
  for (const char* content_type : {"", "text/html", "text/html; charset=gb2312", "text/html; charset=utf-8"}) {
    const PageReading reading = read("<meta charset=utf-8>" + row, content_type);
    EXPECT_EQ(reading.charset, "gb18030") << content_type;
    ASSERT_THAT(reading.newest_items, SizeIs(1)) << content_type;
    EXPECT_EQ(reading.newest_items[0].title, "关于开展工作的通知");
  }
  const PageReading utf8 = read("<meta charset=gb2312>" + li("关于开展工作的通知", "2026-11-20"), "text/html");
  EXPECT_EQ(utf8.charset, "utf-8");
  EXPECT_EQ(utf8.newest_items[0].title, "关于开展工作的通知");
  EXPECT_THAT(utf8.notes, Contains("declared gb18030, is utf-8"));
  EXPECT_EQ(read("\xef\xbb\xbf" + li("关于开展工作的通知", "2026-11-20")).dated_items, 1);
}

TEST(ReadPage, ClipsTitlesAndKeepsThemOnOneLine) {
  std::string title = "<title>";
  for (int i = 0; i < 100'000; ++i) title += "题\n\x1b";
  const PageReading reading = read(title + "</title>" + li("关于\r\nBcc: x@mail.example 的通知", "2026-11-20"));
  EXPECT_LE(reading.title.size(), 200u);
  EXPECT_EQ(reading.title.find('\n'), std::string::npos);
  EXPECT_EQ(reading.newest_items[0].title, "关于 Bcc: x@mail.example 的通知");
  EXPECT_THAT(read("<li><a href='javascript:alert(1)'>点击查看全部内容</a>2026-11-20</li>").newest_items[0].link,
              IsEmpty());
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string made;
  made.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) made += text;
  return made;
}

TEST(ReadPage, SurvivesHostilePagesAndStillFindsTheRow) {
  const std::string row = li("关于开展工作的通知", "2026-11-20");
  const std::string pages[] = {
      repeated("<div>", 100'000) + row,
      repeated("<b><div>", 100'000) + row,
      repeated("<table><tr><td>", 100'000) + row,
      "<p " + repeated("a=1 ", 100'000) + ">" + row,
      "<a " + repeated("b='2' ", 100'000) + "href=/x>" + row,
      "<p title=\"" + std::string(10u << 20, 'x') + "\">" + row,
      "<p>" + std::string(10u << 20, 'x') + "</p>" + row,
      repeated("<a href=/x>", 100'000) + row,
      repeated("2026-01-01 ", 100'000) + row,
      repeated("&#", 100'000) + row,
      repeated("</", 100'000) + ">" + row,
      repeated("<script></scrip", 50'000) + "</script>" + row,
  };
  for (const std::string& page : pages) {
    const PageReading reading = read(page);
    EXPECT_EQ(reading.state, PageState::dated) << page.substr(0, 30);
    EXPECT_EQ(reading.newest, Day{2026_y / 11 / 20}) << page.substr(0, 30);
  }
}

TEST(ReadPage, LooksAtMoreDatesThanPagesForPeopleHold) {
  const PageReading list = read(repeated(rows_of("2026-03-01"), 700));
  EXPECT_EQ(list.dated_items, 2100);
  EXPECT_FALSE(is_doubtful(list));
}

TEST(ReadPage, CallsNobodyLateOnAPageOfEndlessDates) {
  const std::string note = "more dates or links than are looked at";
  const std::string endless[] = {
      repeated("<p>2026-03-01</p>", 20'000),
      repeated("<li><a href=/x>x</a>", 12'000),
      "<script>" + repeated("{title:'关于停水的通知',url:'/a',date:'2026-03-01'}</script><script>", 6'000) +
          "</script>",
  };
  for (const std::string& page : endless) {
    const PageReading beside = read(rows_of("2026-03-01") + page);
    EXPECT_EQ(beside.newest, Day{2026_y / 3 / 1}) << page.substr(0, 40);
    EXPECT_TRUE(is_doubtful(beside)) << page.substr(0, 40);
    EXPECT_THAT(beside.notes, Contains("more dates or links than are looked at")) << page.substr(0, 40);
    const PageState alone = read(page).state;
    EXPECT_TRUE(alone == PageState::unparsed || alone == PageState::dated) << page.substr(0, 40);
  }
}

TEST(ReadPage, OfMoreTagsThanAnybodyReadsIsUnparsed) {
  EXPECT_EQ(read(rows_of("2026-03-01") + repeated("<b>", 600'000)).state, PageState::unparsed);
}

TEST(ReadPage, CutsAPageBeyondItsCap) {
  const PageReading reading = read(rows_of("2026-03-01") + std::string(most_page_bytes, 'x'));
  EXPECT_EQ(reading.state, PageState::unparsed);
}

TEST(ReadPage, ReplacesBrokenBytes) {
  const PageReading reading =
      read("<li><a href=/a>关于\xff开展工作\xc0\x80的通知" + std::string(1, '\0') + "</a>2026-11-20</li>");
  EXPECT_EQ(reading.state, PageState::dated);
  EXPECT_TRUE(is_utf8(reading.newest_items[0].title));
}

TEST(ReadPage, ReadsThePagesTagsAndTheFootersCodes) {
  const PageReading reading = read(
      "<meta name='SiteName' content='区教育局'><meta name=SiteDomain content=www.edu.example>"
      "<meta name=SiteIDCode content=4503000001><meta name=ColumnName content='通知公告'><meta name=ColumnType "
      "content='通知公告'><footer>网站标识码：<a href=/>4503000002</a> 桂ICP备05000000号-1 <span>桂公网安备 "
      "45030002000001号</span></footer>");
  EXPECT_EQ(reading.identity->tags, (PageTags{"区教育局", "www.edu.example", "4503000001", "通知公告", "通知公告"}));
  EXPECT_EQ(reading.identity->codes, (FooterCodes{"4503000002", "桂ICP备05000000号-1", "45030002000001"}));
  EXPECT_EQ(read("<footer>冀ICP备：11021863号</footer>").identity->codes.icp, "冀ICP备11021863号");
  EXPECT_EQ(read("<p>标识码：12345</p><p>公网安备审核中</p>").identity->codes, FooterCodes{});
}

}  // namespace
}  // namespace sitewatch::page
