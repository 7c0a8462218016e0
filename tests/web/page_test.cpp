#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "web/web_world.h"

namespace sitewatch::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Page : public ::testing::Test {
 protected:
  static Settings chinese() {
    Settings settings = WebWorld::usual();
    settings.language = Language::zh_cn;
    if (const auto zone = Zone::named("Asia/Shanghai")) settings.zone = *zone;
    settings.office = "清河区人民政府办公室";
    return settings;
  }
  std::string get(std::string_view path) {
    const Answer answer = world.ask(WebWorld::get(path));
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_EQ(answer.header("Content-Type"), "text/html; charset=utf-8");
    EXPECT_TRUE(answer.body.ends_with("</html>\n"));
    EXPECT_THAT(answer.body, Not(HasSubstr("{{")));
    EXPECT_THAT(answer.body, Not(HasSubstr("page.")));
    return answer.body;
  }
  Alert& alert(AlertName name, const std::string& site, int hour) {
    Alert& made = world.alerts.all.emplace_back();
    made.identity.alert = name;
    made.identity.site = site;
    made.starts = FakeClock::default_start - std::chrono::hours{hour};
    return made;
  }
  void duty(const std::string& unit, std::optional<WallTime> filed_at, ReportState state) {
    ReportRow row;
    row.sponsor = unit;
    row.sponsor_name = unit;
    row.period = {2026, 3};
    row.state = state;
    row.deadline = {from_milliseconds(1'774'022'400'000), from_milliseconds(1'774'108'800'000)};
    row.filed_at = filed_at;
    world.reports.rows.push_back(row);
  }
  WebWorld world{chinese()};
};

TEST_F(Page, BeginsWithTheNumbersAndEachIsALink) {
  world.status.add("edu", "区教育局网站");
  world.status.add("health", "区卫生健康局网站", HealthState::down);
  world.status.add("farm", "区农业农村局网站").column_state = "stale";
  world.status.add("road", "区交通运输局网站").judged = false;
  duty("区教育局", FakeClock::default_start, ReportState::filed);
  duty("区农业农村局", std::nullopt, ReportState::due_soon);
  const std::string page = get("/");
  EXPECT_THAT(page, HasSubstr("3月进度报送：3月20日24:00截止"));
  EXPECT_THAT(page, HasSubstr("href=\"/?show=missing#list\"><i>未报</i><b>1</b>"));
  EXPECT_THAT(page, HasSubstr("href=\"/?show=down#list\"><span>无法访问</span><b>1</b>"));
  EXPECT_THAT(page, HasSubstr("href=\"/?show=stale#list\"><span>超期未更新</span><b>1</b>"));
  EXPECT_THAT(page, HasSubstr("href=\"/?show=unknown#list\"><span>无法判定</span><b>1</b>"));
  EXPECT_THAT(page, HasSubstr("3/4个网站已判定"));
  EXPECT_THAT(page, HasSubstr("未经核实不得作为通报依据"));
}

TEST_F(Page, ListsWhatANumberLeadsTo) {
  world.status.add("edu", "区教育局网站");
  world.status.add("health", "区卫生健康局网站", HealthState::down);
  const std::string down = get("/?show=down");
  EXPECT_THAT(down, HasSubstr("/sites/health\""));
  EXPECT_THAT(down, Not(HasSubstr("/sites/edu\"")));
  EXPECT_THAT(down, HasSubstr("服务器返回错误（503）"));
  EXPECT_THAT(get("/?show=stale"), HasSubstr("没有符合条件的网站"));
  EXPECT_THAT(get("/?show=%3Cscript%3E"), HasSubstr("/sites/edu\""));
  duty("区教育局", FakeClock::default_start, ReportState::filed);
  duty("区农业农村局", std::nullopt, ReportState::overdue);
  const std::string missing = get("/?show=missing");
  EXPECT_THAT(missing, HasSubstr("区农业农村局"));
  EXPECT_THAT(missing, Not(HasSubstr("按期报送")));
}

