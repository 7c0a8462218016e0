#include "page/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "page/tokens.h"

namespace sitewatch::page {
namespace {

std::string tokens(std::string_view html, Content content = Content::data, std::string_view last_start_tag = {}) {
  return listed(plain_tokens({html, content, last_start_tag}));
}

bool cut_short(std::string_view html) {
  Tokenizer tokenizer{html};
  while (tokenizer.next().kind != TokenKind::end) continue;
  return tokenizer.cut_short();
}

struct Vector {
  std::string_view html;
  const char* tokens;
};

void expect(std::initializer_list<Vector> vectors) {
  for (const Vector& each : vectors) EXPECT_EQ(tokens(each.html), each.tokens) << each.html;
}

TEST(Tokenizer, CutsTagsAndText) {
  expect({
      {"", ""},
      {"<LI class=x>a<b>b</b></li>", "<li class=\"x\">\ntext \"a\"\n<b>\ntext \"b\"\n</b>\n</li>\n"},
      {"1 < 2 <3 & <>", "text \"1 < 2 <3 & <>\"\n"},
      {"<", "text \"<\"\n"},
      {"a</", "text \"a</\"\n"},
      {"a</>b", "text \"ab\"\n"},
      {"<br/><br /><br / ><p/q>", "<br/>\n<br/>\n<br>\n<p q=\"\">\n"},
      {"</P class=x>", "</p>\n"},
      {"<政府>", "text \"<政府>\"\n"},
      {"<h1政>", "<h1政>\n"},
      {"<a<b>c", "<a<b>\ntext \"c\"\n"},
  });
}

TEST(Tokenizer, EndsATagWhereABrowserDoes) {
  expect({
      {R"(<p a="1>2" b='>' c=d"e>x)", "<p a=\"1>2\" b=\">\" c=\"d\"e\">\ntext \"x\"\n"},
      {R"(<p a"b>x)", "<p a\"b=\"\">\ntext \"x\"\n"},
      {R"(<p =">x)", "<p =\"=\"\">\ntext \"x\"\n"},
      {R"(<p a=>x)", "<p a=\"\">\ntext \"x\"\n"},
      {R"(<p a= "b>">x)", "<p a=\"b>\">\ntext \"x\"\n"},
      {R"(<p a="b"c=d/>x)", "<p a=\"b\" c=\"d/\">\ntext \"x\"\n"},
      {R"(<p a / = b>x)", "<p a=\"\" ==\"\" b=\"\">\ntext \"x\"\n"},
      {R"(<p a="b"/>)", "<p a=\"b\"/>\n"},
      {"<p\r\na\t=\fb>", "<p a=\"b\">\n"},
      {"a<p b=\"c", "text \"a\"\n"},
      {"a<p b='>", "text \"a\"\n"},
  });
}

TEST(Tokenizer, ReadsComments) {
  expect({
      {"<!--a-->b", "comment \"a\"\ntext \"b\"\n"},
      {"<!-->b", "comment \"\"\ntext \"b\"\n"},
      {"<!--->b", "comment \"\"\ntext \"b\"\n"},
      {"<!---->b", "comment \"\"\ntext \"b\"\n"},
      {"<!----->b", "comment \"-\"\ntext \"b\"\n"},
      {"<!--a--!>b", "comment \"a\"\ntext \"b\"\n"},
      {"<!--a-- >b-->", "comment \"a-- >b\"\n"},
      {"<!--<!--a-->b", "comment \"<!--a\"\ntext \"b\"\n"},
      {"<!--a", "comment \"a\"\n"},
      {"<!--a-", "comment \"a\"\n"},
      {"<!--a--", "comment \"a\"\n"},
      {"<!--a--!", "comment \"a\"\n"},
      {"<!--a---", "comment \"a-\"\n"},
      {"<!a>b<?c?>d</ e>f", "comment \"a\"\ntext \"b\"\ncomment \"?c?\"\ntext \"d\"\ncomment \" e\"\ntext \"f\"\n"},
      {"<![CDATA[<p>x", "comment \"[CDATA[<p\"\ntext \"x\"\n"},
      {"<!-", "comment \"-\"\n"},
      {"<!", "comment \"\"\n"},
  });
}

