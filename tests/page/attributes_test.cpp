#include "page/attributes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sitewatch::page {
namespace {

using testing::ElementsAre;

std::vector<std::string> all(std::string_view raw) {
  std::vector<std::string> shown;
  Attributes attributes{raw};
  while (const auto each = attributes.next()) shown.push_back(std::string{each->name} + '=' + std::string{each->value});
  return shown;
}

TEST(Attributes, AreReadAsWritten) {
  EXPECT_THAT(all(R"( HREF = "/a?b=1&amp;c" title='x y' class=z / checked)"),
              ElementsAre("HREF=/a?b=1&amp;c", "title=x y", "class=z", "checked="));
  EXPECT_THAT(all(R"( a"b c='d"e' =f g=h"i/j k="l"m)"), ElementsAre("a\"b=", "c=d\"e", "=f=", "g=h\"i/j", "k=l", "m="));
  EXPECT_THAT(all(""), ElementsAre());
  EXPECT_THAT(all(" / "), ElementsAre());
}

TEST(Attributes, CountOnceEach) {
  EXPECT_THAT(all(" a=1 b=2 A=3 c a"), ElementsAre("a=1", "b=2", "c="));
  std::string many;
  for (int round = 0; round < 3; ++round)
    for (int i = 0; i < 100; ++i) many += (round == 1 ? " N" : " n") + std::to_string(i) + '=' + std::to_string(round);
  const std::vector<std::string> kept = all(many);
  ASSERT_EQ(kept.size(), 100u);
  EXPECT_EQ(kept[0], "n0=0");
  EXPECT_EQ(kept[15], "n15=0");
  EXPECT_EQ(kept[16], "n16=0");
  EXPECT_EQ(kept[99], "n99=0");
}

TEST(Attributes, AreFoundByName) {
  const std::string_view raw = R"( HREF = "/a?b=1&amp;c" title='x y' class=z / checked href="second")";
  EXPECT_EQ(attribute(raw, "href"), "/a?b=1&amp;c");
  EXPECT_EQ(attribute(raw, "title"), "x y");
  EXPECT_EQ(attribute(raw, "class"), "z");
  EXPECT_EQ(attribute(raw, "checked"), "");
  EXPECT_FALSE(attribute(raw, "id"));
  EXPECT_FALSE(attribute("", "id"));
  EXPECT_EQ(attribute(" id=", "id"), "");
}

TEST(AttributeValue, IsCopiedOnlyWhereItMustBeChanged) {
  std::string buffer;
  const std::string_view plain = "/zwgk/index.html?a=1";
  EXPECT_EQ(attribute_value(plain, buffer).data(), plain.data());
  EXPECT_EQ(attribute_value("/a?b&amp;c&copy=d\r\n&#x5e9c;", buffer), "/a?b&c&copy=d\n府");
}

}  // namespace
}  // namespace sitewatch::page