TEST_F(Page, PutsTheOldestFirstAndTheMissingReportsIntoOneRow) {
  world.status.add("edu", "区教育局网站");
  world.status.add("health", "区卫生健康局网站", HealthState::down);
  alert(AlertName::SiteDown, "health", 1).facts.values["reason"] = std::string{"connect_timeout"};
  alert(AlertName::HomepageStale, "edu", 48).facts.values["days"] = std::int64_t{16};
  for (const char* unit : {"a", "b"}) {
    duty(unit, std::nullopt, ReportState::overdue);
    alert(AlertName::ReportOverdue, "", 2).identity.sponsor = unit;
  }
  alert(AlertName::SiteDown, "edu", 5).ending = Ending::recovered;
  const std::string page = get("/");
  EXPECT_THAT(page, HasSubstr("需要处理（3）"));
  EXPECT_THAT(page, HasSubstr("2家单位"));
  EXPECT_THAT(page, HasSubstr("连接超时"));
  EXPECT_LT(page.find("16天未更新"), page.find("连接超时"));
}

TEST_F(Page, PutsTheReportsThatAreDueSoonIntoOneRow) {
  for (const char* unit : {"a", "b", "c"}) {
    duty(unit, std::nullopt, ReportState::due_soon);
    Alert& reminded = alert(AlertName::ReportDueSoon, "", 2);
    reminded.identity.sponsor = unit;
    reminded.identity.period = "2026-03";
  }
  const std::string page = get("/");
  EXPECT_THAT(page, HasSubstr("需要处理（1）"));
  EXPECT_THAT(page, HasSubstr("3家单位"));
  EXPECT_THAT(page, HasSubstr("3月进度报送</td>"));
  EXPECT_THAT(page, HasSubstr("尚未收到，3月20日24:00截止"));
}

TEST_F(Page, SaysWhatHasBeenDone) {
  world.status.add("edu", "区教育局网站");
  world.status.add("health", "区卫生健康局网站", HealthState::down);
  const Fingerprint down = fingerprint(alert(AlertName::SiteDown, "health", 1).identity);
  const Fingerprint stale = fingerprint(alert(AlertName::HomepageStale, "edu", 240).identity);
  alert(AlertName::SiteChallenged, "edu", 2);
  const WallTime now = FakeClock::default_start;
  const auto told = [&](Fingerprint about, const char* receiver, int days_ago, int times) {
    NotificationEntry entry;
    entry.alert = about;
    entry.receiver = receiver;
    entry.times = times;
    entry.first_at = now - std::chrono::hours{24 * days_ago};
    entry.last_at = times > 1 ? now - std::chrono::hours{24} : entry.first_at;
    world.alerts.log.push_back(entry);
  };
  told(down, "ops", 0, 1);
  told(down, "sponsor:unit-health", 0, 1);
  told(stale, "sponsor:unit-edu", 8, 2);
  const Catalogue words = Catalogue::of(Language::zh_cn, chinese().zone);
  const std::string page = get("/");
  EXPECT_THAT(page, HasSubstr(words.clock(now) + "已发邮件<small>运维人员、主办单位</small>"));
  const Day yesterday = words.zone().day(now - std::chrono::hours{24});
  EXPECT_THAT(page, HasSubstr("已提醒2次，最近" + words.short_date(yesterday) + "<small>主办单位</small>"));
  EXPECT_THAT(page, HasSubstr("尚未发邮件"));
  EXPECT_THAT(page, HasSubstr("href=\"/export/sites.xlsx\">导出表格"));
}

TEST_F(Page, CountsTheRemindersOfAllWhoDidNotReportTogether) {
  for (const char* unit : {"a", "b"}) {
    duty(unit, std::nullopt, ReportState::overdue);
    Alert& overdue = alert(AlertName::ReportOverdue, "", 2);
    overdue.identity.sponsor = unit;
    NotificationEntry entry;
    entry.alert = fingerprint(overdue.identity);
    entry.receiver = std::string{"sponsor:"} + unit;
    entry.times = *unit == 'a' ? 3 : 2;
    entry.first_at = entry.last_at = FakeClock::default_start;
    world.alerts.log.push_back(entry);
  }
  const std::string page = get("/");
  EXPECT_THAT(page, HasSubstr("已提醒3次"));
  EXPECT_THAT(page, HasSubstr("<small>主办单位</small>"));
}

