#include "text/host_name.h"

#include <gtest/gtest.h>

namespace sitewatch {
namespace {

TEST(HostName, OfChineseLettersBecomesItsALabel) {
  EXPECT_EQ(*ascii_host("政府.政务"), "xn--mxtq1m.xn--zfr164b");
  EXPECT_EQ(*ascii_host("www.district.example"), "www.district.example");
  EXPECT_EQ(*ascii_host("区政府。example"), *ascii_host("区政府.example")) << "the ideographic full stop is a dot";
  EXPECT_EQ(*ascii_host("straße.example"), "xn--strae-oqa.example") << "nontransitional";
  EXPECT_FALSE(ascii_host("a\xff.example"));
  EXPECT_FALSE(ascii_host(std::string(100'000, '\xe6')));
}

TEST(ParseUrl, TakesTheHostsThatPeopleType) {
  EXPECT_EQ(parse_url("http://政府.政务/首页")->text(), "http://xn--mxtq1m.xn--zfr164b/%E9%A6%96%E9%A1%B5");
  EXPECT_EQ(parse_url("https://政府.政务:8443?q")->text(), "https://xn--mxtq1m.xn--zfr164b:8443/?q");
  EXPECT_EQ(parse_url("http://a.example/?u=http://政府.政务/")->host, "a.example");
}

TEST(ParseUrl, SeesThroughFullWidthDigits) {
  const auto url = parse_url("http://１２７.0.0.1/");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->numeric_host()->text(), "127.0.0.1");
  EXPECT_EQ(parse_url("http://⑫7.0.0.1/")->host, "127.0.0.1");
}

TEST(ParseUrl, RefusesWhatUrlRefuses) {
  EXPECT_FALSE(parse_url("http://政府@127.0.0.1/"));
  EXPECT_FALSE(parse_url("http://good.example\\@政府.政务/"));
  EXPECT_FALSE(parse_url("政府.政务"));
  for (const char* text :
       {"http://a／b.example/", "http://a＠b.example/", "http://a：80.example/", "http://a＃b/", "http://a％00b/"})
    EXPECT_FALSE(parse_url(text)) << text << ": a full-width sign would cut the address elsewhere";
}

TEST(ResolveUrl, TakesChineseHostsInLocationHeaders) {
  const Url base = *Url::parse("http://a.example/x");
  EXPECT_EQ(resolve_url(base, "//政府.政务/y")->text(), "http://xn--mxtq1m.xn--zfr164b/y");
  EXPECT_EQ(resolve_url(base, "/栏目//政府")->host, "a.example");
  EXPECT_EQ(resolve_url(base, "y")->text(), "http://a.example/y");
}

}  // namespace
}  // namespace sitewatch
