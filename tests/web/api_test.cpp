#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "web/json_rows.h"
#include "web/web_world.h"

namespace sitewatch::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

boost::json::object parsed(const Answer& answer) {
  return boost::json::parse(answer.body).as_object();
}
std::string text_of(const boost::json::value& value) {
  return std::string{value.as_string()};
}

std::vector<std::string> faults(const Answer& answer) {
  std::vector<std::string> fields;
  const boost::json::object problem = parsed(answer);
  if (const auto* list = problem.if_contains("faults"))
    for (const auto& fault : list->as_array()) fields.push_back(text_of(fault.at("field")));
  return fields;
}

class Api : public ::testing::Test {
 protected:
  Answer file(std::string_view body, std::string_view token = WebWorld::office_token) {
    return world.ask(WebWorld::post("/api/v1/reports", body, token));
  }
  WebWorld world;
};

TEST_F(Api, ListsSitesInInventoryOrderWithTheirState) {
  world.status.add("edu", "区教育局网站");
  world.status.add("health", "区卫生健康局网站", HealthState::down);
  const auto sites = parsed(world.ask(WebWorld::get("/api/v1/sites"))).at("sites").as_array();
  ASSERT_EQ(sites.size(), 2u);
  EXPECT_EQ(text_of(sites[0].at("id")), "edu");
  EXPECT_EQ(text_of(sites[0].at("state")), "up");
  EXPECT_EQ(text_of(sites[1].at("state")), "down");
  EXPECT_EQ(text_of(sites[1].at("reason")), "http_5xx");
  EXPECT_EQ(sites[1].at("window").at("failed").as_int64(), 101);
  SiteView unvisited = world.status.site(0);
  unvisited.window = {};
  EXPECT_TRUE(to_json(unvisited, Catalogue::of(Language::en, Zone::utc())).at("window").at("ratio").is_null())
      << "no share of no visits";
  EXPECT_EQ(sites[1].at("targets").as_array()[0].at("last").at("http_status").as_int64(), 503);
}

TEST_F(Api, StaysJsonWhateverASiteSays) {
  auto& row = world.status.add("edu", "区教育局网站");
  row.last.detail = "\"}\xff\xfe\x01<script>";
  const auto site = parsed(world.ask(WebWorld::get("/api/v1/sites/edu")));
  EXPECT_THAT(text_of(site.at("targets").as_array()[0].at("last").at("detail")), HasSubstr("<script>"));
}

TEST_F(Api, SaysWhereAHomePageAndTheInventoryDiffer) {
  world.status.add("edu", "区教育局网站").site.id_code = "4503040012";
  const auto differences = [&] { return parsed(world.ask(WebWorld::get("/api/v1/sites/edu"))).at("differences"); };
  EXPECT_TRUE(differences().is_null()) << "no home page was read";
  world.status.seen = {Observation{}};
  world.status.seen[0].identity = PageIdentity{};
  EXPECT_TRUE(differences().as_array().empty());
  world.status.seen[0].identity->tags.site_id_code = "4503\xff";
  const auto row = differences().as_array().at(0);
  EXPECT_EQ(text_of(row.at("claim")), "tag_id_code");
  EXPECT_THAT(text_of(row.at("shown")), HasSubstr("4503"));
  EXPECT_EQ(text_of(row.at("listed")), "4503040012");
  EXPECT_THAT(text_of(row.at("text")), HasSubstr("SiteIDCode"));
}