TEST(Tokenizer, ReadsDoctypes) {
  expect({
      {"<!DOCTYPE html>", "doctype html - -\n"},
      {"<!doctype\nHTML >", "doctype html - -\n"},
      {"<!doctypehtml>", "doctype html - -\n"},
      {"<!doctype>", "doctype - - - quirks\n"},
      {"<!doctype html", "doctype html - - quirks\n"},
      {"<!doctype html public \"-//a\" 'b'>", "doctype html \"-//a\" \"b\"\n"},
      {"<!doctype html public\"a\"\"b\">", "doctype html \"a\" \"b\"\n"},
      {"<!doctype html PUBLIC \"a\">", "doctype html \"a\" -\n"},
      {"<!doctype html PUBLIC>", "doctype html - - quirks\n"},
      {"<!doctype html PUBLIC \"a>b\">", "doctype html \"a\" - quirks\ntext \"b\">\"\n"},
      {"<!doctype html SYSTEM \"\" x>", "doctype html - \"\"\n"},
      {"<!doctype html SYSTEM ' x", "doctype html - \" x\" quirks\n"},
      {"<!doctype html x>", "doctype html - - quirks\n"},
  });
}

TEST(Tokenizer, TakesNoMarkupInsideWhatIsReadAsText) {
  expect({
      {"<script>a<li></scripty></SCRIPT >b", "<script>\ntext \"a<li></scripty>\"\n</script>\ntext \"b\"\n"},
      {"<script>&lt;</script>", "<script>\ntext \"&lt;\"\n</script>\n"},
      {"<title>&lt;<p></title>", "<title>\ntext \"<<p>\"\n</title>\n"},
      {"<title></title>", "<title>\n</title>\n"},
      {"<style></title></style/x>a", "<style>\ntext \"</title>\"\n</style>\ntext \"a\"\n"},
      {"<textarea></textarea", "<textarea>\ntext \"</textarea\"\n"},
      {"<textarea>a</textarea b", "<textarea>\ntext \"a\"\n"},
      {"<iframe><p></iframe><noframes><p></noframes>",
       "<iframe>\ntext \"<p>\"\n</iframe>\n<noframes>\ntext \"<p>\"\n</noframes>\n"},
      {"<plaintext></plaintext>", "<plaintext>\ntext \"</plaintext>\"\n"},
      {"<noscript><p></noscript>", "<noscript>\n<p>\n</noscript>\n"},
  });
}

TEST(Tokenizer, KnowsWhereAScriptHidesItsEnd) {
  expect({
      {"<script><!--<script></script>--></script>a",
       "<script>\ntext \"<!--<script></script>-->\"\n</script>\ntext \"a\"\n"},
      {"<script><!--<script></script></script>a", "<script>\ntext \"<!--<script></script>\"\n</script>\ntext \"a\"\n"},
      {"<script><!--</script>a", "<script>\ntext \"<!--\"\n</script>\ntext \"a\"\n"},
      {"<script><!--><script></script>a", "<script>\ntext \"<!--><script>\"\n</script>\ntext \"a\"\n"},
      {"<script><!--->b<script></script>a", "<script>\ntext \"<!--->b<script>\"\n</script>\ntext \"a\"\n"},
      {"<script><!--<scripts></script>a", "<script>\ntext \"<!--<scripts>\"\n</script>\ntext \"a\"\n"},
      {"<script><script></script>a", "<script>\ntext \"<script>\"\n</script>\ntext \"a\"\n"},
  });
}

TEST(Tokenizer, OpensNothingByATagThatClosesItselfInADrawing) {
  expect({
      {"<svg><title/><p>a", "<svg>\n<title/>\n<p>\ntext \"a\"\n"},
      {"<svg/><title/><p>a", "<svg/>\n<title/>\ntext \"<p>a\"\n"},
      {"<svg></svg><script/><p>a", "<svg>\n</svg>\n<script/>\ntext \"<p>a\"\n"},
      {"<svg><title><p></title>", "<svg>\n<title>\ntext \"<p>\"\n</title>\n"},
  });
}

