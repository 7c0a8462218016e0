// A column's own part of a page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "page/read_page.h"

namespace sitewatch::page {
namespace {

using namespace date::literals;
using testing::Contains;
using testing::Not;

const Day today{2026_y / 11 / 23};
const Day old_day{2026_y / 3 / 18};
const Day new_day{2026_y / 11 / 20};

PageReading read(const std::string& html, PagePart part, PageKind kind = PageKind::list) {
  return read_page({html, "text/html; charset=utf-8", "http://www.edu.example/tzgg/", today, kind, std::move(part)});
}

std::string row(Day day) {
  return "<li><a href=/a>关于开展安全工作的通知</a><span>" + date::format("%F", day) + "</span></li>";
}

const std::string old_rows = "<ul>" + row(old_day) + "</ul>";
const std::string new_rows = "<ul>" + row(new_day) + "</ul>";

TEST(Part, IsNamedByIdClassOrTag) {
  for (const char* selector : {"#tzgg", "#TZGG", ".col", ".Wide", "section", "Section"}) {
    const PageReading reading = read(
        new_rows + "<section id=tzgg class='wide\tcol last'>" + old_rows + "</section>" + new_rows, {selector, {}});
    EXPECT_EQ(reading.newest, old_day) << selector;
    EXPECT_EQ(reading.items, 1) << selector;
    EXPECT_EQ(reading.state, PageState::dated) << selector;
  }
}

TEST(Part, IsEveryElementThatIsNamed) {
  const std::string page = "<div class=a>" + old_rows + "</div><div class=b>" + row(Day{2026_y / 11 / 22}) +
                           "</div><div class=a>" + new_rows + "</div>";
  EXPECT_EQ(read(page, {".a", {}}).newest, new_day);
  EXPECT_EQ(read(page, {".a", {}}).items, 2);
}

TEST(Part, LeavesOutWhatIsIgnoredAlsoInside) {
  const std::string page =
      "<div id=main><p class=top>" + new_rows + "</p><div class=top>" + new_rows + "</div>" + old_rows + "</div>";
  EXPECT_EQ(read(page, {"#main", {".top", "p"}}).newest, new_day);  // The p ends before the list that follows.
  EXPECT_EQ(
      read("<div id=main><div class=top>" + new_rows + "</div>" + old_rows + "</div>", {"#main", {".top"}}).newest,
      old_day);
  EXPECT_EQ(read("<div class=top>" + new_rows + "</div>" + old_rows, {"", {"#none", ".top"}}).newest, old_day);
}

TEST(Part, EndsWhereItsElementEnds) {
  const auto newest = [](const std::string& html) { return read(html, {".a", {}}).newest; };
  EXPECT_EQ(newest("<div class=a><div><div>" + old_rows + "</div></div></div><div>" + new_rows + "</div>"), old_day);
  // With the box around it, though its own end tag is missing.
  EXPECT_EQ(newest("<div><span class=a>" + old_rows + "</div><div>" + new_rows + "</div>"), old_day);
  EXPECT_EQ(newest("<div><ul class=a>" + row(old_day) + "</div><div>" + new_rows + "</div>"), old_day);
  // With the next of its kind; a list inside has rows of its own.
  EXPECT_EQ(newest("<ul><li class=a><ul>" + row(old_day) + row(old_day) + "</ul><li>" + row(new_day) + "</ul>"),
            old_day);
  EXPECT_EQ(newest("<table><tr class=a><td><a href=/a>关于安全工作的通知</a><td>2026-03-18<tr><td><a href=/b>"
                   "关于停水的紧急通知</a><td>2026-11-20</table>"),
            old_day);
  // An end tag of what is not open ends nothing, and what is empty opens nothing.
  EXPECT_EQ(newest("<div class=a></section></form><img class=b>" + new_rows + "</div>" + old_rows), new_day);
  EXPECT_EQ(newest("<img class=a>" + new_rows), std::nullopt);
}

TEST(Part, ThatIsNotThereIsNoVerdict) {
  const PageReading reading = read(old_rows, {"#list", {}});
  EXPECT_EQ(reading.state, PageState::unparsed);
  EXPECT_EQ(reading.newest, std::nullopt);
  EXPECT_THAT(reading.notes, Contains(std::string{no_part_note}));
  EXPECT_EQ(
      read("<meta name=PubDate content=2026-11-20><h1>关于停水的通知</h1>", {"#list", {}}, PageKind::article).state,
      PageState::unparsed);
  EXPECT_THAT(read("<div id=list>" + old_rows + "</div>", {"#list", {}}).notes,
              Not(Contains(std::string{no_part_note})));
  // The page itself says that it is another one.
  EXPECT_EQ(read("<title>404 页面不存在</title><p>您要访问的页面找不到了</p>", {"#list", {}}).state,
            PageState::soft_404);
}

TEST(Part, ThatIsEmptyIsBlankUnlessAScriptMayFillIt) {
  EXPECT_EQ(read(new_rows + "<div id=list><p>暂无信息</p></div>", {"#list", {}}).state, PageState::blank);
  EXPECT_EQ(read(new_rows + "<div id=list><script src=list.js></script></div>", {"#list", {}}).state,
            PageState::js_only);
}

TEST(Part, IsNotDoubtedForWhatLiesOutside) {
  const std::string page =
      "<iframe src=/notice.html></iframe><p>2026-11-20</p>{{time}}<div id=list>" + old_rows + "</div>";
  EXPECT_FALSE(is_doubtful(read(page, {"#list", {}})));
  EXPECT_TRUE(is_doubtful(read(page, {})));
}

TEST(Part, OfAnArticleLeavesItsHeadToBeRead) {
  const std::string page =
      "<meta name=PubDate content=2026-03-18><h1>关于停水的通知</h1><p>2026-11-20</p><div id=text>…</div>";
  EXPECT_EQ(read(page, {"#text", {}}, PageKind::article).newest, old_day);
}

TEST(Part, KeepsToTheFormsOfASelector) {
  for (const char* good : {"#list", ".news-list", "ul", "h1", "#新闻", "._x", "my-element"})
    EXPECT_TRUE(is_selector(good)) << good;
  for (const char* bad : {"", "#", ".", "#a b", "a.b", "a>b", "a,b", "1a", "*", "[id]", "#a:b", " a"})
    EXPECT_FALSE(is_selector(bad)) << bad;
}

}  // namespace
}  // namespace sitewatch::page