TEST_F(Api, ProposesColumnsToWhoeverListedNone) {
  Site& site = world.status.add("edu", "区教育局网站").site;
  const auto proposed = [&] { return parsed(world.ask(WebWorld::get("/api/v1/sites/edu"))).at("proposed_columns"); };
  EXPECT_TRUE(proposed().is_null()) << "no home page was read";
  world.status.seen = {Observation{}};
  world.status.seen[0].identity = PageIdentity{};
  world.status.seen[0].proposed = {{"通知", *Url::parse("http://edu.example/tz/"), ColumnType::notices}};
  EXPECT_EQ(proposed(), boost::json::parse(R"([{"name":"通知","url":"http://edu.example/tz/","type":"notices"}])"));
  site.columns = {{"tz", "通知公告", *Url::parse("http://edu.example/tz/"), ColumnType::notices, {}}};
  EXPECT_TRUE(proposed().as_array().empty());
}

TEST_F(Api, AnswersTenThousandSitesInPieces) {
  for (int index = 0; index < 10'000; ++index) world.status.add("s" + std::to_string(index), "x");
  const Answer answer = world.ask(WebWorld::get("/api/v1/sites"));
  EXPECT_EQ(answer.header("Transfer-Encoding"), "chunked");
  EXPECT_EQ(parsed(answer).at("sites").as_array().size(), 10'000u);
}

TEST_F(Api, GivesTheOutagesOfASpanOfDays) {
  world.status.add("edu", "区教育局网站");
  FailedVisit visit;
  visit.target = "edu#1";
  visit.at = from_milliseconds(1'772'400'000'000);
  visit.reason = FailureReason::connect_timeout;
  world.status.failures.push_back(visit);
  const auto site = parsed(world.ask(WebWorld::get("/api/v1/sites/edu?outages=1&from=2026-02-01&to=2026-02-28")));
  EXPECT_EQ(text_of(site.at("outages").as_array()[0].at("reason")), "connect_timeout");
  ASSERT_TRUE(world.status.asked_span);
  EXPECT_EQ(world.status.asked_span->to - world.status.asked_span->from, std::chrono::hours{28 * 24});
  EXPECT_EQ(world.ask(WebWorld::get("/api/v1/sites/edu?outages=1&from=soon")).status, 400);
  EXPECT_EQ(world.ask(WebWorld::get("/api/v1/sites/nobody")).status, 404);
}

TEST_F(Api, FilesAReportAndNamesTheReceipt) {
  const Answer answer = file(R"({"sponsor":"unit-edu","period":"2026-03","sites":[{"site":"edu","migration_percent":40,
      "closure":"已申请","expected_on":"2026-05-01"}],"note":"按计划","channel":"phone","entered_by":"duty desk","reason":"told",
      "received_at":"2026-03-02T08:00:00+08:00"})");
  EXPECT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(text_of(parsed(answer).at("receipt")), "2026-03-1");
  ASSERT_EQ(world.reports.filed.size(), 1u);
  const FilingRequest& filed = world.reports.filed.front();
  EXPECT_EQ(filed.sites.front().migration_percent, 40);
  EXPECT_EQ(filed.channel, "phone");
  EXPECT_EQ(filed.entered_by, "duty desk");
  EXPECT_EQ(filed.reason, "told");
  EXPECT_EQ(filed.received_at, FakeClock::default_start);
  EXPECT_TRUE(filed.by_office);
}

TEST_F(Api, TakesNoTokensNameForThePersonWhoEntersForAUnit) {
  for (const char* how : {R"("channel":"phone")", R"("received_at":"2026-03-02T08:00:00+08:00")"}) {
    file(std::string{R"({"sponsor":"unit-edu","period":"2026-03","nil_reason":"none",)"} + how + '}');
    ASSERT_FALSE(world.reports.filed.empty());
    EXPECT_EQ(world.reports.filed.back().entered_by, "") << how;
  }
}

TEST_F(Api, AnswersTheSameReceiptForTheSameKey) {
  const char* body = R"({"sponsor":"unit-edu","period":"2026-03","nil_reason":"none","idempotency_key":"k1"})";
  const Answer first = file(body), again = file(body);
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(first.body, again.body);
  EXPECT_EQ(world.reports.filed.size(), 1u);
}

TEST_F(Api, RefusesOtherContentUnderTheSameKey) {
  file(R"({"sponsor":"unit-edu","period":"2026-03","nil_reason":"none","idempotency_key":"k1"})");
  const Answer other = file(R"({"sponsor":"unit-edu","period":"2026-03","nil_reason":"other","idempotency_key":"k1"})");
  EXPECT_EQ(other.status, 409);
  EXPECT_THAT(faults(other), ElementsAre("idempotency_key"));
  EXPECT_EQ(world.reports.filed.size(), 1u);
}

TEST_F(Api, NamesEveryFaultOfAFilingByItsField) {
  const Answer answer = file(R"({"sponsor":7,"period":"2026-03","sites":[{"site":"a","migration_percent":101},
      {"migration_percent":"40"},"x"],"colour":"red","received_at":"yesterday"})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(faults(answer), ElementsAre("sponsor", "sites[0].migration_percent", "sites[1].site",
                                          "sites[1].migration_percent", "sites[2]", "received_at", "colour"));
  EXPECT_EQ(file("{").status, 400);
  EXPECT_EQ(file("[]").status, 400);
  EXPECT_EQ(file(std::string(100, '[')).status, 400);
  EXPECT_EQ(file(R"({"note":"a\u0000b"})").status, 400);
  EXPECT_TRUE(world.reports.filed.empty());
}

