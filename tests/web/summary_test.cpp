#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "web/duty_world.h"

namespace sitewatch::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

WallTime march(int day, int hour, int minute = 0) {
  return Zone::named("Asia/Shanghai")->at(date::year{2026} / 3 / day, std::chrono::minutes{60 * hour + minute});
}

/// What was made is kept beside the build, to look at and to take over.
void keep(const std::string& name, const std::string& made) {
  const std::filesystem::path folder = std::filesystem::path{SITEWATCH_BINARY_DIR} / "summary";
  std::filesystem::create_directories(folder);
  std::ofstream{folder / name, std::ios::binary} << made;
}

std::string golden(const std::string& name) {
  std::ifstream file{std::filesystem::path{SITEWATCH_SOURCE_DIR} / "tests/data/summary" / name, std::ios::binary};
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A district on 24 March, 9:00, with a unit in every state that a duty can have.
class Summary : public ::testing::Test {
 protected:
  Summary() {
    world.clock.step_wall(march(24, 9) - world.clock.wall_now());
    world.reports.basis = "网站清理工作方案第三条";
    on_time();
    late();
    missing();
    decided();
    without_duty();
  }

  static Settings chinese() {
    Settings settings = WebWorld::usual();
    settings.language = Language::zh_cn;
    settings.zone = *Zone::named("Asia/Shanghai");
    settings.office = "清河区人民政府办公室";
    settings.vantage = "区政务云";
    return settings;
  }

  ReportRow& unit(const std::string& id, const std::string& name, ReportState state) {
    world.reports.all_sponsors.push_back({.id = id, .name = name});
    ReportRow& row = world.reports.rows.emplace_back();
    row.sponsor = id;
    row.sponsor_name = name;
    row.period = {2026, 3};
    row.state = state;
    row.last_day = date::year{2026} / 3 / 20;
    row.deadline = {march(21, 0), march(24, 0)};
    row.channel = "web";
    return row;
  }

  FakeStatus::Row& site(const std::string& id, const std::string& name, HealthState state = HealthState::up) {
    FakeStatus::Row& row = world.status.add(id, name, state);
    row.site.sponsor = world.reports.all_sponsors.back().id;
    row.sponsor = world.reports.all_sponsors.back();
    row.site.disposition = Disposition::migrate;
    row.reading.newest = date::year{2026} / 3 / 18;
    return row;
  }

  static DutyDecision decision(DecisionKind kind, std::optional<Day> until, std::string why) {
    return {.kind = kind, .until = until, .reason = std::move(why), .by = "区政府办"};
  }

  void on_time() {
    unit("edu", "区教育局", ReportState::filed).filed_at = march(19, 16, 20);
    FakeStatus::Row& edu = site("edu", "区教育局网站");
    edu.site.id_code = "4500000001";
    for (const char* state : {"fresh", "stale", "blank", "stale", "undated", "unknown"}) {
      edu.columns.emplace_back();
      edu.columns.back().state = state;
    }
    site("lab", "电教馆网站", HealthState::down).health.since = march(22, 2, 13);
    ReportRow& nil = unit("stat", "区统计局", ReportState::filed);
    nil.filed_at = march(20, 23, 59);
    nil.nil_reason = "等待统一平台验收";
    FakeStatus::Row& stale = site("stat", "区统计局网站");
    stale.column_state = "stale";
    stale.reading.newest = date::year{2026} / 3 / 1;
    ReportRow& phone = unit("civil", "区民政局", ReportState::filed);
    phone.filed_at = march(20, 17, 5);
    phone.entered_at = march(23, 8, 40);
    phone.channel = "phone";
    phone.entered_by = "综合科";
    phone.entry_reason = "3月20日来电告知";
    FakeStatus::Row& undated = site("civil", "区民政局网站");
    undated.column_state = "undated";
    undated.reading.newest = std::nullopt;
  }

  void late() {
    unit("health", "区卫生健康局", ReportState::filed_late).filed_at = march(21, 10, 5);
    FakeStatus::Row& challenged = site("health", "区卫生健康局网站");
    challenged.judged = false;
    challenged.last.reason = FailureReason::challenged;
    ReportRow& partial = unit("water", "区水利局", ReportState::partial);
    partial.filed_at = march(18, 11);
    partial.left_out = {"防汛网站", "水保网站"};
    for (const char* each : {"区水利局网站", "防汛网站", "水保网站"}) site("water" + std::to_string(++waters), each);
    ReportRow& returned = unit("trade", "区商务局", ReportState::returned);
    returned.filed_at = march(19, 9);
    returned.returned_for = "未写注销情况";
    site("trade", "区商务局网站");
  }

  void missing() {
    unit("culture", "区文化局", ReportState::overdue);
    site("culture", "区文化局网站");
    ReportRow& grace = unit("town", "青山镇人民政府", ReportState::in_grace);
    grace.last_day = date::year{2026} / 3 / 23;
    grace.deadline = {march(24, 0), march(25, 0)};
    grace.decision = decision(DecisionKind::extend, grace.last_day, "停电");
    site("town", "青山镇网站");
    unit("street", "城东街道办事处", ReportState::overdue);
  }

  void decided() {
    ReportRow& extended = unit("finance", "区财政局", ReportState::extended);
    extended.last_day = date::year{2026} / 3 / 31;
    extended.decision = decision(DecisionKind::extend, extended.last_day, "系统迁移");
    site("finance", "区财政局网站");
    unit("archive", "区档案局", ReportState::waived).decision = decision(DecisionKind::waive, std::nullopt, "机构撤并");
    site("archive", "区档案局网站");
  }

  void without_duty() {
    world.reports.all_sponsors.push_back({.id = "www", .name = "区政府办"});
    site("www", "区政府门户网站").site.disposition = Disposition::keep;
    world.reports.all_sponsors.push_back({.id = "idle", .name = "区工商联"});
  }

  Answer get(std::string_view path, const char* token = WebWorld::office_token) {
    return world.ask(WebWorld::get(path, "Authorization: Bearer " + std::string{token} + "\r\n"));
  }

  WebWorld world{chinese()};
  int waters = 0;
};

TEST_F(Summary, SaysOfEveryUnitWhatIsKnownAndWhatStandsBehindIt) {
  const Answer answer = get("/api/v1/summary");
  ASSERT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Type"), "text/plain; charset=utf-8");
  keep("district.zh-CN.txt", answer.body);
  EXPECT_EQ(answer.body, golden("district.zh-CN.txt"));
}

TEST_F(Summary, TellsTheStageOfASiteAsItsUnitReportedIt) {
  const auto find = [&](std::string_view id) -> const Site* {
    for (const FakeStatus::Row& row : world.status.rows)
      if (row.site.id == id) return &row.site;
    return nullptr;
  };
  DutyDetail& water = world.reports.details["water"];
  water.sites = {{find("water3"), true, {.site = "water3", .migration_percent = 60, .closure = "已申请"}},
                 {find("water1"), true, {.site = "water1", .closure = "=已批准"}}};
  const std::string csv = get("/api/v1/summary?format=csv").body;
  EXPECT_THAT(csv, HasSubstr(",分类意见,阶段（单位报送）,近7天失败率,"));
  EXPECT_THAT(csv, HasSubstr("http://water3.example/,,迁移并永久关停,迁移60%；关停：已申请,"));
  EXPECT_THAT(csv, HasSubstr("http://water1.example/,,迁移并永久关停,关停：=已批准,"));
  EXPECT_THAT(csv, HasSubstr("http://water2.example/,,迁移并永久关停,,"));
}

TEST_F(Summary, NeverNamesAndShames) {
  for (const char* format : {"html", "text", "csv"})
    for (const char* path : {"/office/summary?format=", "/api/v1/summary?format="}) {
      const Answer answer = get(std::string{path} + format);
      ASSERT_EQ(answer.status, 200);
      for (const char* word : {"通报", "排名", "黑榜", "逾期名单", "曝光", "宽限"})
        EXPECT_THAT(answer.body, Not(HasSubstr(word))) << format;
    }
}

TEST_F(Summary, SaysHowAnExclusiveDeadlineIsRead) {
  world.reports.rule.inclusive = false;
  world.reports.rule.roll = HolidayRoll::next_workday;
  EXPECT_THAT(get("/api/v1/summary").body,
              HasSubstr("2026年3月进度3月19日24:00截止（即20日前，不含当日），依据：网站清理工作方案第三条。"
                        "截止日遇节假日，顺延至下一个工作日。"));
}

TEST_F(Summary, OfAMonthWithoutADutySaysSo) {
  world.reports.rows.clear();
  const std::string body = get("/api/v1/summary?period=2026-02").body;
  EXPECT_THAT(body, HasSubstr("报送情况：2026年2月没有报送任务。"));
  EXPECT_THAT(body, HasSubstr("不需报送"));
}

TEST_F(Summary, HoldsNoFormulaAndNoMarkup) {
  world.status.rows.front().site.name = "=cmd|' /C calc'!A0";
  world.reports.rows.front().nil_reason = "<img src=x>";
  EXPECT_THAT(get("/api/v1/summary?format=csv").body, HasSubstr(",'=cmd|' /C calc'!A0,"));
  EXPECT_THAT(get("/api/v1/summary?format=csv").body, StartsWith("\xef\xbb\xbf序号,主办单位,网站名称,首页网址,"));
  const std::string page = get("/office/summary").body;
  EXPECT_THAT(page, HasSubstr("本月无进展：&lt;img src=x&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
}

TEST_F(Summary, IsAlsoAWorkbookToSave) {
  for (int index = 0; index < 500; ++index) world.status.add("s" + std::to_string(index), "网站");
  const Answer answer = get("/office/summary?format=xlsx&period=2026-03");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.header("Content-Type"), HasSubstr("spreadsheetml.sheet"));
  EXPECT_THAT(answer.header("Content-Disposition"),
              StartsWith("attachment; filename=\"summary-2026-03-2026-03-24.xlsx"));
  EXPECT_THAT(answer.body, StartsWith("PK"));
  EXPECT_THAT(get("/office/summary").body, HasSubstr("http://s499.example/"));
}

TEST_F(Summary, GivesNoColumnOfItsPageOneCharacterALine) {
  EXPECT_THAT(get("/office/summary").body, HasSubstr("<table>\n<colgroup><col width=\"3%\">"));
}

TEST_F(Summary, IsAPageToPrint) {
  const Answer answer = get("/office/summary");
  keep("page.html", answer.body);
  EXPECT_EQ(answer.header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(html_faults(answer.body), "");
  EXPECT_THAT(answer.body, HasSubstr("<h1>清河区政府网站2026年3月监测和进度报送情况汇总（核对稿）</h1>"));
  EXPECT_THAT(answer.body, HasSubstr("href=\"/office/summary?period=2026-03&amp;format=xlsx\""));
  EXPECT_TRUE(answer.body.ends_with("</html>\n"));
  const Answer alone = get("/api/v1/summary?format=html");
  keep("alone.html", alone.body);
  EXPECT_THAT(alone.body, Not(HasSubstr("href=")));
}

TEST_F(Summary, RefusesInWordsWhatItDoesNotKnow) {
  for (const char* period : {"2026-13", "march", "2019-01", "2031-01"}) {
    const Answer answer = get("/api/v1/summary?period=" + std::string{period});
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, HasSubstr("月份应写成 2026-03 的形式，从2025-03到2027-03。"));
  }
  EXPECT_EQ(get("/office/summary?format=pdf").status, 400);
  EXPECT_EQ(get("/office/summary?format=pdf").body, "格式应为 text、html、csv 或 xlsx。\n");
}

TEST_F(Summary, IsForTheOfficeAlone) {
  EXPECT_EQ(get("/office/summary", WebWorld::sponsor_token).status, 403);
  EXPECT_EQ(get("/api/v1/summary?format=csv", WebWorld::sponsor_token).status, 403);
  EXPECT_EQ(world.ask(WebWorld::get("/api/v1/summary?format=csv")).status, 401);
  const Answer nobody = world.ask(WebWorld::get("/office/summary"));
  EXPECT_EQ(nobody.status, 403);
  EXPECT_THAT(nobody.body, HasSubstr("basic_auth_users"));
  EXPECT_THAT(nobody.body, Not(HasSubstr("区教育局")));
}

}  // namespace
}  // namespace sitewatch::web
