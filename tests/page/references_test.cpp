#include "page/references.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "page/named_references.h"

namespace sitewatch::page {
namespace {

/// A text that begins with a reference; what it stands for, "|" and the rest.
struct Reading {
  const char* text;
  const char* read;
};

std::string read(std::string_view text, ReferencePlace place) {
  std::string out;
  const std::size_t length = append_reference(text, place, out);
  return out + '|' + std::string{text.substr(length)};
}

void expect(std::initializer_list<Reading> readings, ReferencePlace place = ReferencePlace::text) {
  for (const Reading& each : readings) EXPECT_EQ(read(each.text, place), each.read) << each.text;
}

void expect_none(std::initializer_list<const char*> texts) {
  for (const char* text : texts) EXPECT_EQ(read(text, ReferencePlace::text), std::string{'|'} + text);
}

TEST(References, AreNamed) {
  expect({{"&amp;b", "&|b"},
          {"&nbsp;b", "\xc2\xa0|b"},
          {"&Aacute;", "Á|"},
          {"&zwnj;", "\xe2\x80\x8c|"},
          {"&zopf;", "𝕫|"},
          {"&NotEqualTilde;", "≂̸|"},
          {"&fjlig;", "fj|"},
          {"&CounterClockwiseContourIntegral;", "∳|"}});
  expect_none({"&", "& ", "&;", "&x;", "&AMp;", "&zopf ", "&nonsense;", "&CounterClockwiseContourIntegrals;"});
}

TEST(References, MayLackTheirSemicolonWhereTheyAreOld) {
  expect({{"&copy 2026", "©| 2026"},
          {"&copy2026", "©|2026"},
          {"&notit;", "¬|it;"},
          {"&notin;", "∉|"},
          {"&frac34x", "¾|x"},
          {"&LT", "<|"}});
}

TEST(References, AreNoneInAnAddressThatOnlyLooksLikeThem) {
  expect({{"&copy=1", "|&copy=1"},
          {"&copy2", "|&copy2"},
          {"&notit;", "|&notit;"},
          {"&copy", "©|"},
          {"&copy;=1", "©|=1"},
          {"&copy&", "©|&"},
          {"&#65x", "A|x"}},
         ReferencePlace::attribute);
}

TEST(References, AreNumbers) {
  expect({{"&#24220;", "府|"},
          {"&#x5E9c;", "府|"},
          {"&#X5e9c ", "府| "},
          {"&#65;", "A|"},
          {"&#x1F4DD;", "📝|"},
          {"&#128;", "€|"},
          {"&#x9f;", "Ÿ|"}});
  for (const char* text : {"&#0;", "&#xD800;", "&#x110000;", "&#99999999999999999999;", "&#xFFFFFFFFFFFFFFFFF;"})
    expect({{text, "\xef\xbf\xbd|"}});
  expect_none({"&#", "&#;", "&#x;", "&#xg;", "&#a"});
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