TEST_F(Page, CountsTheRemindersBeforeTheDeadlineToo) {
  duty("a", std::nullopt, ReportState::overdue);
  Alert& overdue = alert(AlertName::ReportOverdue, "", 2);
  overdue.identity.sponsor = "a";
  overdue.identity.period = "2026-03";
  AlertIdentity reminder = overdue.identity;
  reminder.alert = AlertName::ReportDueSoon;
  NotificationEntry reminded;
  reminded.alert = fingerprint(reminder);
  reminded.receiver = "sponsor:a";
  reminded.times = 3;
  reminded.first_at = reminded.last_at = FakeClock::default_start - std::chrono::hours{72};
  world.alerts.log.push_back(reminded);
  EXPECT_THAT(get("/"), HasSubstr("已提醒3次"));
  NotificationEntry noticed = reminded;
  noticed.alert = fingerprint(overdue.identity);
  noticed.times = 1;
  noticed.first_at = noticed.last_at = FakeClock::default_start;
  world.alerts.log.push_back(noticed);
  EXPECT_THAT(get("/"), HasSubstr("已提醒4次"));
}

TEST_F(Page, ShowsTheColumnsOfASiteWithTheirEvidence) {
  auto& row = world.status.add("edu", "区教育局网站");
  row.site.columns = {{"news", "工作动态", *Url::parse("http://www.edu.example/news/"), ColumnType::news, {}}};
  ColumnRecord record;
  record.newest = date::year{2026} / 2 / 1;
  row.columns = {ColumnView{.column = "news",
                            .definition = &row.site.columns[0],
                            .state = "stale",
                            .judgement = {Freshness::stale, 29},
                            .record = &record,
                            .updates = {0, 1, 7},
                            .redated = 2}};
  row.findings = {{FindingKind::columns_stale, 5, 5, true, {}}};
  Observation seen;
  seen.column = "news";
  seen.reading.items = 20;
  seen.reading.dated_items = 18;
  seen.reading.evidence = Evidence{"<b>关于开展工作的通知 2026-02-01", "http://www.edu.example/1"};
  world.status.seen = {seen};
  const std::string page = get("/sites/edu");
  for (const char* words :
       {"栏目更新情况", "工作动态", "动态要闻", "超期未更新", "2026年2月1日", "0／1／7", "&lt;b&gt;关于开展工作的通知",
        "读到20条，注明日期18条", "2条疑似旧稿重发", "超期栏目5个（界限5个）", "与单项否决情形相符（以上级认定为准）"})
    EXPECT_THAT(page, HasSubstr(words)) << words;
  EXPECT_THAT(page, HasSubstr("href=\"http://www.edu.example/news/\""));
}

TEST_F(Page, MakesNothingOfAHostileNameOrTitle) {
  auto& row = world.status.add("x", "<img src=x onerror=alert(1)>\"'\n<b>");
  row.reading.newest_items.push_back(
      {.date = {}, .title = "</li><script>alert(2)</script>", .link = "javascript:alert(3)"});
  row.last.detail = "<svg onload=alert(4)>";
  for (const char* path : {"/", "/sites/x"}) {
    const std::string page = get(path);
    EXPECT_THAT(page, Not(HasSubstr("<img")));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, Not(HasSubstr("<svg")));
    EXPECT_THAT(page, Not(HasSubstr("javascript:")));
  }
  EXPECT_THAT(get("/sites/x"), HasSubstr("&lt;script&gt;alert(2)"));
}

TEST_F(Page, ShowsOurOwnFaultsInTheHead) {
  world.status.daemon_view.own_network_up = false;
  world.status.daemon_view.mail_blocked = true;
  world.status.daemon_view.store_writable = false;
  const std::string page = get("/");
  for (const char* words : {"本监测点网络故障", "邮件发送受阻", "存储不可写"}) EXPECT_THAT(page, HasSubstr(words));
}

TEST_F(Page, SaysThatSomebodyHasToLookAtTheStore) {
  EXPECT_THAT(get("/"), Not(HasSubstr("存储曾受损")));
  world.status.daemon_view.store_notice = "sitewatch.db.damaged-1 <b>";
  EXPECT_THAT(get("/"), HasSubstr("存储曾受损，请人工核查：sitewatch.db.damaged-1 &lt;b&gt;"));
  EXPECT_EQ(world.ask(WebWorld::get("/readyz")).body, "ready\nstore: was damaged, somebody has to look\n");
  EXPECT_THAT(world.ask(WebWorld::get("/metrics")).body, HasSubstr("sitewatch_store_needs_operator 1\n"));
}

