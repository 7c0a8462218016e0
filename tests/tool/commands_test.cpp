#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "support/raw_server.h"
#include "tool/command.h"
#include "tool/running.h"

namespace sitewatch::tool {
namespace {

namespace json = boost::json;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr WallTime now{std::chrono::milliseconds{1'773'972'000'000}};  // 2026-03-20 02:00:00 UTC

/// A daemon that gives every request the same answer and keeps what it was asked.
class OneAnswer {
 public:
  OneAnswer(int status, std::string body)
      : server_{[this, status, body = std::move(body)](Peer& peer) { serve(peer, status, body); }} {}

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
  std::string head() {
    const std::lock_guard guard{mutex_};
    return head_;
  }
  json::value body() {
    const std::lock_guard guard{mutex_};
    return json::parse(body_);
  }

 private:
  void serve(Peer& peer, int status, const std::string& answer) {
    const std::string head = peer.read_head();
    std::size_t length = 0;
    if (const auto at = head.find("Content-Length: "); at != std::string::npos)
      length = std::stoul(head.substr(at + 16));
    std::string body;
    while (body.size() < length) {
      const std::string more = peer.read_some(length - body.size());
      if (more.empty()) break;
      body += more;
    }
    {
      const std::lock_guard guard{mutex_};
      head_ = head;
      body_ = body;
    }
    peer.send("HTTP/1.1 " + std::to_string(status) + " x\r\nContent-Type: application/json\r\nContent-Length: " +
              std::to_string(answer.size()) + "\r\nConnection: close\r\n\r\n" + answer);
  }

  std::mutex mutex_;
  std::string head_;
  std::string body_;
  RawServer server_;
};

Outcome run(const std::vector<std::string>& arguments) {
  return run_at(now, arguments);
}

Outcome ask(const OneAnswer& daemon, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"--server", daemon.url()});
  return run(arguments);
}

/// A file of its own for one test, gone at its end.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content) {
    path_ = (std::filesystem::temp_directory_path() / ("sitewatch-tool-" + std::to_string(getpid()))).string();
    std::ofstream{path_} << content;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(ReportFile, SendsWhatTheCommandLineSaysAndPrintsTheReceiptAlone) {
  OneAnswer daemon{201, R"({"receipt":"202603-0007-K3","filed_at":"2026-03-20T02:00:00Z","state":"filed"})"};
  const Outcome outcome =
      ask(daemon, {"report",    "file",      "--sponsor",   "edu",        "--period",      "2026-03",
                   "--site",    "a.example", "--migration", "40",         "--closure",     "applied",
                   "--site",    "b.example", "--expected",  "2026-05-31", "--received-at", "2026-03-19 10:00",
                   "--channel", "phone",     "--by",        "office",     "--reason",      "told"});
  EXPECT_EQ(outcome.exit_code, success) << outcome.err;
  EXPECT_EQ(outcome.out, "202603-0007-K3\n");
  EXPECT_THAT(daemon.head(), StartsWith("POST /api/v1/reports HTTP/1.1"));
  EXPECT_EQ(daemon.body(),
            json::parse(R"({"sponsor":"edu","period":"2026-03","channel":"phone","entered_by":"office","reason":"told",
      "received_at":"2026-03-19T02:00:00Z","sites":[{"site":"a.example","migration_percent":40,"closure":"applied"},
      {"site":"b.example","expected_on":"2026-05-31"}]})"));
}

TEST(ReportFile, ReadsTheSitesFromAFile) {
  OneAnswer daemon{201, R"({"receipt":"202603-0001-AA"})"};
  const TemporaryFile file{R"({"sites":[{"site":"a.example","migration_percent":10}],"note":"by file"})"};
  const Outcome outcome =
      ask(daemon, {"report", "file", "--sponsor", "edu", "--period", "2026-03", "--file", file.path()});
  EXPECT_EQ(outcome.out, "202603-0001-AA\n");
  EXPECT_EQ(daemon.body().at("note"), "by file");
  EXPECT_EQ(daemon.body().at("sites").at(0).at("migration_percent"), 10);
}

