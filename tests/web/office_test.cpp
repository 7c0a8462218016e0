// The office's pages about reports, and the same decisions by JSON.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "web/duty_world.h"

namespace sitewatch::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// bcrypt of "right" at the least cost.
constexpr const char* right_hash = "$2y$04$abcdefghijklmnopqrstuuFmEfrkTQnczNzw475xE2VhDrK1uwJiC";
constexpr const char* login = "Authorization: Basic cHJvbWV0aGV1czpyaWdodA==\r\n";
const std::string unit_page =
    "/office/reports/%E5%8C%BA%E6%95%99%E8%82%B2%E5%B1%80%2F%E7%94%B5%E6%95%99%E9%A6%86?period=2026-03";

Settings with_user() {
  Settings settings = DutyWorld::chinese();
  settings.users = {{.name = "prometheus", .bcrypt = right_hash}};
  return settings;
}

class Office : public ::testing::Test {
 protected:
  std::string get(const std::string& path, int status = 200) {
    const Answer answer = world.ask(WebWorld::get(path, login));
    EXPECT_EQ(answer.status, status) << path;
    EXPECT_EQ(html_faults(answer.body), "");
    EXPECT_THAT(answer.body, Not(HasSubstr("{{")));
    EXPECT_THAT(answer.body, Not(HasSubstr("page.")));
    return answer.body;
  }
  Answer post(std::string_view fields, std::string more = {}) {
    return world.ask(WebWorld::post_form(unit_page, fields, login + more));
  }
  DutyWorld world{with_user()};
};

TEST(OfficeLogin, IsExplainedWhereThereIsNone) {
  DutyWorld world;
  const Answer none = world.ask(WebWorld::get("/office/reports"));
  EXPECT_EQ(none.status, 403);
  EXPECT_THAT(none.body, HasSubstr("basic_auth_users"));
  EXPECT_EQ(world.ask(WebWorld::get("/office/reports", "Authorization: Bearer office-secret\r\n")).status, 200);
  EXPECT_EQ(world.ask(WebWorld::get("/office/reports", "Authorization: Bearer sponsor-secret\r\n")).status, 403);
  EXPECT_EQ(world.ask(WebWorld::get(unit_page)).status, 403);
}

TEST_F(Office, WantsALogin) {
  const Answer none = world.ask(WebWorld::get("/office/reports"));
  EXPECT_EQ(none.status, 401);
  EXPECT_EQ(none.header("WWW-Authenticate"), "Basic realm=\"sitewatch\"");
}

TEST_F(Office, ListsThousandsInPieces) {
  for (int index = 0; index < 2000; ++index) {
    ReportRow& row = world.reports.rows.emplace_back(world.reports.rows.front());
    row.sponsor = "unit-" + std::to_string(index);
    row.sponsor_name = "第" + std::to_string(index) + "单位";
    if (index % 2 == 0) row.filed_at = row.deadline.closes;
  }
  const std::string all = get("/office/reports?period=2026-03");
  EXPECT_THAT(all, HasSubstr("应报2001 · 已报1000 · 未报1001"));
  EXPECT_THAT(all, HasSubstr("第0单位"));
  EXPECT_THAT(all, HasSubstr("第1999单位"));
  const std::string missing = get("/office/reports?period=2026-03&show=missing");
  EXPECT_THAT(missing, Not(HasSubstr("第0单位")));
  EXPECT_THAT(missing, HasSubstr("第1999单位"));
}

TEST_F(Office, ListsWhoOwesAndWhomToRing) {
  const std::string page = get("/office/reports?period=2026-03");
  for (const char* words : {"应报1 · 已报0 · 未报1", "000-0000", "（责任人）", "待报送", "2026年2月", "2026年4月"})
    EXPECT_THAT(page, HasSubstr(words));
  EXPECT_THAT(page, HasSubstr("href=\"" + unit_page + "\""));
  EXPECT_THAT(get("/office/reports?show=overdue"), HasSubstr("没有符合条件的单位"));
  get("/office/reports?period=soon", 400);
}