TEST_F(Api, PassesOnWhyTheDeskRefuses) {
  const Answer wrong = file(R"({"sponsor":"unit-edu","period":"March","if_revision":2})");
  EXPECT_THAT(faults(wrong), ElementsAre("period"));
  EXPECT_EQ(text_of(parsed(wrong).at("faults").at(0).at("code")), "not_a_month");
  EXPECT_THAT(wrong.body, HasSubstr("The month must be written as year-month"));
  world.reports.unavailable = "the disk is full";
  const Answer full = file(R"({"sponsor":"unit-edu","period":"2026-03"})");
  EXPECT_EQ(full.status, 507);
  EXPECT_THAT(full.body, HasSubstr("the disk is full"));
}

TEST_F(Api, LetsASponsorFileForItselfOnly) {
  world.status.add("edu", "区教育局网站");
  world.status.add("health", "区卫生健康局网站");
  const auto as_sponsor = [&](const char* body) { return file(body, WebWorld::sponsor_token); };
  EXPECT_EQ(as_sponsor(R"({"period":"2026-03","sites":[{"site":"edu"}],"entered_by":"me"})").status, 201);
  EXPECT_EQ(world.reports.filed.front().sponsor, "unit-edu");
  EXPECT_EQ(world.reports.filed.front().entered_by, "edu");
  EXPECT_FALSE(world.reports.filed.front().by_office);
  EXPECT_EQ(as_sponsor(R"({"sponsor":"unit-health","period":"2026-03"})").status, 403);
  EXPECT_EQ(as_sponsor(R"({"period":"2026-03","sites":[{"site":"health"}]})").status, 403);
  EXPECT_EQ(as_sponsor(R"({"period":"2026-03","received_at":"2026-03-01T00:00:00Z"})").status, 403);
  EXPECT_EQ(world.reports.filed.size(), 1u);
}

TEST_F(Api, ShowsASponsorOnlyWhatIsItsOwn) {
  world.status.add("edu", "区教育局网站");
  world.status.add("health", "区卫生健康局网站");
  for (const char* unit : {"unit-edu", "unit-health"}) {
    ReportRow row;
    row.sponsor = unit;
    row.period = {2026, 3};
    world.reports.rows.push_back(row);
  }
  const std::string key = "Authorization: Bearer sponsor-secret\r\n";
  EXPECT_EQ(parsed(world.ask(WebWorld::get("/api/v1/sites", key))).at("sites").as_array().size(), 1u);
  EXPECT_EQ(parsed(world.ask(WebWorld::get("/api/v1/reports", key))).at("reports").as_array().size(), 1u);
  EXPECT_EQ(world.ask(WebWorld::get("/api/v1/sites/health", key)).status, 404);
  for (const char* path : {"/", "/metrics", "/api/v1/alerts", "/api/v1/notifications", "/readyz", "/sites/edu"})
    EXPECT_EQ(world.ask(WebWorld::get(path, key)).status, 403) << path;
  EXPECT_EQ(world.ask(WebWorld::post("/-/reload", "", WebWorld::sponsor_token)).status, 403);
}

