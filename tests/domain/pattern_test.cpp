#include "domain/pattern.h"

#include <gtest/gtest.h>

namespace sitewatch {
namespace {

TEST(Pattern, FindsChineseTextAnywhere) {
  const Pattern pattern = *Pattern::compile("区(政府|教育局)");
  EXPECT_TRUE(pattern.found_in("欢迎访问某区教育局网站"));
  EXPECT_FALSE(pattern.found_in("欢迎访问某市教育局网站"));
  EXPECT_EQ(pattern.text(), "区(政府|教育局)");
}

TEST(Pattern, SurvivesBytesThatAreNoUtf8) {
  EXPECT_TRUE(Pattern::compile("ok")->found_in("\xff\xfe ok"));
  EXPECT_FALSE(Pattern::compile("政府")->found_in("\xd5\xfe\xb8\xae"));
}

TEST(Pattern, IsLinearOnInputThatRuinsBacktracking) {
  const Pattern pattern = *Pattern::compile("(a|b)*c|(x+x+)+y");
  EXPECT_FALSE(pattern.found_in(std::string(1 << 20, 'x')));
  EXPECT_TRUE(pattern.found_in(std::string(1 << 20, 'a') + 'c'));
}

TEST(Pattern, IsRefusedWhenWrongOrTooLarge) {
  EXPECT_FALSE(Pattern::compile("("));
  EXPECT_FALSE(Pattern::compile("(?=look)ahead"));
  EXPECT_FALSE(Pattern::compile("(a)\\1"));
  EXPECT_FALSE(Pattern::compile("(((a{100}){100}){100})"));
  EXPECT_FALSE(Pattern::compile("(\\pL{500}){2}"));
  EXPECT_FALSE(Pattern::compile(std::string(5000, 'a')));
  EXPECT_EQ(Pattern::compile("(").error().message, "pattern with a fault: missing ): (");
}

TEST(Pattern, CopiesStandForTheSamePattern) {
  const Pattern pattern = *Pattern::compile("a+");
  Pattern copy = *Pattern::compile("b");
  copy = pattern;
  EXPECT_EQ(&copy.text(), &pattern.text());
}

}  // namespace
}  // namespace sitewatch
