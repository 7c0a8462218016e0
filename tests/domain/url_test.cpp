#include "domain/url.h"

#include <gtest/gtest.h>

namespace sitewatch {
namespace {

struct Case {
  const char* text;
  const char* expected;
};

TEST(Url, IsWrittenInOneFormWhateverItsSpelling) {
  const Case cases[] = {
      {"http://www.district.example", "http://www.district.example/"},
      {"HTTP://WWW.District.Example/", "http://www.district.example/"},
      {"http://www.district.example./", "http://www.district.example/"},
      {"https://www.district.example:443/a?b#c", "https://www.district.example/a?b"},
      {"http://www.district.example:80", "http://www.district.example/"},
      {"http://www.district.example:/", "http://www.district.example/"},
      {"https://www.district.example:8443/x", "https://www.district.example:8443/x"},
      {"http://www.district.example?q=1", "http://www.district.example/?q=1"},
      {"http://www.district.example#top", "http://www.district.example/"},
      {"http://www.district.example/a/./b/../c/", "http://www.district.example/a/c/"},
      {"http://www.district.example/../..", "http://www.district.example/"},
      {"http://www.district.example/a//b", "http://www.district.example/a//b"},
      {"http://www.district.example/栏目/1.html", "http://www.district.example/%E6%A0%8F%E7%9B%AE/1.html"},
      {"http://www.district.example/a b?c d", "http://www.district.example/a%20b?c%20d"},
      {"http://www.district.example/\xff", "http://www.district.example/%FF"},
      {"http://www.district.example/%e6%zz", "http://www.district.example/%e6%zz"},
      {"http://site_1.district.example/", "http://site_1.district.example/"},
      {"http://localhost./", "http://localhost/"},
      {"http://xn--55qx5d.example/", "http://xn--55qx5d.example/"},
      {"http://[2001:DB8:0:0::1]:8080/", "http://[2001:db8::1]:8080/"},
      {"http://[::ffff:127.0.0.1]/", "http://[::ffff:127.0.0.1]/"},
  };
  for (const Case& each : cases) {
    const auto url = Url::parse(each.text);
    ASSERT_TRUE(url) << each.text << ": " << url.error().message;
    EXPECT_EQ(url->text(), each.expected) << each.text;
    EXPECT_EQ(Url::parse(url->text()).value(), *url) << "reading its own text changes nothing";
  }
}

TEST(Url, TurnsEveryNumericFormIntoTheAddressItMeans) {
  const Case cases[] = {
      {"http://2130706433/", "127.0.0.1"},
      {"http://0x7f000001/", "127.0.0.1"},
      {"http://0x7f.1/", "127.0.0.1"},
      {"http://127.1/", "127.0.0.1"},
      {"http://017700000001/", "127.0.0.1"},
      {"http://0/", "0.0.0.0"},
      {"http://0x/", "0.0.0.0"},
      {"http://127.0.0.1./", "127.0.0.1"},
      {"http://0X7F.0.0.0x1/", "127.0.0.1"},
      {"http://192.0.2.010/", "192.0.2.8"},
      {"http://4294967295/", "255.255.255.255"},
      {"http://[::1]/", "::1"},
      {"http://10.1.65535/", "10.1.255.255"},
  };
  for (const Case& each : cases) {
    const auto url = Url::parse(each.text);
    ASSERT_TRUE(url) << each.text << ": " << url.error().message;
    ASSERT_TRUE(url->numeric_host()) << each.text;
    EXPECT_EQ(url->numeric_host()->text(), each.expected) << each.text;
    EXPECT_EQ(url->host, each.expected) << each.text;
  }
  EXPECT_FALSE(Url::parse("http://localhost/")->numeric_host());
  EXPECT_FALSE(Url::parse("http://0x7f.district.example/")->numeric_host());
}

TEST(Url, IsRefusedWithAReason) {
  using namespace std::string_literals;
  const std::pair<std::string, std::string> cases[] = {
      {"", "without http://"},
      {"www.district.example", "without http://"},
      {"//www.district.example/", "without http://"},
      {"/index.html", "without http://"},
      {"http:", "without //"},
      {"http:/www.district.example", "without //"},
      {"http:www.district.example", "without //"},
      {"ftp://www.district.example/", "neither http nor https"},
      {"file:///etc/passwd", "neither http nor https"},
      {"gopher://www.district.example/", "neither http nor https"},
      {"javascript:alert(1)", "neither http nor https"},
      {"http://", "without a host"},
      {"http:///path", "without a host"},
      {"http://:80/", "without a host"},
      {"http://www.district.example@127.0.0.1/", "user name"},
      {"http://user:secret@www.district.example/", "user name"},
      {"http://www.district.example\\@127.0.0.1/", "backslash"},
      {"http:\\\\127.0.0.1/", "backslash"},
      {"http://www.district.example/a\\b", "backslash"},
      {"http://www.district.example/\r\nX: y", "control character"},
      {"http://www.dis\ttrict.example/", "control character"},
      {"http://www.district.example/\0"s, "control character"},
      {"http://www.district.example/\x7f", "control character"},
      {"http://区政府.example/", "not ASCII"},
      {"http://１２７.0.0.1/", "not ASCII"},
      {"http://www.district .example/", "does not belong"},
      {"http://127.0.0.1%2e/", "does not belong"},
      {"http://%6cocalhost/", "does not belong"},
      {"http://a..b/", "empty or too long part"},
      {"http://./", "empty or too long part"},
      {"http://www.district.example../", "empty or too long part"},
      {"http://256.0.0.1/", "no IPv4 address"},
      {"http://1.2.3.4.5/", "no IPv4 address"},
      {"http://4294967296/", "no IPv4 address"},
      {"http://99999999999999999999999/", "no IPv4 address"},
      {"http://192.0.2.08/", "no IPv4 address"},
      {"http://www.district.0x4/", "no IPv4 address"},
      {"http://[::1/", "closing bracket"},
      {"http://[127.0.0.1]/", "without an IPv6 address"},
      {"http://[fe80::1%25eth0]/", "without an IPv6 address"},
      {"http://[::1]x/", "closing bracket"},
      {"http://www.district.example:0/", "1 to 65535"},
      {"http://www.district.example:65536/", "1 to 65535"},
      {"http://www.district.example:80x/", "1 to 65535"},
      {"http://www.district.example:-1/", "1 to 65535"},
      {"http://" + std::string(64, 'a') + ".example/", "too long part"},
      {"http://www.district.example/" + std::string(100'000, 'a'), "longer than 8 KiB"},
      {"http://www.district.example/" + std::string(3000, '\xe6'), "once encoded"},
  };
  for (const auto& [text, why] : cases) {
    const auto url = Url::parse(text);
    ASSERT_FALSE(url) << text.substr(0, 80);
    EXPECT_NE(url.error().message.find(why), std::string::npos) << text.substr(0, 80) << ": " << url.error().message;
  }
}

TEST(Url, ResolvesALocationHeaderAsRfc3986Says) {
  const Url base = *Url::parse("http://a.example:8080/b/c/d;p?q");
  const Case cases[] = {
      {"", "http://a.example:8080/b/c/d;p?q"},
      {"#s", "http://a.example:8080/b/c/d;p?q"},
      {"g", "http://a.example:8080/b/c/g"},
      {"./g/", "http://a.example:8080/b/c/g/"},
      {"/g", "http://a.example:8080/g"},
      {"//g.example", "http://g.example/"},
      {"?y", "http://a.example:8080/b/c/d;p?y"},
      {"g?y/./x", "http://a.example:8080/b/c/g?y/./x"},
      {"g#s/../x", "http://a.example:8080/b/c/g"},
      {"../g", "http://a.example:8080/b/g"},
      {"../../../g", "http://a.example:8080/g"},
      {"..", "http://a.example:8080/b/"},
      {"/./g", "http://a.example:8080/g"},
      {"g;x=1/../y", "http://a.example:8080/b/c/y"},
      {" https://G.example/x ", "https://g.example/x"},
      {"/路?网", "http://a.example:8080/%E8%B7%AF?%E7%BD%91"},
      {"/a:b", "http://a.example:8080/a:b"},
  };
  for (const Case& each : cases) {
    const auto url = base.resolve(each.text);
    ASSERT_TRUE(url) << each.text << ": " << url.error().message;
    EXPECT_EQ(url->text(), each.expected) << each.text;
  }
}

TEST(Url, RefusesARedirectThatIsNoWebAddress) {
  const Url base = *Url::parse("https://a.example/b");
  for (const char* text : {"file:///etc/passwd", "ftp://a.example/", "dict://127.0.0.1:11211/", "javascript:alert(1)",
                           "//good.example@127.0.0.1/", "\\\\127.0.0.1\\", "/a\r\nSet-Cookie: x", "http:127.0.0.1"})
    EXPECT_FALSE(base.resolve(text)) << text;
  EXPECT_EQ(base.resolve("//0x7f.1/")->host, "127.0.0.1");
  EXPECT_EQ(base.resolve("//other.example/")->tls, true) << "the scheme is kept";
}

TEST(Url, NamesThePortOnlyWhereItIsNotTheSchemesOwn) {
  EXPECT_EQ(Url::parse("http://a.example/")->authority(), "a.example");
  EXPECT_EQ(Url::parse("http://a.example:443/")->authority(), "a.example:443");
  EXPECT_EQ(Url::parse("https://a.example:443/")->authority(), "a.example");
  EXPECT_EQ(Url::parse("https://[2001:db8::1]:80/")->authority(), "[2001:db8::1]:80");
}

}  // namespace
}  // namespace sitewatch