TEST_F(Page, AndTheMetricsMeanTheSameDayByANewestDate) {
  world.status.add("edu", "区教育局网站").reading.newest = date::year{2026} / 3 / 1;
  EXPECT_THAT(get("/sites/edu"), HasSubstr("2026年3月1日"));
  // 2026-03-01 00:00 in Asia/Shanghai.
  EXPECT_THAT(world.ask(WebWorld::get("/metrics")).body,
              testing::ContainsRegex("newest_timestamp_seconds\\{.*\\} 1772294400\n"));
}

TEST_F(Page, TurnsItsPagesForManySites) {
  for (int index = 0; index < 1'000; ++index) world.status.add("s" + std::to_string(index), "网站");
  const std::string first = get("/");
  EXPECT_THAT(first, HasSubstr("/sites/s299\""));
  EXPECT_THAT(first, Not(HasSubstr("/sites/s300\"")));
  EXPECT_THAT(first, HasSubstr("/?show=all&amp;from=300#list"));
  EXPECT_THAT(get("/?show=all&from=900"), HasSubstr("/sites/s999\""));
  EXPECT_THAT(get("/?from=99999999999999999999"), HasSubstr("</html>"));
}

TEST_F(Page, TellsASitesWholeStory) {
  world.status.add("health", "区卫生健康局网站", HealthState::down);
  FailedVisit visit;
  visit.at = FakeClock::default_start;
  visit.reason = FailureReason::connect_timeout;
  visit.phase = Phase::connect;
  visit.address = "192.0.2.7";
  world.status.failures.push_back(visit);
  const std::string page = get("/sites/health");
  EXPECT_THAT(page, HasSubstr("有效访问2016次，失败101次，失败率5.0%"));
  EXPECT_THAT(page, HasSubstr("192.0.2.7"));
  EXPECT_THAT(page, HasSubstr("建立连接"));
  EXPECT_EQ(world.ask(WebWorld::get("/sites/nobody")).status, 404);
}

TEST_F(Page, LeadsNobodyToASiteThatMayHaveBeenTakenOver) {
  world.status.add("edu", "区教育局网站");
  world.status.add("health", "区卫生健康局网站");
  EXPECT_THAT(get("/sites/edu"), HasSubstr("<a href=\"http://edu.example/\""));
  alert(AlertName::SiteHijackSuspected, "edu", 1).facts.values["signals"] = std::int64_t{2};
  const std::string page = get("/sites/edu");
  EXPECT_THAT(page, HasSubstr("http://edu.example/"));
  EXPECT_THAT(page, Not(HasSubstr("<a href=\"http://edu.example/\"")));
  EXPECT_THAT(page, HasSubstr("勿打开，电话核实"));
  EXPECT_THAT(get("/sites/health"), HasSubstr("<a href=\"http://health.example/\""));
}

TEST_F(Page, CallsAPageThatIsAboutToGoStaleNotStale) {
  world.status.add("edu", "区教育局网站");
  Alert& stale = alert(AlertName::HomepageStale, "edu", 48);
  stale.facts.values["days"] = std::int64_t{11};
  stale.facts.values["soon"] = true;
  const std::string page = get("/sites/edu");
  EXPECT_THAT(page, HasSubstr("首页即将超期"));
  EXPECT_THAT(page, Not(HasSubstr("首页超期未更新")));
}

TEST_F(Page, SaysWhatIsWrongWithTheContentOfASite) {
  world.status.add("edu", "区教育局网站");
  Alert& stale = alert(AlertName::ColumnsStale, "edu", 48);
  stale.facts.values["count"] = std::int64_t{6};
  stale.facts.values["matches"] = true;
  alert(AlertName::ColumnsBlank, "edu", 48).facts.values["count"] = std::int64_t{2};
  alert(AlertName::UndatedHomepage, "edu", 48).facts.values["items"] = std::int64_t{46};
  const std::string page = get("/");
  EXPECT_THAT(page, HasSubstr("6个栏目超期未更新或未注明发布时间，与“栏目不更新”指标情形相符（以上级认定为准）"));
  EXPECT_THAT(page, HasSubstr("2个空白栏目"));
  EXPECT_THAT(page, HasSubstr("读到信息46条，均未注明发布时间"));
}

TEST_F(Page, SaysWhereTheHomePageAndTheInventoryDiffer) {
  Site& site = world.status.add("edu", "区教育局网站").site;
  site.id_code = "4503040012";
  site.icp = "桂ICP备05000000号";
  Observation home;
  home.identity = PageIdentity{};
  home.identity->codes = {"4503040099", "桂ICP备05000000号-1", ""};
  home.identity->tags.site_name = "<b>某市人民政府";
  world.status.seen = {home};
  const std::string page = get("/sites/edu");
  EXPECT_THAT(page, HasSubstr("<dt>ICP备案号</dt><dd>桂ICP备05000000号</dd>"));
  EXPECT_THAT(page, HasSubstr(R"(<h2>首页所写与清单不一致</h2>
<div class="sheet"><ul>
<li>页脚网站标识码：页面为4503040099，清单为4503040012</li>
<li>页面标签SiteName（网站名称）：页面为&lt;b&gt;某市人民政府，清单为区教育局网站</li>
</ul></div>
<p class="note">页面、清单都可能有误，请核对后更正；不影响访问和更新情况的判定。</p>
)"));
  site.id_code = "4503040099";
  site.name = "某市人民政府网站";
  EXPECT_THAT(get("/sites/edu"), Not(HasSubstr("首页所写与清单不一致"))) << "a corrected inventory counts at once";
}

TEST_F(Page, ProposesColumnsToWhoeverListedNone) {
  FakeStatus::Row& row = world.status.add("edu", "区教育局网站");
  Observation home;
  home.identity = PageIdentity{};
  home.proposed = {{"通知<b>", *Url::parse("http://edu.example/tz/"), ColumnType::notices}};
  world.status.seen = {home};
  EXPECT_THAT(get("/sites/edu"), HasSubstr(R"(<h2>发现的栏目（建议，未纳入判定）</h2>
<div class="sheet"><table><thead><tr><th scope="col">栏目</th><th scope="col">类别</th><th scope="col">栏目网址</th></tr></thead><tbody>
<tr><td data-label="栏目">通知&lt;b&gt;</td><td data-label="类别">通知公告</td><td data-label="栏目网址"><a href="http://edu.example/tz/" rel="noreferrer noopener">http://edu.example/tz/</a></td></tr>
</tbody></table></div>
<p class="note">由首页链接推测，不读取、不判定。核对后可登记：sitewatch sites edu --proposed 按栏目清单的格式输出。</p>
)"));
  alert(AlertName::SiteHijackSuspected, "edu", 1);
  EXPECT_THAT(get("/sites/edu"), Not(HasSubstr("<a href=\"http://edu.example/tz/\"")));
  row.site.columns = {{"tz", "通知公告", *Url::parse("http://edu.example/tz/"), ColumnType::notices, {}}};
  EXPECT_THAT(get("/sites/edu"), Not(HasSubstr("发现的栏目"))) << "the inventory names columns";
}

TEST_F(Page, NamesAHostThatNobodyListedAndWhoLinksThere) {
  Alert& found = alert(AlertName::UnlistedSiteFound, "", 8);
  found.identity.host = "lyj.qinghe.example";
  found.facts.values["host"] = found.identity.host;
  found.facts.values["first_site"] = std::string{"<b>区教育局网站"};
  found.facts.values["many"] = true;
  const std::string page = get("/");
  EXPECT_THAT(page, HasSubstr("发现未登记网站"));
  EXPECT_THAT(page, HasSubstr("lyj.qinghe.example：&lt;b&gt;区教育局网站等网站的首页有链接，清单中没有"));
  EXPECT_THAT(page, HasSubstr("核实后登记，或列为排除"));
  EXPECT_THAT(page, Not(HasSubstr("<a href=\"http://lyj"))) << "nobody knows yet whose it is";
  EXPECT_THAT(world.ask(WebWorld::get("/api/v1/alerts")).body, HasSubstr("\"host\":\"lyj.qinghe.example\""));
  EXPECT_THAT(world.ask(WebWorld::get("/metrics")).body, Not(HasSubstr("lyj.qinghe.example")));
}

TEST(PageInEnglish, HasAWordForEverything) {
  WebWorld world;
  world.status.add("edu", "Education", HealthState::down);
  const std::string page = world.ask(WebWorld::get("/")).body;
  EXPECT_THAT(page, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(page, HasSubstr("no basis for naming anyone"));
  EXPECT_THAT(page, Not(HasSubstr("{{")));
}

}  // namespace
}  // namespace sitewatch::web
