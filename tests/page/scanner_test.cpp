#include "page/scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sitewatch::page {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// "<li", "</li", "text" and "script:text", one for each token.
std::vector<std::string> tokens(std::string_view html, bool* cut_short = nullptr) {
  std::vector<std::string> shown;
  Scanner scanner{html};
  for (Token token = scanner.next(); token.kind != TokenKind::end; token = scanner.next()) {
    if (token.kind == TokenKind::text)
      shown.push_back((token.element == Element::other ? "" : "raw:") + std::string{token.text});
    else
      shown.push_back((token.kind == TokenKind::open ? "<" : "</") + std::to_string(static_cast<int>(token.element)) +
                      std::string{token.text});
  }
  if (cut_short) *cut_short = scanner.cut_short();
  return shown;
}

std::string tag(const char* mark, Element element, const char* attributes = "") {
  return mark + std::to_string(static_cast<int>(element)) + attributes;
}

TEST(Scanner, CutsTagsAndText) {
  EXPECT_THAT(tokens("<LI class=x>a<b>b</b></li>"),
              ElementsAre(tag("<", Element::li, " class=x"), "a", tag("<", Element::b), "b", tag("</", Element::b),
                          tag("</", Element::li)));
  EXPECT_THAT(tokens("1 < 2 <3 & <>"), ElementsAre("1 ", "< 2 ", "<3 & ", "<>"));
}

TEST(Scanner, LeavesOutCommentsAndDeclarations) {
  EXPECT_THAT(tokens("<!DOCTYPE html><!-- <li>2026-01-01 --><?xml ?>a<!-->b</ x>c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(tokens("<![CDATA[<p>x"), ElementsAre(tag("<", Element::p), "x"));
}

TEST(Scanner, TakesNoMarkupInsideScriptsStylesAndTitles) {
  EXPECT_THAT(tokens("<script>a<li></scripty></SCRIPT >b"),
              ElementsAre(tag("<", Element::script), "raw:a<li></scripty>", tag("</", Element::script, " "), "b"));
  EXPECT_THAT(tokens("<title></title><style><p></style>"),
              ElementsAre(tag("<", Element::title), tag("</", Element::title), tag("<", Element::style), "raw:<p>",
                          tag("</", Element::style)));
}

TEST(Scanner, FindsTheEndOfATagAsBrowsersDo) {
  EXPECT_THAT(tokens(R"(<p a="1>2" b='>' c=d"e>x)"), ElementsAre(tag("<", Element::p, R"( a="1>2" b='>' c=d"e)"), "x"));
  EXPECT_THAT(tokens(R"(<p a"b>x)"), ElementsAre(tag("<", Element::p, R"( a"b)"), "x"));
}

TEST(Scanner, SaysWhenThePageEndsInTheMiddle) {
  for (const char* html : {"a<!-- b", "a<script>b", "a<p b", "a<p b=\"c", "a<style>", "a<!doc", "a</p"}) {
    bool cut_short = false;
    tokens(html, &cut_short);
    // An empty script at the very end has hidden nothing.
    EXPECT_EQ(cut_short, std::string_view{html} != "a<style>") << html;
  }
  bool cut_short = true;
  tokens("<p>a</p>", &cut_short);
  EXPECT_FALSE(cut_short);
}

TEST(Scanner, ReadsAttributes) {
  const std::string_view inside = R"( HREF = "/a?b=1&amp;c" title='x y' class=z / checked href="second")";
  EXPECT_EQ(attribute(inside, "href"), "/a?b=1&amp;c");
  EXPECT_EQ(attribute(inside, "title"), "x y");
  EXPECT_EQ(attribute(inside, "class"), "z");
  EXPECT_EQ(attribute(inside, "checked"), "");
  EXPECT_FALSE(attribute(inside, "id"));
  EXPECT_FALSE(attribute("", "id"));
  EXPECT_EQ(attribute(" id=", "id"), "");
  EXPECT_EQ(attribute(" id=\"open", "id"), "open");
}

}  // namespace
}  // namespace sitewatch::page
