#include "text/table.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sitewatch {
namespace {

TEST(Table, CountsTheColumnsATerminalGives) {
  EXPECT_EQ(display_width("edu"), 3u);
  EXPECT_EQ(display_width("区教育局"), 8u);
  EXPECT_EQ(display_width("e\xcc\x81"), 1u);
  EXPECT_EQ(display_width("ＡＢ"), 4u);
  EXPECT_EQ(display_width("\xff"), 1u);
  EXPECT_EQ(display_width(""), 0u);
}

TEST(Table, AlignsChineseAndLatinText) {
  EXPECT_EQ(
      table({"编号", "网站", "状态"}, {{"edu", "区教育局网站", "正常"}, {"health.example", "health", "无法访问"}}),
      "编号            网站          状态\n"
      "edu             区教育局网站  正常\n"
      "health.example  health        无法访问\n");
}

TEST(Table, KeepsHostileTextOnItsLine) {
  const std::string shown = table({"A", "B"}, {{"x\n\x1b[2Jy", "z", "more"}});
  EXPECT_EQ(shown.find('\x1b'), std::string::npos);
  EXPECT_EQ(std::count(shown.begin(), shown.end(), '\n'), 2);
  EXPECT_EQ(shown.find("more"), std::string::npos);
}

TEST(Table, TakesShorterRows) {
  EXPECT_EQ(table({"A", "B"}, {{"1"}, {}}), "A  B\n1\n\n");
}

}  // namespace
}  // namespace sitewatch