TEST_F(Office, MarksWhatItEnteredForAUnit) {
  ReportRow& row = world.reports.rows.front();
  row.state = ReportState::partial;
  row.filed_at = FakeClock::default_start;
  row.entered_at = FakeClock::default_start + std::chrono::hours{1};
  row.channel = "phone";
  row.entered_by = "综合科";
  row.entry_reason = "来电告知<1>";
  row.left_out = {"区教育局网站"};
  const std::string page = get("/office/reports?show=partial");
  for (const char* words : {"部分报送（1个网站未填）", "未填：区教育局网站", "代为登记（电话）", "3月2日09:00",
                            "综合科", "来电告知&lt;1&gt;"})
    EXPECT_THAT(page, HasSubstr(words));
  EXPECT_THAT(get("/?show=reports"), HasSubstr("代为登记（电话）")) << "in every list";
  row.channel = "tool";
  EXPECT_THAT(get("/office/reports?show=partial"), HasSubstr("代为登记（命令行登记）")) << "as the mails call it";
}

TEST_F(Office, CountsNoWholeDayForWhatCameAfterTheClosingTimeOfTheLastDay) {
  ReportRow& row = world.reports.rows.front();
  row.state = ReportState::filed_late;
  row.last_day = date::year{2026} / 3 / 2;
  row.filed_at = FakeClock::default_start;
  EXPECT_THAT(get("/office/reports"), HasSubstr("逾期报送（补报，当日截止后送达，逾期不足1天）"));
}

TEST_F(Office, FilesForAUnit) {
  const std::string page = get(unit_page);
  const Answer filed = post(world.filled(page,
                                         "action=file&received_at=2026-03-01+16%3A30&channel=phone&by=duty&reason=told"
                                         "&site-0=edu&percent-0=50"));
  EXPECT_EQ(filed.status, 303) << filed.body;
  EXPECT_EQ(filed.header("Location"), unit_page + "&done=1");
  const FilingRequest& request = world.reports.filed.at(0);
  EXPECT_TRUE(request.by_office);
  EXPECT_EQ(request.channel, "phone");
  EXPECT_EQ(request.entered_by, "duty");
  EXPECT_EQ(request.reason, "told");
  EXPECT_EQ(request.received_at, from_milliseconds(1'772'353'800'000));
  const Answer wrong = post(world.filled(page, "action=file&received_at=noon&channel=web&by=&site-0=edu&percent-0=50"));
  EXPECT_EQ(wrong.status, 400);
  for (const char* id : {"#received_at", "#channel", "#by", "#reason"}) EXPECT_THAT(wrong.body, HasSubstr(id));
  EXPECT_EQ(html_faults(wrong.body), "");
  const Answer other = post(world.filled(page,
                                         "action=file&received_at=2026-03-01+16:30&channel=phone&by=duty&site-0=edu&"
                                         "percent-0=51&site-1=gone&percent-1=1"));
  EXPECT_EQ(other.status, 409);
  for (const char* words :
       {"网站清单有变动", "gone（1）", "value=\"51\"", "value=\"2026-03-01 16:30\"", "value=\"duty\""})
    EXPECT_THAT(other.body, HasSubstr(words));
  EXPECT_EQ(world.reports.filed.size(), 1u);
}

TEST_F(Office, ExtendsWaivesAndGivesBack) {
  const std::string page = get(unit_page);
  EXPECT_EQ(post(world.filled(page, "action=extend&extend_until=2026.3.25&extend_reason=r&extend_by=b")).status, 303);
  EXPECT_EQ(world.reports.decided.at(0).until, "2026-03-25");
  EXPECT_EQ(post(world.filled(page, "action=waive&waive_reason=r&waive_by=b")).status, 303);
  EXPECT_EQ(world.reports.decided.at(1).kind, DecisionKind::waive);
  EXPECT_EQ(world.reports.decided.at(1).sponsor, DutyWorld::unit);
  const Answer wrong = post(world.filled(page, "action=extend&extend_reason=&extend_by=b"));
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("<details open><summary>准予延期"));
  EXPECT_EQ(post(world.filled(page, "action=sell")).status, 400);
  world.reports.unavailable = "the disk is full";
  EXPECT_EQ(post(world.filled(page, "action=return&return_reason=r&return_by=b")).status, 507);
}