TEST(ReportFile, NamesEveryFaultTheDaemonFinds) {
  OneAnswer daemon{400, R"({"error":"the report cannot be taken","faults":[{"field":"sites","what":"must name a site"},
      {"field":"period","what":"must be a month","code":"not_a_month"},
      {"field":"note","what":"?","code":"too_long","most":4000}]})"};
  const Outcome outcome = ask(daemon, {"report", "file", "--sponsor", "edu", "--period", "2026"});
  EXPECT_EQ(outcome.exit_code, failed);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err,
              HasSubstr("the report cannot be taken\n  sites: must name a site\n  period: 月份应写成年-月，如2026-03\n"
                        "  note: 文字过长，不得超过4000字节"));
}

TEST(ReportFile, RefusesWhatMakesNoSenseBeforeAsking) {
  OneAnswer daemon{201, "{}"};
  const std::vector<std::string> start{"report", "file", "--sponsor", "edu", "--period", "2026-03"};
  for (const std::vector<std::string>& rest : {std::vector<std::string>{"--migration", "40"},
                                               {"--site", "a", "--migration", "101"},
                                               {"--site", "a", "--migration", "x"},
                                               {"--site", "a", "--migration", "1", "--migration", "2"},
                                               {"--received-at", "yesterday"},
                                               {"--channel", "pigeon"},
                                               {"--file", "/nonexistent"},
                                               {"--bogus"}}) {
    std::vector<std::string> arguments = start;
    arguments.insert(arguments.end(), rest.begin(), rest.end());
    EXPECT_EQ(ask(daemon, arguments).exit_code, wrong_usage) << rest.back();
  }
  EXPECT_EQ(daemon.head(), "");
}

TEST(ReportDecisions, SendWhatWasDecidedAndSayWhatFollows) {
  OneAnswer daemon{201, R"({"state": "extended", "closes": "2026-03-27T16:00:00Z"})"};
  const Outcome outcome = run({"--server", daemon.url(), "report", "extend", "--sponsor", "教育局", "--period",
                               "2026-03", "--until", "2026-03-27", "--reason", "防汛", "--by", "区政府办"});
  EXPECT_EQ(outcome.exit_code, success) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("2026-03-27 24:00"));
  EXPECT_THAT(daemon.head(), StartsWith("POST /api/v1/reports/decisions "));
  EXPECT_EQ(daemon.body(), json::value({{"kind", "extend"},
                                        {"sponsor", "教育局"},
                                        {"period", "2026-03"},
                                        {"reason", "防汛"},
                                        {"by", "区政府办"},
                                        {"until", "2026-03-27"}}));
  EXPECT_EQ(run({"report", "extend", "--sponsor", "a", "--period", "2026-03", "--reason", "r", "--by", "b"}).exit_code,
            wrong_usage)
      << "an extension without a day";
  EXPECT_EQ(run({"report", "waive", "--sponsor", "a", "--period", "2026-03", "--by", "b"}).exit_code, wrong_usage);
}

TEST(Summary, GivesTheDaemonsBytesAsTheyAre) {
  OneAnswer daemon{200, "PK\x03\x04 not text"};
  const Outcome outcome = run({"--server", daemon.url(), "summary", "--period", "2026-03", "--format", "xlsx"});
  EXPECT_EQ(outcome.exit_code, success) << outcome.err;
  EXPECT_EQ(outcome.out, "PK\x03\x04 not text");
  EXPECT_THAT(daemon.head(), StartsWith("GET /api/v1/summary?format=xlsx&period=2026-03 "));
  EXPECT_EQ(run({"summary", "--format", "pdf"}).exit_code, wrong_usage);
}

