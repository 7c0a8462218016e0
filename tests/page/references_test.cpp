#include "page/references.h"

#include <gtest/gtest.h>

#include "page/named_references.h"

namespace sitewatch::page {
namespace {

std::string in_text(std::string_view text) {
  std::string out;
  const std::size_t length = append_reference(text, ReferencePlace::text, out);
  return out + '|' + std::string{text.substr(length)};
}

std::string in_attribute(std::string_view text) {
  std::string out;
  const std::size_t length = append_reference(text, ReferencePlace::attribute, out);
  return out + '|' + std::string{text.substr(length)};
}

TEST(References, AreNamed) {
  EXPECT_EQ(in_text("&amp;b"), "&|b");
  EXPECT_EQ(in_text("&nbsp;b"), "\xc2\xa0|b");
  EXPECT_EQ(in_text("&Aacute;"), "Á|");
  EXPECT_EQ(in_text("&zwnj;"), "\xe2\x80\x8c|");
  EXPECT_EQ(in_text("&zopf;"), "𝕫|");
  EXPECT_EQ(in_text("&NotEqualTilde;"), "≂̸|");
  EXPECT_EQ(in_text("&fjlig;"), "fj|");
  EXPECT_EQ(in_text("&CounterClockwiseContourIntegral;"), "∳|");
  for (const char* text :
       {"&", "& ", "&;", "&x;", "&AMp;", "&zopf ", "&nonsense;", "&CounterClockwiseContourIntegrals;"})
    EXPECT_EQ(in_text(text), std::string{'|'} + text);
}

TEST(References, MayLackTheirSemicolonWhereTheyAreOld) {
  EXPECT_EQ(in_text("&copy 2026"), "©| 2026");
  EXPECT_EQ(in_text("&copy2026"), "©|2026");
  EXPECT_EQ(in_text("&notit;"), "¬|it;");
  EXPECT_EQ(in_text("&notin;"), "∉|");
  EXPECT_EQ(in_text("&frac34x"), "¾|x");
  EXPECT_EQ(in_text("&LT"), "<|");
}

TEST(References, AreNoneInAnAddressThatOnlyLooksLikeThem) {
  EXPECT_EQ(in_attribute("&copy=1"), "|&copy=1");
  EXPECT_EQ(in_attribute("&copy2"), "|&copy2");
  EXPECT_EQ(in_attribute("&notit;"), "|&notit;");
  EXPECT_EQ(in_attribute("&copy"), "©|");
  EXPECT_EQ(in_attribute("&copy;=1"), "©|=1");
  EXPECT_EQ(in_attribute("&copy&"), "©|&");
  EXPECT_EQ(in_attribute("&#65x"), "A|x");
}

TEST(References, AreNumbers) {
  EXPECT_EQ(in_text("&#24220;"), "府|");
  EXPECT_EQ(in_text("&#x5E9c;"), "府|");
  EXPECT_EQ(in_text("&#X5e9c "), "府| ");
  EXPECT_EQ(in_text("&#65;"), "A|");
  EXPECT_EQ(in_text("&#x1F4DD;"), "📝|");
  EXPECT_EQ(in_text("&#128;"), "€|") << "what windows-1252 has there";
  EXPECT_EQ(in_text("&#x9f;"), "Ÿ|");
  for (const char* text : {"&#0;", "&#xD800;", "&#x110000;", "&#99999999999999999999;", "&#xFFFFFFFFFFFFFFFFF;"})
    EXPECT_EQ(in_text(text), "\xef\xbf\xbd|") << text;
  for (const char* text : {"&#", "&#;", "&#x;", "&#xg;", "&#a"}) EXPECT_EQ(in_text(text), std::string{'|'} + text);
}

TEST(References, AreFoundOneByOne) {
  EXPECT_EQ(named_reference("AElig")->first, U'Æ') << "the first of the table";
  EXPECT_EQ(named_reference("zwnj")->first, U'\u200c') << "the last";
  EXPECT_TRUE(named_reference("yuml")->stands_without_semicolon);
  EXPECT_FALSE(named_reference("zwj")->stands_without_semicolon);
  EXPECT_EQ(named_reference("bne")->second, U'\u20e5');
  EXPECT_FALSE(named_reference(""));
  EXPECT_FALSE(named_reference("aElig"));
}

}  // namespace
}  // namespace sitewatch::page
