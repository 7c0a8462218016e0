// The form that a sponsor gets by mail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "web/duty_world.h"

namespace sitewatch::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* good =
    "site-0=edu&percent-0=%EF%BC%95%EF%BC%90%25&step-0=approved&closure-0=&obstacles-0="
    "a%0D%0Ab&expected-0=2026%2F6%2F1&site-1=lab&note=";

class Form : public ::testing::Test {
 protected:
  std::string get(const std::string& path, int status = 200) {
    const Answer answer = world.ask(WebWorld::get(path));
    EXPECT_EQ(answer.status, status) << path;
    EXPECT_EQ(html_faults(answer.body), "");
    EXPECT_THAT(answer.body, Not(HasSubstr("{{")));
    EXPECT_THAT(answer.body, Not(HasSubstr("page.")));
    return answer.body;
  }
  Answer post(const std::string& path, std::string_view fields, std::string_view headers = "") {
    const Answer answer = world.ask(WebWorld::post_form(path, fields, headers));
    if (answer.header("Content-Type").starts_with("text/html")) {
      EXPECT_EQ(html_faults(answer.body), "");
    }
    return answer;
  }
  DutyWorld world;
  std::string link = world.link();
};

TEST_F(Form, ShowsWhatIsOwedAndWhatWasSaidLastAndFilesNothing) {
  const std::string page = get(link);
  for (const char* words :
       {"2026年3月清理进度报送", "区教育局", "3月20日24:00", "（3月20日当日报送的算按期）", "网站清理工作方案第三条",
        "<legend>1. 区教育局网站</legend>", "迁移并永久关停", "本月不要求填报的网站", "value=\"40\"",
        "<option value=\"applied\" selected>已申请</option>", "value=\"×府函〔2026〕3号\"", "人手不足", "type=\"date\"",
        "value=\"2026-05-31\"", "服务器返回错误（503）", "清河区人民政府办公室（电话：000-1234）"})
    EXPECT_THAT(page, HasSubstr(words));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("000-0000")));
  EXPECT_TRUE(world.reports.filed.empty());
}

TEST_F(Form, CallsNoWholeDayInTimeThatClosesEarlier) {
  world.detail().row.deadline.closes -= std::chrono::minutes{6 * 60 + 30};
  const std::string page = get(link);
  EXPECT_THAT(page, HasSubstr("3月20日17:30"));
  EXPECT_THAT(page, Not(HasSubstr("当日报送的算按期")));
}

TEST_F(Form, IsGuardedByItsLinkAloneAndTellsNobody) {
  Settings settings = DutyWorld::chinese();
  settings.public_url = "https://watch.district.example/";
  DutyWorld open{settings};
  const Answer answer = open.ask(WebWorld::get(open.link()));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(answer.header("Cache-Control"), "no-store");
  EXPECT_THAT(answer.header("Content-Security-Policy"), HasSubstr("form-action 'self'"));
  EXPECT_THAT(answer.header("Content-Security-Policy"), Not(HasSubstr("script-src")));
  EXPECT_EQ(open.ask(WebWorld::get("/reports")).status, 401);
  EXPECT_TRUE(open.warnings.empty());
}