TEST(Tool, SendsItsTokenOnlyToThisMachineInClearText) {
  OneAnswer daemon{200, R"({"sites":[]})"};
  const TemporaryFile token{"secret-token\n"};
  EXPECT_EQ(ask(daemon, {"--token-file", token.path(), "sites"}).exit_code, success);
  EXPECT_THAT(daemon.head(), HasSubstr("Authorization: Bearer secret-token\r\n"));
  const Outcome outcome = run({"--server", "http://192.0.2.1", "--token-file", token.path(), "sites"});
  EXPECT_EQ(outcome.exit_code, failed);
  EXPECT_THAT(outcome.err, HasSubstr("unencrypted"));
  EXPECT_THAT(ask(daemon, {"--token-file", "/nonexistent", "sites"}).err, HasSubstr("cannot read a token"));
}

TEST(Tool, SaysWhatIsMissingWhenTheDaemonWantsATokenOrIsAway) {
  OneAnswer daemon{401, "credentials needed\n"};
  const Outcome refused = ask(daemon, {"silence", "expire", "3"});
  EXPECT_EQ(refused.exit_code, failed);
  EXPECT_THAT(refused.err, HasSubstr("--token-file"));
  OneAnswer broken{500, "<html>"};
  EXPECT_THAT(ask(broken, {"alerts"}).err, HasSubstr("(500): <html>"));
  EXPECT_THAT(run({"--server", "http://127.0.0.1:1", "alerts"}).err, HasSubstr("cannot reach sitewatchd"));
  EXPECT_THAT(run({"--server", "ftp://x", "alerts"}).err, HasSubstr("ftp://x"));
  EXPECT_EQ(run({}).exit_code, wrong_usage);
  EXPECT_EQ(run({"sites", "--outages"}).exit_code, wrong_usage);
  for (const char* command :
       {"sites", "alerts", "reports", "report", "correct", "silence", "maintenance", "token", "inspect", "probe"})
    EXPECT_EQ(run({command, "--help"}).exit_code, success) << command;
}

constexpr const char* one_site = R"({"sites":[{"id":"www.edu.example","name":"区教育局网站","state":"down",
    "since":"2026-03-20T01:13:00Z","reason":"http_5xx","window":{"ratio":0.0512},
    "home":{"state":"stale","newest":"2026-03-01"},"targets":[{"url":"http://www.edu.example/","last":{}}]}]})";

TEST(Lists, SpeakTheLanguageOfTheReader) {
  OneAnswer daemon{200, one_site};
  const Outcome chinese = ask(daemon, {"sites"});
  EXPECT_THAT(chinese.out, StartsWith("编号             网站"));
  EXPECT_THAT(chinese.out, HasSubstr("www.edu.example  区教育局网站  无法访问  2026-03-20 09:13  "));
  EXPECT_THAT(chinese.out, HasSubstr("5.1%"));
  EXPECT_THAT(chinese.out, HasSubstr("2026-03-01"));
  const Outcome english = ask(daemon, {"sites", "--language", "en", "--time-zone", "UTC"});
  EXPECT_THAT(english.out, StartsWith("SITE "));
  EXPECT_THAT(english.out, HasSubstr("2026-03-20 01:13"));
  EXPECT_EQ(json::parse(ask(daemon, {"sites", "--json"}).out), json::parse(one_site));
}