/// More units than one turn of the loop looks at, with another order of them after the first rows.
void add_many_units(WebWorld& world, int units) {
  for (int index = 0; index < units; ++index) {
    ReportRow& row = world.reports.rows.emplace_back();
    row.sponsor = "unit-" + std::to_string(index);
    row.sponsor_name = "Unit " + std::to_string(index) + '.';
    row.period = {2026, 3};
  }
  world.reports.before_rows = [&world, calls = 0]() mutable {
    if (++calls != 2) return;
    std::reverse(world.reports.all_sponsors.begin(), world.reports.all_sponsors.end());
    ++world.reports.times_replaced;
  };
}

TEST_F(Api, ListsEveryUnitOnceAlsoWhenAReloadComesBetween) {
  add_many_units(world, 600);
  const auto listed = parsed(world.ask(WebWorld::get("/api/v1/reports"))).at("reports").as_array();
  std::set<std::string> units;
  for (const auto& row : listed) units.insert(text_of(row.at("sponsor")));
  EXPECT_EQ(listed.size(), 600u);
  EXPECT_EQ(units.size(), 600u);
  EXPECT_EQ(text_of(listed.front().at("sponsor")), "unit-599");
}

TEST_F(Api, ScrapesEveryUnitOnceAlsoWhenAReloadComesBetween) {
  add_many_units(world, 600);
  const std::string text = world.ask(WebWorld::get("/metrics")).body;
  std::multiset<std::string> deadlines;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("sitewatch_report_deadline")) deadlines.insert(line.substr(0, line.find('}')));
  EXPECT_EQ(deadlines.size(), 600u);
  EXPECT_EQ(std::set<std::string>(deadlines.begin(), deadlines.end()).size(), 600u);
}

TEST_F(Api, TakesAHundredFilingsAtOnceAndLosesNone) {
  std::vector<Client> clients;
  for (int index = 0; index < 100; ++index) {
    clients.emplace_back(world);
    clients.back().send(WebWorld::post(
        "/api/v1/reports", R"({"sponsor":"unit-edu","period":"2026-03","note":")" + std::to_string(index) + "\"}",
        WebWorld::office_token));
  }
  std::set<std::string> receipts;
  for (Client& client : clients) {
    const Answer answer = client.receive();
    EXPECT_EQ(answer.status, 201);
    receipts.insert(text_of(parsed(answer).at("receipt")));
  }
  EXPECT_EQ(receipts.size(), 100u);
  EXPECT_EQ(world.reports.filed.size(), 100u);
}

TEST_F(Api, ListsAndCorrectsAlerts) {
  Alert alert;
  alert.identity.site = "edu";
  alert.starts = FakeClock::default_start;
  alert.facts.values["failures"] = std::int64_t{9};
  alert.facts.lists["columns"] = {{{"name", std::string{"通知公告"}}, {"undated", true}}};
  world.alerts.all.push_back(alert);
  Alert ended = alert;
  ended.ending = Ending::recovered;
  world.alerts.all.push_back(ended);
  EXPECT_EQ(parsed(world.ask(WebWorld::get("/api/v1/alerts"))).at("alerts").as_array().size(), 2u);
  const auto firing = parsed(world.ask(WebWorld::get("/api/v1/alerts?firing=1"))).at("alerts").as_array();
  ASSERT_EQ(firing.size(), 1u);
  const std::string number = text(fingerprint(alert.identity));
  EXPECT_EQ(text_of(firing[0].at("fingerprint")), number);
  EXPECT_EQ(text_of(firing[0].at("starts")), "2026-03-02T00:00:00Z");
  EXPECT_EQ(firing[0].at("facts").at("failures").as_int64(), 9);
  EXPECT_EQ(text_of(firing[0].at("facts").at("columns").at(0).at("name")), "通知公告");

  const std::string path = "/api/v1/alerts/" + number + "/correct";
  EXPECT_EQ(world.ask(WebWorld::post(path, "{}", WebWorld::office_token)).status, 400);
  EXPECT_EQ(world.ask(WebWorld::post(path, R"({"reason":"works here"})", WebWorld::office_token)).status, 200);
  EXPECT_THAT(world.alerts.corrections, ElementsAre(number + "|works here|clerk"));
  EXPECT_EQ(
      world.ask(WebWorld::post("/api/v1/alerts/0000000000000001/correct", R"({"reason":"x"})", WebWorld::office_token))
          .status,
      404);
}

