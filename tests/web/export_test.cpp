#include <gmock/gmock.h>

#include "web/web_world.h"

namespace sitewatch::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Export : public ::testing::Test {
 protected:
  static Settings chinese() {
    Settings settings = WebWorld::usual();
    settings.language = Language::zh_cn;
    if (const auto zone = Zone::named("Asia/Shanghai")) settings.zone = *zone;
    settings.office = "清河区人民政府办公室";
    settings.vantage = "区政务云";
    return settings;
  }
  Answer get(std::string_view path) { return world.ask(WebWorld::get(path)); }
  WebWorld world{chinese()};
};

TEST_F(Export, IsTheListOfSitesWithTheirStates) {
  world.status.add("edu", "区教育局网站").reading.newest = date::year{2026} / 3 / 1;
  world.status.add("health", "区卫生健康局网站", HealthState::down);
  ReportRow report;
  report.sponsor = "unit-edu";
  report.period = {2026, 3};
  report.state = ReportState::in_grace;
  world.reports.rows.push_back(report);
  const Answer answer = get("/export/sites.csv");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.header("Content-Type"), StartsWith("text/csv"));
  EXPECT_THAT(answer.header("Content-Disposition"), HasSubstr("filename*=UTF-8''%E7%BD%91"));
  EXPECT_THAT(answer.body, StartsWith("\xef\xbb\xbf序号,主办单位,网站名称,首页网址,网站标识码,"));
  EXPECT_THAT(answer.body, HasSubstr("1,区教育局,区教育局网站,http://edu.example/,,待定,正常,"));
  EXPECT_THAT(answer.body, HasSubstr(",1915,0,0.0%,2026-03-01,更新及时,已过截止、暂不列入名单,\r\n"));
  EXPECT_THAT(answer.body,
              HasSubstr("2,区卫生健康局,区卫生健康局网站,http://health.example/,,待定,无法访问,2026-03-02 "));
  EXPECT_THAT(answer.body, HasSubstr("服务器返回错误（503）,2016,101,5.0%,"));
}

TEST_F(Export, IsNoFormulaAndNoMarkup) {
  world.status.add("x", "=cmd|' /C calc'!A0").sponsor.name = "<img src=x>";
  EXPECT_THAT(get("/export/sites.csv").body, HasSubstr(",'=cmd|' /C calc'!A0,"));
  const Answer page = get("/export/sites.html");
  EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.body, HasSubstr("&lt;img src=x&gt;"));
  EXPECT_THAT(page.body, Not(HasSubstr("<img")));
  EXPECT_THAT(page.body, HasSubstr("清河区人民政府办公室网站监测情况表（核对稿）"));
  EXPECT_TRUE(page.body.ends_with("</html>\n"));
}

TEST_F(Export, IsAlsoAWorkbook) {
  for (int index = 0; index < 500; ++index) world.status.add("s" + std::to_string(index), "网站");
  const Answer answer = get("/export/sites.xlsx");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.header("Content-Type"), HasSubstr("spreadsheetml.sheet"));
  EXPECT_THAT(answer.body, StartsWith("PK"));
  EXPECT_THAT(get("/export/sites.html").body, HasSubstr("http://s499.example/"));
}

TEST_F(Export, IsForThoseWhoMayRead) {
  EXPECT_EQ(get("/export/sites.doc").status, 404);
  EXPECT_EQ(get("/export/sites.text").status, 404);
  const std::string sponsor = std::string{"Authorization: Bearer "} + WebWorld::sponsor_token + "\r\n";
  EXPECT_EQ(world.ask(WebWorld::get("/export/sites.csv", sponsor)).status,
            world.ask(WebWorld::get("/", sponsor)).status);
}

}  // namespace
}  // namespace sitewatch::web