TEST(Lists, AskForOneSiteAndItsOutages) {
  OneAnswer daemon{200, R"({"id":"a b","name":"区教育局网站","targets":[{"url":"http://www.edu.example/"}],
      "outages":[{"at":"2026-03-20T01:13:00Z","reason":"connection_refused","phase":"connect","seconds":0.25,
      "left_out":false},{"at":"2026-03-20T01:13:31Z","reason":"timeout","seconds":0.00081,"left_out":true}]})"};
  const Outcome sheet = ask(daemon, {"sites", "a b"});
  EXPECT_THAT(daemon.head(), StartsWith("GET /api/v1/sites/a%20b HTTP"));
  EXPECT_THAT(sheet.out, HasSubstr("http://www.edu.example/"));
  const Outcome outages = ask(daemon, {"sites", "a b", "--outages", "--from", "2026-03-01"});
  EXPECT_THAT(daemon.head(), StartsWith("GET /api/v1/sites/a%20b?outages=1&from=2026-03-01 HTTP"));
  EXPECT_THAT(outages.out, HasSubstr("2026-03-20 09:13:00  连接被拒绝"));
  EXPECT_THAT(outages.out, HasSubstr("0.250"));
  EXPECT_THAT(outages.out, AllOf(HasSubstr("2026-03-20 09:13:31"), HasSubstr("0.001"), HasSubstr("是")));
  EXPECT_THAT(outages.out, Not(HasSubstr("false")));
  ask(daemon, {"reports", "--period", "2026-03"});
  EXPECT_THAT(daemon.head(), StartsWith("GET /api/v1/reports?period=2026-03 HTTP"));
  ask(daemon, {"alerts"});
  EXPECT_THAT(daemon.head(), StartsWith("GET /api/v1/alerts?firing=1 HTTP"));
}

TEST(Lists, SayWhereAHomePageAndTheInventoryDiffer) {
  OneAnswer daemon{200, R"({"id":"edu","name":"区教育局网站","differences":[
      {"claim":"id_code","shown":"4503040099","listed":"4503040012","text":"-"},
      {"claim":"tag_domain","shown":"www.other.example","listed":"www.edu.example","text":"-"}]})"};
  const Outcome chinese = ask(daemon, {"sites", "edu"});
  EXPECT_THAT(chinese.out, HasSubstr("与清单不一致   页脚网站标识码：页面为4503040099，清单为4503040012\n"));
  EXPECT_THAT(chinese.out, HasSubstr("SiteDomain（网站域名）：页面为www.other.example，清单首页在www.edu.example\n"));
  const Outcome english = ask(daemon, {"sites", "edu", "--language", "en"});
  EXPECT_THAT(english.out, HasSubstr("in the footer: the page has 4503040099, the inventory 4503040012\n"));
}

TEST(Lists, ProposeColumnsAsRowsOfTheInventory) {
  OneAnswer daemon{200, R"({"id":"jiaoyu","proposed_columns":[
      {"name":"通知公告","url":"http://www.edu.example/tz/","type":"notices"},
      {"name":"x","url":"javascript:y","type":"z"}]})"};
  EXPECT_EQ(ask(daemon, {"sites", "jiaoyu", "--proposed"}).out,
            "\xef\xbb\xbf网站编号,栏目名称,栏目网址,类别\r\njiaoyu,通知公告,http://www.edu.example/tz/,通知公告\r\n");
  EXPECT_THAT(daemon.head(), StartsWith("GET /api/v1/sites/jiaoyu HTTP"));
  EXPECT_THAT(ask(daemon, {"sites", "jiaoyu", "--proposed", "--language", "en"}).out,
              HasSubstr("site,name,url,type\r\njiaoyu,通知公告,http://www.edu.example/tz/,notices\r\n"));
  const json::value list = json::parse(ask(daemon, {"sites", "jiaoyu", "--proposed", "--json"}).out);
  EXPECT_EQ(list.at(0).at("type"), "notices");
  EXPECT_EQ(run({"sites", "--proposed"}).exit_code, wrong_usage);
  OneAnswer unread{200, R"({"id":"jiaoyu","proposed_columns":null})"};
  EXPECT_EQ(ask(unread, {"sites", "jiaoyu", "--proposed"}).exit_code, success);
}