TEST_F(Office, DoesNothingForAForeignPage) {
  const std::string page = get(unit_page);
  const std::string fields = world.filled(page, "action=waive&waive_reason=r&waive_by=b");
  EXPECT_EQ(post("action=waive&waive_reason=r&waive_by=b").status, 403);
  EXPECT_EQ(post("guard=" + std::string(64, '0') + "&action=waive&waive_reason=r&waive_by=b").status, 403);
  for (const char* header : {"Origin: https://evil.example\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n"})
    EXPECT_EQ(post(fields, header).status, 403) << header;
  EXPECT_EQ(
      world
          .ask("POST " + unit_page + " HTTP/1.1\r\nHost: localhost\r\n" + login +
               "Content-Type: text/plain\r\nContent-Length: " + std::to_string(fields.size()) + "\r\n\r\n" + fields)
          .status,
      403);
  EXPECT_EQ(world.ask(WebWorld::post_form(unit_page, fields)).status, 401);
  EXPECT_TRUE(world.reports.decided.empty());
  EXPECT_EQ(post(fields, "Origin: http://localhost\r\nSec-Fetch-Site: same-origin\r\n").status, 303);
}

TEST_F(Office, KnowsItsOwnOriginBehindAProxyThatEndsTls) {
  Settings settings = with_user();
  settings.public_url = "https://watch.district.example/";
  ASSERT_TRUE(world.reconfigure(settings));
  const std::string fields = world.filled(get(unit_page), "action=waive&waive_reason=r&waive_by=b");
  EXPECT_EQ(post(fields, "Origin: https://watch.district.example\r\n").status, 303);
  EXPECT_EQ(post(fields, "Origin: https://watch.district.example:444\r\n").status, 403);
}

TEST_F(Office, TellsOfEveryRevisionAndDecision) {
  for (const char* receipt : {"2026-03-1", "2026-03-2"}) {
    Filing& filing = world.record.filings.emplace_back();
    filing.receipt = receipt;
    filing.channel = "paper";
    filing.sites = {{"edu", 10, "已申请", "<b>", ""}};
  }
  DutyDecision& decision = world.record.decisions.emplace_back();
  decision.reason = "春节";
  decision.by = "值班室";
  decision.until = date::year{2026} / 3 / 25;
  const std::string page = get(unit_page);
  for (const char* words :
       {"2026-03-1", "2026-03-2", "纸质", "准予延期 3月25日", "春节", "值班室", "&lt;b&gt;", "退回补正"})
    EXPECT_THAT(page, HasSubstr(words));
  get("/office/reports/nobody?period=2026-03", 404);
}

TEST_F(Office, LeadsFromTheStatusPageToItsLists) {
  EXPECT_THAT(get("/"), HasSubstr("href=\"/office/reports?show=missing\""));
  const std::string table = get("/reports");
  EXPECT_THAT(table, HasSubstr("待报"));
  EXPECT_THAT(table, HasSubstr("2025-04"));
}

TEST(DecisionsByJson, AreTheOfficesAlone) {
  DutyWorld world;
  const char* body =
      R"({"sponsor":"unit-edu","period":"2026-03","kind":"extend","until":"2026-03-25","reason":"r","by":"b"})";
  const Answer made = world.ask(WebWorld::post("/api/v1/reports/decisions", body, WebWorld::office_token));
  EXPECT_EQ(made.status, 201);
  EXPECT_THAT(made.body, HasSubstr("\"state\":\"extended\""));
  EXPECT_EQ(world.reports.decided.at(0).until, "2026-03-25");
  EXPECT_EQ(world.ask(WebWorld::post("/api/v1/reports/decisions", body, WebWorld::sponsor_token)).status, 403);
  const Answer wrong =
      world.ask(WebWorld::post("/api/v1/reports/decisions", R"({"kind":"sell"})", WebWorld::office_token));
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("kind"));
  EXPECT_EQ(world.reports.decided.size(), 1u);
}

TEST(ReceiptsByJson, AreShownToTheirSponsorAndTheOffice) {
  DutyWorld world;
  const char* body = R"({"sponsor":"unit-health","period":"2026-03","nil_reason":"none","idempotency_key":"k1"})";
  ASSERT_EQ(world.ask(WebWorld::post("/api/v1/reports", body, WebWorld::office_token)).status, 201);
  const std::string path = "/api/v1/reports/receipts/2026-03-1";
  EXPECT_THAT(world.ask(WebWorld::get(path, "Authorization: Bearer office-secret\r\n")).body,
              HasSubstr("\"nil_reason\":\"none\""));
  EXPECT_EQ(world.ask(WebWorld::get(path, "Authorization: Bearer sponsor-secret\r\n")).status, 404);
  const std::string list = world.ask(WebWorld::get("/api/v1/reports?period=2026-03")).body;
  EXPECT_THAT(list, HasSubstr("\"last_day\":\"2026-03-20\""));
  EXPECT_THAT(list, Not(HasSubstr("000-0000")));
}

}  // namespace
}  // namespace sitewatch::web