TEST_F(Form, LeadsNowhereWhenForgedAndSaysWhomToAskWhenExpired) {
  get("/report/link-99", 404);
  get("/report/" + std::string(2'000, 'A'), 404);
  const std::string old = world.link(FakeClock::default_start);
  EXPECT_THAT(get(old, 410), HasSubstr("清河区人民政府办公室"));
  EXPECT_EQ(post(old, good).status, 410);
  EXPECT_EQ(post("/report/link-99", good).status, 404);
  EXPECT_TRUE(world.reports.filed.empty());
}

TEST_F(Form, FilesAndShowsTheReceipt) {
  const Answer filed = post(link, world.filled(get(link), good));
  EXPECT_EQ(filed.status, 303);
  EXPECT_EQ(filed.header("Location"), link + "?receipt=2026-03-1");
  ASSERT_EQ(world.reports.filed.size(), 1u);
  const FilingRequest& request = world.reports.filed.front();
  EXPECT_EQ(request.sponsor, DutyWorld::unit);
  EXPECT_EQ(request.channel, "web");
  EXPECT_FALSE(request.by_office);
  ASSERT_EQ(request.sites.size(), 1u);
  EXPECT_EQ(request.sites[0].migration_percent, 50);
  EXPECT_EQ(request.sites[0].closure, "已批准");
  EXPECT_EQ(request.sites[0].obstacles, "a\nb");
  EXPECT_EQ(request.sites[0].expected_on, "2026-06-01");
  const std::string receipt = get(filed.header("Location"));
  for (const char* words :
       {"<p class=\"number\">2026-03-1</p>", "2026年3月2日08:00", "已批准", "a<br>b", "更改并再次提交"})
    EXPECT_THAT(receipt, HasSubstr(words));
}

TEST_F(Form, GivesTheSameReceiptForADoubleClick) {
  const std::string fields = world.filled(get(link), good);
  const Answer first = post(link, fields), again = post(link, fields);
  EXPECT_EQ(first.header("Location"), again.header("Location"));
  EXPECT_EQ(world.reports.filed.size(), 1u);
  post(link, world.filled(get(link), good));
  EXPECT_EQ(world.reports.filed.size(), 2u);
}

TEST_F(Form, SentAgainWithOtherContentIsNotTakenForADoubleClick) {
  const std::string fields = world.filled(get(link), good);
  post(link, fields);
  const Answer other = post(link, fields + "changed");
  EXPECT_EQ(other.status, 409);
  EXPECT_THAT(other.body, HasSubstr("2026-03-1"));
  EXPECT_THAT(other.body, HasSubstr(">\nchanged<"));
  EXPECT_EQ(world.reports.filed.size(), 1u);
  EXPECT_EQ(post(link, world.filled(other.body, std::string{good} + "changed")).status, 303) << "with a key of its own";
  EXPECT_EQ(world.reports.filed.size(), 2u);
}

TEST_F(Form, SaysInItsOwnLanguageWhyTheDeskRefuses) {
  world.reports.faults = {{"sites[0].closure", RefusalReason::too_long, 200},
                          {"period", RefusalReason::month_out_of_range}};
  const Answer answer = post(link, world.filled(get(link), good));
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("<a href=\"#closure-0\">第1个网站：文字过长，不得超过200字节"));
  EXPECT_THAT(answer.body, HasSubstr("只能报送最近12个月和今后2个月的进度"));
}

TEST_F(Form, OpenedBeforeASiteGotAnotherIdIsTaken) {
  const std::string fields = world.filled(get(link), good);
  Site renamed = *world.detail().sites[0].site;
  renamed.id = "edu-new";
  renamed.was = {"edu-older", "edu"};
  world.detail().sites[0].site = &renamed;
  EXPECT_EQ(post(link, fields).status, 303);
  ASSERT_EQ(world.reports.filed.size(), 1u);
  EXPECT_EQ(world.reports.filed[0].sites.at(0).site, "edu-new");
}

TEST_F(Form, TakesNoProgressOnlyWithAReason) {
  const std::string page = get(link);
  EXPECT_EQ(post(link, world.filled(page, "nil=1&nil_reason=")).status, 400);
  EXPECT_EQ(post(link, world.filled(page, "nil_reason=x")).status, 400);
  EXPECT_EQ(post(link, world.filled(page, "site-0=edu")).status, 400);
  EXPECT_TRUE(world.reports.filed.empty());
  EXPECT_EQ(post(link, world.filled(page, "nil=1&nil_reason=waiting")).status, 303);
  EXPECT_EQ(world.reports.filed.at(0).nil_reason, "waiting");
}

TEST_F(Form, NamesEveryFaultBesideItsFieldAndKeepsWhatWasTyped) {
  const Answer answer = post(link, world.filled(get(link),
                                                "site-0=edu&percent-0=101&step-0=sold&expected-0=tomorrow&obstacles-0="
                                                "%3Cscript%3E&site-1=lab&percent-1=x&note=kept%00"));
  EXPECT_EQ(answer.status, 400);
  for (const char* words :
       {"有5处需要更正", "<a href=\"#percent-0\">第1个网站：", "id=\"percent-0-fault\"", "aria-invalid=\"true\"",
        "<a href=\"#expected-0\">", "<a href=\"#step-0\">", "<a href=\"#percent-1\">第2个网站：", "<a href=\"#note\">",
        "value=\"101\"", "&lt;script&gt;", ">\nkept<"})
    EXPECT_THAT(answer.body, HasSubstr(words));
  EXPECT_THAT(answer.body, Not(HasSubstr("<script>")));
  EXPECT_EQ(DutyWorld::hidden(answer.body, "key").size(), 32u);
  EXPECT_TRUE(world.reports.filed.empty());
}

TEST_F(Form, FilesForNoSiteOfAnotherUnit) {
  const Answer other = post(link, world.filled(get(link), "site-0=health&percent-0=100"));
  EXPECT_EQ(other.status, 409);
  EXPECT_THAT(other.body, Not(HasSubstr("区卫生健康局网站"))) << "of another unit's site nothing is told";
  EXPECT_EQ(post(link, world.filled(get(link), "site-0=nobody&percent-0=100")).status, 409);
  EXPECT_TRUE(world.reports.filed.empty());
}

TEST_F(Form, OpenedBeforeASiteWasRemovedComesBackWithWhatWasTyped) {
  const std::string fields = world.filled(
      get(link),
      "site-0=edu&percent-0=50&obstacles-0=less+staff&site-1=lab&step-1=applied&obstacles-1=%3Cb%3E&note=kept");
  DutySite& lab = world.detail().sites[1];
  Site fresh = *lab.site;
  fresh.id = "fresh";
  fresh.name = "新网站";
  lab.site = &fresh;
  const Answer answer = post(link, fields);
  EXPECT_EQ(answer.status, 409);
  for (const char* words :
       {"网站清单有变动", "lab（已申请 · &lt;b&gt;）", "value=\"50\"", "less staff", ">\nkept<", "新网站"})
    EXPECT_THAT(answer.body, HasSubstr(words));
  EXPECT_TRUE(world.reports.filed.empty());
  EXPECT_EQ(post(link, world.filled(answer.body, "site-0=edu&percent-0=50&site-1=fresh&note=kept")).status, 303);
  EXPECT_EQ(post(link, world.filled(get(link), "site-0=edu&percent-0=50&site-1=lab")).status, 303)
      << "of the removed site nothing was typed";
  EXPECT_EQ(world.reports.filed.size(), 2u);
}

TEST_F(Form, IsNotSentByAForeignPageNorInAnotherType) {
  const std::string fields = world.filled(get(link), good);
  for (const char* header : {"Origin: https://evil.example\r\n", "Sec-Fetch-Site: cross-site\r\n",
                             "Origin: null\r\nSec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n"})
    EXPECT_EQ(post(link, fields, header).status, 403) << header;
  for (const char* type : {"text/plain", "application/json", "multipart/form-data; boundary=x"}) {
    const std::string request = "POST " + link + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type +
                                "\r\nContent-Length: " + std::to_string(fields.size()) + "\r\n\r\n" + fields;
    EXPECT_EQ(world.ask(request).status, 403) << type;
  }
  EXPECT_TRUE(world.reports.filed.empty());
  // A page without a referrer has no Origin to tell.
  EXPECT_EQ(post(link, fields, "Origin: null\r\nSec-Fetch-Site: same-origin\r\n").status, 303);
}

TEST_F(Form, BoundsWhatItReads) {
  const std::string page = get(link);
  std::string many = world.filled(page, "a=b");
  for (int index = 0; index < 40; ++index) many += "&x" + std::to_string(index) + "=1";
  EXPECT_EQ(post(link, many).status, 400);
  EXPECT_EQ(post(link, world.filled(page, "note=a&note=b")).status, 400);
  EXPECT_EQ(post(link, world.filled(page, "note=%zz")).status, 400);
  EXPECT_EQ(post(link, "note=without-a-key&nil=1&nil_reason=x").status, 400);
  EXPECT_EQ(post(link, world.filled(page, "nil=1&nil_reason=x&note=" + std::string(5'000, 'n'))).status, 400);
  EXPECT_EQ(post(link, world.filled(page, "nil=1&nil_reason=%FF%FE")).status, 400);
  EXPECT_EQ(post(link, "note=" + std::string(11u << 20, 'n')).status, 413);
  EXPECT_TRUE(world.reports.filed.empty());
}

TEST_F(Form, SaysThatTheDiskIsFullAndKeepsWhatWasTyped) {
  const std::string fields = world.filled(get(link), good);
  world.reports.unavailable = "the disk is full";
  const Answer full = post(link, fields);
  EXPECT_EQ(full.status, 507);
  EXPECT_THAT(full.body, HasSubstr("服务器暂时无法保存"));
  EXPECT_THAT(full.body, HasSubstr("<option value=\"approved\" selected>"));
  world.reports.unavailable.clear();
  EXPECT_EQ(post(link, fields).status, 303);
}

TEST_F(Form, FilesAHundredAtOnceAndLosesNone) {
  std::vector<std::string> requests;
  for (int index = 0; index < 100; ++index)
    requests.push_back(WebWorld::post_form(link, world.filled(get(link), good)));
  std::vector<Client> clients;
  for (const std::string& request : requests) {
    clients.emplace_back(world);
    clients.back().send(request);
  }
  std::set<std::string> receipts;
  for (Client& client : clients) receipts.insert(client.receive().header("Location"));
  EXPECT_EQ(receipts.size(), 100u);
  EXPECT_EQ(world.reports.filed.size(), 100u);
}

TEST_F(Form, FilesWhollyForAClientThatIsGoneBeforeTheAnswer) {
  const std::string fields = world.filled(get(link), good);
  {
    Client{world}.send(WebWorld::post_form(link, fields));
  }
  for (int turn = 0; turn < 200 && world.reports.filed.empty(); ++turn) world.run_a_little();
  ASSERT_EQ(world.reports.filed.size(), 1u);
  // Sent again, it leads to the same receipt.
  EXPECT_EQ(post(link, fields).header("Location"), link + "?receipt=2026-03-1");
  EXPECT_EQ(world.reports.filed.size(), 1u);
}

TEST_F(Form, ShowsNoReceiptOfAnotherUnit) {
  Filing& other = world.reports.receipts["2026-03-77"];
  other.receipt = "2026-03-77";
  other.sponsor = "unit-health";
  other.period = {2026, 3};
  get(link + "?receipt=2026-03-77", 404);
  get(link + "?receipt=nothing", 404);
}

TEST_F(Form, SaysWhyAReportWasGivenBack) {
  Filing& filing = world.record.filings.emplace_back();
  filing.receipt = "2026-03-5";
  EXPECT_THAT(get(link), HasSubstr("本月已收到你单位的报送"));
  DutyDecision& decision = world.record.decisions.emplace_back();
  decision.kind = DecisionKind::give_back;
  decision.revision = filing.revision;
  decision.reason = "缺少<申报>时间";
  EXPECT_THAT(get(link), HasSubstr("退回原因：缺少&lt;申报&gt;时间"));
}

}  // namespace
}  // namespace sitewatch::web
