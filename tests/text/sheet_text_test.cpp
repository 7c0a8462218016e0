#include "text/sheet_text.h"

#include <gmock/gmock.h>

#include "support/sample_sheet.h"

namespace sitewatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(SheetFormat, IsFoundByItsName) {
  for (const SheetFormat each : {SheetFormat::text, SheetFormat::html, SheetFormat::csv, SheetFormat::xlsx})
    EXPECT_EQ(sheet_format_named(name(each)), each);
  EXPECT_FALSE(sheet_format_named("doc"));
}

TEST(SheetText, LimitsAreNotReachedByRounding) {
  EXPECT_EQ(shown(Share{0.04999}), "4.9%");
  EXPECT_EQ(shown(Share{0.05}), "5.0%");
  EXPECT_EQ(shown(Share{0.029}), "2.9%");
}

TEST(SheetText, CsvHasABomAndNothingButTheTable) {
  EXPECT_EQ(write_csv(sample_sheet()),
            "\xef\xbb\xbf主办单位,网站数,均值,失败率,更新,时间,备注\r\n"
            "区教育局,-2,3.5,4.9%,2026-03-05,2026-03-05 02:13,\"'=HYPERLINK(\"\"http://evil.example\"\")\"\r\n"
            "\"a,\"\"b\"\" <i>c\",,,,,,'＠sum\r\n"
            "'=cmd,,,,,,\r\n");
}

TEST(SheetText, HtmlRunsNothingOfTheCells) {
  const std::string page = write_html(sample_sheet());
  EXPECT_THAT(page, HasSubstr("<h1>网站监测情况汇总（核对稿）</h1>"));
  EXPECT_THAT(page, HasSubstr("<p class=\"above\">监测点：本区</p>"));
  EXPECT_THAT(page, HasSubstr("<td>a,&quot;b&quot; &lt;i&gt;c</td>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"number\">4.9%</td>"));
  EXPECT_THAT(page, HasSubstr("size:A4 landscape"));
  EXPECT_THAT(page, Not(HasSubstr("<i>")));
}

TEST(SheetText, TextIsAligned) {
  Sheet sheet = sample_sheet();
  sheet.columns.resize(2);
  for (auto& row : sheet.rows) row.resize(std::min<std::size_t>(row.size(), 2));
  EXPECT_EQ(write_text(sheet),
            "网站监测情况汇总（核对稿）\n监测时段：3月1日至3月20日\n监测点：本区\n\n"
            "主办单位    网站数\n"
            "区教育局    -2\n"
            "a,\"b\" <i>c  \n"
            "=cmd\n"
            "\n填表说明：机器监测结果，未经核实\n核对人：　　　日期：\n");
}

TEST(SheetText, ColumnsAreAsWideAsTheyNeed) {
  EXPECT_THAT(column_widths(sample_sheet()), ElementsAre(12, 8, 6, 8, 12, 18, 50));
  Sheet long_words{.columns = {{"a"}}, .rows = {{std::string(200, 'x')}}};
  EXPECT_THAT(column_widths(long_words), ElementsAre(40));
}

}  // namespace
}  // namespace sitewatch
