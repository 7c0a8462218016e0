#include "text/escape.h"

#include <gtest/gtest.h>

namespace sitewatch {
namespace {

TEST(HtmlEscaped, LeavesNothingThatMarksUp) {
  EXPECT_EQ(html_escaped("</td><script>alert('1')</script>&\""),
            "&lt;/td&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;");
  EXPECT_EQ(html_escaped("区教育局"), "区教育局");
}

TEST(CsvField, QuotesWhereNeeded) {
  EXPECT_EQ(csv_field("区教育局"), "区教育局");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"x\"\n"), "\"say \"\"x\"\"\n\"");
  EXPECT_EQ(csv_field(""), "");
}

TEST(CsvField, IsNoFormula) {
  for (const char* text : {"=cmd()", "+1", "-1", "@sum", "\tx", "＝1", "＋1", "－1", "＠x"})
    EXPECT_EQ(csv_field(text), '\'' + std::string{text});
  EXPECT_EQ(csv_field("=a,b"), "\"'=a,b\"");
  EXPECT_EQ(csv_field("\r=x"), "\"'\r=x\"");
  EXPECT_EQ(csv_field("\n=x"), "\"'\n=x\"");
}

TEST(LogEscaped, IsOneLineThatATerminalCannotRun) {
  EXPECT_EQ(log_escaped("a\nb\r\n\tc"), "a\\nb\\r\\n\\tc");
  EXPECT_EQ(log_escaped("\x1b[31mred"), "\\x1b[31mred");
  EXPECT_EQ(log_escaped("a\\nb"), "a\\\\nb");
  EXPECT_EQ(log_escaped("a\xff"), "a\\xff");
  EXPECT_EQ(log_escaped("a\u0085b\u2028c\u202e"), "a\\u0085b\\u2028c\\u202e");
  EXPECT_EQ(log_escaped(std::string_view{"a\0b", 3}), "a\\x00b");
  EXPECT_EQ(log_escaped("区教育局"), "区教育局");
}

TEST(OneLine, IsFitForASubject) {
  EXPECT_EQ(one_line("  区教育局\r\nBcc: x@evil.example\n"), "区教育局 Bcc: x@evil.example");
  EXPECT_EQ(one_line("a\u202ebc\u2066"), "abc");
  EXPECT_EQ(one_line("a\xff"), "a\xef\xbf\xbd");
  EXPECT_EQ(one_line(" \t\n"), "");
  EXPECT_EQ(one_line("《通知》\n（一） \u2028é\u200f\x7f x\u0085y"), "《通知》 （一） é x y");
}

}  // namespace
}  // namespace sitewatch