TEST(Lists, SayAlertsAndDeadlinesInWords) {
  OneAnswer alerts{200,
                   R"({"alerts":[{"fingerprint":"3600c68158e04aa9","alert":"ReportOverdue","severity":"warning"}]})"};
  EXPECT_THAT(ask(alerts, {"alerts"}).out, HasSubstr("3600c68158e04aa9  尚未收到进度报送  重要"));
  OneAnswer reports{200,
                    R"({"reports":[{"sponsor_name":"区教育局","state":"in_grace","closes":"2026-03-20T16:00:00Z"}]})"};
  EXPECT_THAT(ask(reports, {"reports"}).out, HasSubstr("2026-03-20 24:00"));
  OneAnswer entered{200, R"({"reports":[{"sponsor_name":"区教育局","state":"filed","filed_at":"2026-03-19T08:00:00Z",
      "channel":"phone","entered_at":"2026-03-22T03:00:00Z","entered_by":"综合科",
      "entry_reason":"来电告知","receipt":"202603-0007-K3"}]})"};
  EXPECT_THAT(ask(entered, {"reports"}).out,
              HasSubstr("2026-03-19 16:00  电话  2026-03-22 11:00  综合科  来电告知      202603-0007-K3"));
}

TEST(Pauses, SaySpanReasonAndWho) {
  OneAnswer daemon{201, R"({"id":7})"};
  const Outcome silence = ask(daemon, {"silence", "add", "--site", "www.edu.example", "--alert", "SiteDown", "--for",
                                       "2h", "--reason", "known", "--by", "ops"});
  EXPECT_EQ(silence.out, "7\n");
  EXPECT_THAT(daemon.head(), StartsWith("POST /api/v1/silences HTTP"));
  EXPECT_EQ(daemon.body(), json::parse(R"({"from":"2026-03-20T02:00:00Z","to":"2026-03-20T04:00:00Z","reason":"known",
      "by":"ops","alert":"SiteDown","site":"www.edu.example"})"));
  ask(daemon, {"maintenance", "add", "--site", "www.edu.example", "--from", "2026-03-20 22:00", "--until",
               "2026-03-21 02:00", "--reason", "move", "--by", "ops"});
  EXPECT_THAT(daemon.head(), StartsWith("POST /api/v1/maintenances HTTP"));
  EXPECT_EQ(daemon.body().at("to"), "2026-03-20T18:00:00Z");
  ask(daemon, {"maintenance", "end", "7"});
  EXPECT_THAT(daemon.head(), StartsWith("POST /api/v1/maintenances/7/end HTTP"));
  ask(daemon, {"correct", "00ff00ff00ff00ff", "--reason", "ours", "--by", "ops"});
  EXPECT_THAT(daemon.head(), StartsWith("POST /api/v1/alerts/00ff00ff00ff00ff/correct HTTP"));
  EXPECT_EQ(run({"silence", "add", "--reason", "x", "--by", "y"}).exit_code, wrong_usage);
  EXPECT_EQ(run({"silence", "add", "--for", "2w", "--all", "--reason", "x", "--by", "y"}).exit_code, wrong_usage);
  const Outcome everything = run({"silence", "add", "--for", "2h", "--reason", "x", "--by", "y"});
  EXPECT_EQ(everything.exit_code, wrong_usage);
  EXPECT_THAT(everything.err, HasSubstr("--site"));
}

TEST(TokenNew, PrintsTheTokenAloneAndItsDigestBeside) {
  const Outcome first = run({"token", "new", "--name", "hall"});
  const Outcome second = run({"token", "new", "--name", "hall", "--role", "sponsor", "--sponsor", "edu"});
  EXPECT_EQ(first.out.size(), 44u);
  EXPECT_NE(first.out, second.out);
  EXPECT_THAT(second.err, HasSubstr("name: \"hall\", role: sponsor, sponsor: \"edu\", sha256: "));
  EXPECT_THAT(first.err, Not(HasSubstr(first.out.substr(0, 43))));
  EXPECT_EQ(run({"token", "new", "--name", "x", "--role", "sponsor"}).exit_code, wrong_usage);
  EXPECT_EQ(run({"token", "new", "--name", "x\"y"}).exit_code, wrong_usage);
}

}  // namespace
}  // namespace sitewatch::tool
