#include "page/find_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "page/read_page.h"

namespace sitewatch::page {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* home = "http://www.edu.example/";

PageReading read(std::string_view body, const char* content_type) {
  return read_page({body, content_type, home, Day{}, PageKind::home, {}, true});
}

HomeLinks links_of(std::string_view html) {
  return *read(html, "text/html; charset=utf-8").links;
}

/// "name address type" of each.
std::vector<std::string> columns_of(std::string_view html) {
  std::vector<std::string> lines;
  for (const FoundColumn& each : links_of(html).columns)
    lines.push_back(each.name + " " + each.url.path + " " + std::string{name(each.type)});
  return lines;
}

TEST(FindColumns, TakesTheNavigationButNotWhatEverySiteHas) {
  EXPECT_THAT(columns_of("<div class=mainNav><a href=/>网站首页</a><a href=/jyyw/>教育要闻</a>"
                         "<a href=/xxgk/index.html>信息公开</a><a href=http://mail.edu.example/>互动邮箱</a>"
                         "<a href='javascript:add()'>加入收藏</a><a href=/en/>English</a></div>"
                         "<a href=/zzjg/>组织机构</a>"),
              ElementsAre("教育要闻 /jyyw/ news", "信息公开 /xxgk/index.html other"));
}

TEST(FindColumns, NamesAMoreByTheTitleOfItsBlock) {
  EXPECT_THAT(
      columns_of("<div class=hd><h2>通知公告</h2><a href=/tzgg/>更多&gt;&gt;</a></div>"
                 "<ul><li><a href=/tzgg/t20260301_1.html>放假通知</a><i>03-01</i></li></ul>"
                 "<div class=hd><span>政务动态</span><a href=/zwdt/>MORE+</a></div>"
                 "<h3>工作安排</h3><ul><li><a href=/a/123456.html>召开会议</a></li></ul><a href=/gzap/>[更多]</a>"
                 "<a href=/zcjd/ title=政策解读>更多</a>"),
      ElementsAre("通知公告 /tzgg/ notices", "政务动态 /zwdt/ news", "工作安排 /gzap/ other",
                  "政策解读 /zcjd/ interpretation"));
}

TEST(FindColumns, GivesNoTitleToTwoBlocks) {
  EXPECT_THAT(columns_of("<h2>通知公告</h2><a href=/tzgg/>更多</a><img src=t.png><a href=/x/>更多</a>"),
              ElementsAre("通知公告 /tzgg/ notices"));
}

TEST(FindColumns, TakesTitlesThatAreLinksAndPicturesWithAName) {
  EXPECT_THAT(columns_of("<h2><a href=/zcwj/>政策文件</a></h2><h3><a href=/rsxx/>人事信息</a></h3>"
                         "<a href=/jzxx/><img src=a.png alt=局长信箱></a>"),
              ElementsAre("政策文件 /zcwj/ policies", "人事信息 /rsxx/ personnel", "局长信箱 /jzxx/ interaction"));
}

TEST(FindColumns, LeavesOutHeadlinesFilesAndOtherHosts) {
  EXPECT_THAT(columns_of("<li><a href=/a/1.html>关于放假的通知</a></li>"
                         "<li><a href=/2026/03/01/9.html>停水通知</a></li>"
                         "<li><a href=/art/2026/3/1/art_7_1.html>换届公告</a></li>"
                         "<li><a href=/b/2.html>全区教育系统安全工作部署会议新闻</a></li>"
                         "<a href=/c/list.doc>服务清单文件</a><a href=http://www.other.example/tzgg/>通知公告</a>"),
              IsEmpty());
}

TEST(FindColumns, LeavesHeadlinesOutOfNavigationAndMores) {
  EXPECT_THAT(
      columns_of(
          "<div class=submenu><a href=/a.html>市教育中心关于组织学习</a><a href=/b.html>街道开展社区党员风采活动</a>"
          "<a href=/jggk/>机构概况</a></div><h3>技能培训</h3><a href=/041060183434.html>查看更多</a>"),
      ElementsAre("机构概况 /jggk/ other"));
}

TEST(FindColumns, TakesEachAddressOnceAndAtMostForty) {
  EXPECT_THAT(columns_of("<nav><a href=/tzgg/>公告</a></nav><h2><a href=/tzgg/>通知公告</a></h2>"),
              ElementsAre("公告 /tzgg/ notices"));
  std::string many = "<nav>";
  for (int i = 0; i < 1200; ++i) many += "<a href=/c" + std::to_string(i) + "/>工作动态</a>";
  EXPECT_THAT(links_of(many).columns, SizeIs(most_found_columns));
  EXPECT_THAT(links_of(many).links, SizeIs(most_home_links));
}

TEST(FindColumns, ListsEveryLinkAndHostOnce) {
  const HomeLinks found = links_of(
      "<base href=/web/><a href=a.html>a</a><a href='a.html#top'>b</a><a href=//jw.example/x>c</a>"
      "<a href=mailto:a@b.example>d</a><a href=#e>e</a><a href='http://www.edu.example/'>f</a><!--<a href=/no>-->");
  ASSERT_THAT(found.links, SizeIs(2));
  EXPECT_EQ(found.links[0].text(), "http://www.edu.example/web/a.html");
  EXPECT_EQ(found.links[1].text(), "http://jw.example/x");
  EXPECT_THAT(found.hosts, ElementsAre("www.edu.example", "jw.example"));
}

TEST(FindColumns, ResolvesEveryLinkOnlyForWhoFollowsThem) {
  const PageReading reading =
      read_page({"<nav><a href=/tz/>通知公告</a></nav><a href=a.html>a</a>"
                 "<a href=//jw.example/x>c</a><a href=http://lyj.example/>d</a>",
                 "text/html", home, Day{}, PageKind::home});
  EXPECT_THAT(reading.links->links, IsEmpty());
  EXPECT_THAT(reading.links->hosts, ElementsAre("jw.example", "lyj.example"));
  EXPECT_THAT(reading.links->columns, SizeIs(1));
}

TEST(FindColumns, SaysWhatIsNoPage) {
  EXPECT_TRUE(read("", "text/html").links);
  EXPECT_FALSE(read("<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>", "text/xml").links);
  const std::string_view picture{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x8\6\0\0\0", 29};
  EXPECT_FALSE(read(picture, "image/png").links);
}

TEST(FindColumns, IsAskedOfHomePagesAlone) {
  const std::string_view page = "<a href=http://jw.example/>a</a>";
  for (const PageKind kind : {PageKind::list, PageKind::article, PageKind::automatic})
    EXPECT_FALSE(read_page({page, "text/html", home, Day{}, kind}).links) << name(kind);
}

TEST(FindColumns, OfSeveralPagesKeepsEachOnceAndTheBounds) {
  HomeLinks all = links_of("<nav><a href=/tz/>通知公告</a></nav><a href=http://jw.example/>a</a>");
  const HomeLinks frame =
      links_of("<nav><a href=/tz/>公告</a><a href=/dt/>工作动态</a></nav><a href=http://jw.example/x>a</a>");
  add(all, frame);
  ASSERT_THAT(all.columns, SizeIs(2));
  EXPECT_EQ(all.columns[0].name, "通知公告");
  EXPECT_THAT(all.hosts, ElementsAre("www.edu.example", "jw.example"));
  EXPECT_THAT(all.links, SizeIs(4));
  HomeLinks many;
  for (std::size_t i = 0; i < most_home_links; ++i) many.hosts.push_back("h" + std::to_string(i) + ".example");
  add(all, many);
  EXPECT_THAT(all.hosts, SizeIs(most_home_links));
}

TEST(FindColumns, GuessesByTheLastWordThatSaysAnything) {
  const std::map<std::string, ColumnType> types{
      {"政策解读", ColumnType::interpretation}, {"招聘公告", ColumnType::notices},
      {"新闻中心", ColumnType::news},           {"政策法规", ColumnType::policies},
      {"人事任免", ColumnType::personnel},      {"规划计划", ColumnType::plans},
      {"办事指南", ColumnType::services},       {"意见征集", ColumnType::interaction},
      {"专题专栏", ColumnType::archive},        {"工作动态", ColumnType::news},
      {"机构设置", ColumnType::other},
  };
  for (const auto& [text, type] : types) EXPECT_EQ(name(guessed_type(text)), name(type)) << text;
}

}  // namespace
}  // namespace sitewatch::page