TEST(Tokenizer, BeginsWhereItIsTold) {
  EXPECT_EQ(tokens("a&lt;<b></xmp></XMP>c", Content::rcdata, "xmp"), "text \"a<<b>\"\n</xmp>\n</xmp>\ntext \"c\"\n");
  EXPECT_EQ(tokens("a&lt;</b></p>c", Content::rawtext, "p"), "text \"a&lt;</b>\"\n</p>\ntext \"c\"\n");
  EXPECT_EQ(tokens("a</p>", Content::rawtext), "text \"a</p>\"\n");
  EXPECT_EQ(tokens("<!--<script></p></script></p>", Content::script, "p"),
            "text \"<!--<script></p></script>\"\n</p>\n");
  EXPECT_EQ(tokens("a&lt;<p>]]]>b<p>", Content::cdata), "text \"a&lt;<p>]b\"\n<p>\n");
  EXPECT_EQ(tokens("<p>&lt;", Content::plaintext), "text \"<p>&lt;\"\n");
}

TEST(Tokenizer, MakesLineEndsOneAndReplacesNulBytesWhereTheStandardDoes) {
  const std::string nul(1, '\0');
  const std::string mark = "\xef\xbf\xbd";
  EXPECT_EQ(tokens("a\r\nb\rc\n\r"), "text \"a\nb\nc\n\n\"\n");
  EXPECT_EQ(tokens("<!--\r\n--><p a=\"\r\">"), "comment \"\n\"\n<p a=\"\n\">\n");
  EXPECT_EQ(tokens("a" + nul), "text \"a" + nul + "\"\n");
  EXPECT_EQ(tokens("<p" + nul + " b" + nul + "=" + nul + ">"), "<p" + mark + " b" + mark + "=\"" + mark + "\">\n");
  EXPECT_EQ(tokens("<!--" + nul + "-->"), "comment \"" + mark + "\"\n");
  EXPECT_EQ(tokens("<title>" + nul + "</title>"), "<title>\ntext \"" + mark + "\"\n</title>\n");
  EXPECT_EQ(tokens("&#13;\r\n"), "text \"\r\n\"\n");
}

TEST(Tokenizer, SaysInWhichElementATextLies) {
  Tokenizer tokenizer{"a<SCRIPT>b</script><title>c</title>d"};
  std::vector<std::pair<Element, std::string>> texts;
  for (Token token = tokenizer.next(); token.kind != TokenKind::end; token = tokenizer.next())
    if (token.kind == TokenKind::text) texts.emplace_back(token.element, token.raw);
  EXPECT_THAT(texts, testing::ElementsAre(testing::Pair(Element::other, "a"), testing::Pair(Element::script, "b"),
                                          testing::Pair(Element::title, "c"), testing::Pair(Element::other, "d")));
}

TEST(Tokenizer, SaysWhenThePageEndsInTheMiddle) {
  for (const char* html : {"a<!-- b", "a<script>b", "a<p b", "a<p b=\"c", "a<style>", "a<!doc", "a</p", "a<", "a</",
                           "<title>b</title", "<iframe>", "<?x", "<script><!--</script", "<!doctype html"})
    EXPECT_TRUE(cut_short(html)) << html;
  for (const char* html : {"", "<p>a</p>", "a &am", "<plaintext>a<!--", "<script></script>", "a <1", "<a></>"})
    EXPECT_FALSE(cut_short(html)) << html;
}

TEST(ElementNamed, KnowsNamesInAnyCase) {
  EXPECT_EQ(element_named("a"), Element::a);
  EXPECT_EQ(element_named("BlockQuote"), Element::blockquote);
  EXPECT_EQ(element_named("plaintext"), Element::plaintext);
  EXPECT_EQ(element_named("TEMPLATE"), Element::template_);
  EXPECT_EQ(element_named("iframe"), Element::iframe);
  EXPECT_EQ(element_named("xmp"), Element::xmp) << "the last";
  for (const char* name : {"", "aa", "blockquot", "blockquotes", "plaintexT1", "h7", "h\x11", "\xe1", "xxxxxxxxxxxxx"})
    EXPECT_EQ(element_named(name), Element::other) << name;
}

}  // namespace
}  // namespace sitewatch::page