TEST_F(Api, KeepsSilencesAndMaintenances) {
  world.status.add("edu", "区教育局网站");
  const auto post = [&](const char* path, const char* body) {
    return world.ask(WebWorld::post(path, body, WebWorld::office_token));
  };
  const char* planned = R"({"site":"edu","to":"2026-03-03T00:00:00Z","reason":"moving"})";
  for (const std::string list : {"silences", "maintenances"}) {
    const std::string path = "/api/v1/" + list;
    EXPECT_EQ(post(path.c_str(), planned).status, 201);
    EXPECT_THAT(faults(post(path.c_str(), R"({"site":"nobody","to":"2026-03-01T00:00:00Z"})")),
                ElementsAre("site", "to", "reason"));
    const auto rows = parsed(world.ask(WebWorld::get(path))).at(list).as_array();
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(text_of(rows[0].at("from")), "2026-03-02T00:00:00Z");
    EXPECT_EQ(world.ask("DELETE " + path + "/1 HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 401);
    const std::string end = path + "/1" + (list == "silences" ? "/expire" : "/end");
    EXPECT_EQ(post(end.c_str(), "").status, 200);
    EXPECT_EQ(post(end.c_str(), "").status, 404);
  }
}

TEST_F(Api, SilencesEverythingOnlyWhereItIsSaid) {
  const auto post = [&](const char* body) {
    return world.ask(WebWorld::post("/api/v1/silences", body, WebWorld::office_token));
  };
  EXPECT_THAT(faults(post(R"({"to":"2026-03-03T00:00:00Z","reason":"moving"})")), ElementsAre("all"));
  EXPECT_THAT(faults(post(R"({"all":"yes","to":"2026-03-03T00:00:00Z","reason":"moving"})")), testing::Contains("all"));
  EXPECT_THAT(faults(post(R"({"all":true,"alert":"SiteDown","to":"2026-03-03T00:00:00Z","reason":"moving"})")),
              ElementsAre("all"));
  EXPECT_TRUE(world.alerts.silences().empty());
  EXPECT_EQ(post(R"({"all":true,"to":"2026-03-03T00:00:00Z","reason":"moving"})").status, 201);
}

TEST_F(Api, ListsMailsWithoutAnAddress) {
  OutboxRow row;
  row.id = 5;
  row.receiver = "sponsor:edu";
  row.to = {"clerk@edu.example"};
  row.subject = "网站无法访问";
  row.state = OutboxState::parked;
  world.alerts.sent.push_back(row);
  const Answer answer = world.ask(WebWorld::get("/api/v1/notifications?most=5"));
  EXPECT_EQ(text_of(parsed(answer).at("notifications").as_array()[0].at("state")), "parked");
  EXPECT_THAT(answer.body, Not(HasSubstr("clerk@")));
  EXPECT_EQ(world.ask(WebWorld::get("/api/v1/notifications?most=0")).status, 400);
}

TEST_F(Api, SaysWhyItIsNotReady) {
  EXPECT_EQ(world.ask(WebWorld::get("/readyz")).status, 200);
  world.status.daemon_view.store_writable = false;
  world.status.daemon_view.mail_alive = false;
  const Answer answer = world.ask(WebWorld::get("/readyz"));
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr("store: not writable\nmail: "));
  EXPECT_EQ(world.ask(WebWorld::get("/healthz")).status, 200);
}

TEST_F(Api, ReloadsOrListsTheMistakes) {
  EXPECT_EQ(world.ask(WebWorld::post("/-/reload", "", WebWorld::office_token)).status, 200);
  world.reloader.mistakes = {"a.yaml:1:1: x: y", "a.yaml:2:1: z: w"};
  const Answer answer = world.ask(WebWorld::post("/-/reload", "", WebWorld::office_token));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body, "a.yaml:1:1: x: y\na.yaml:2:1: z: w\n");
  EXPECT_EQ(world.ask(WebWorld::post("/-/reload", "", "")).status, 401);
  EXPECT_EQ(world.reloader.times, 2);
}

}  // namespace
}  // namespace sitewatch::web
