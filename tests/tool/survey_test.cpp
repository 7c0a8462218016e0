#include "tool/survey.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <map>

#include "config/config_folder.h"
#include "config/load.h"
#include "support/raw_server.h"
#include "tool/command.h"
#include "tool/running.h"

namespace sitewatch::tool {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr WallTime now{std::chrono::milliseconds{1'773'972'000'000}};  // 2026-03-20 02:00:00 UTC

std::string list_page(const std::string& day) {
  std::string page = "<title>列表</title><ul>";
  for (int i = 0; i < 4; ++i)
    page += "<li><a href=/x" + std::to_string(i) + ".html>关于开展第" + std::to_string(i) + "项工作的通知</a><i>" +
            day + "</i></li>";
  return page + "</ul>";
}

/// A site of fixed pages; what it does not have is a 404.
class PagesSite {
 public:
  explicit PagesSite(std::map<std::string, std::string> pages)
      : pages_{std::move(pages)}, server_{[this](Peer& peer) { serve(peer); }} {}
  std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(server_.port()) + path;
  }
  std::size_t requests() const { return server_.heads().size(); }

 private:
  void serve(Peer& peer) const {
    const std::string head = peer.read_head();
    const std::size_t from = head.find(' ') + 1;
    const auto page = pages_.find(head.substr(from, head.find(' ', from) - from));
    const std::string body = page == pages_.end() ? "no such page" : page->second;
    peer.send(std::string{"HTTP/1.1 "} + (page == pages_.end() ? "404 Not Found" : "200 OK") +
              "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " + std::to_string(body.size()) +
              "\r\nConnection: close\r\n\r\n" + body);
  }

  std::map<std::string, std::string> pages_;
  RawServer server_;
};

constexpr const char* home_page =
    "<title>区教育局</title><nav><a href=/>首页</a><a href=/jyyw/>教育要闻</a><a href=/tzgg/>通知公告</a></nav>"
    "<ul><li><a href=/jyyw/t20260318_1.html>全区教育工作会议召开</a><i>2026-03-18</i></li>"
    "<li><a href=/gone.html>关于举办春季运动会的通知</a><i>2026-03-17</i></li>"
    "<li><a href=/jyyw/t20260316_3.html>关于做好招生工作的通知</a><i>2026-03-16</i></li></ul>"
    "<footer>政府网站标识码：4503000001 桂ICP备05000000号-1</footer>";

std::map<std::string, std::string> education() {
  return {{"/", "<meta http-equiv=refresh content='0; URL=/web/'>"},
          {"/web/", home_page},
          {"/jyyw/", list_page("2026-03-18")},
          {"/tzgg/", list_page("2025-01-02")},
          {"/jyyw/t20260318_1.html", "<p>会议"},
          {"/jyyw/t20260316_3.html", "<p>招生"}};
}

Outcome survey_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"survey", "--allow-network", "127.0.0.0/8"});
  return run_at(now, arguments);
}

TEST(Survey, ReadsHomePageAndColumnsAndSaysWhatIsLate) {
  const PagesSite site{education()};
  const Outcome outcome = survey_of({"--json", site.url()});
  ASSERT_EQ(outcome.exit_code, success) << outcome.err;
  const json::object seen = json::parse(outcome.out).as_object();
  EXPECT_EQ(seen.at("title"), "区教育局");
  EXPECT_EQ(seen.at("codes").at("id_code"), "4503000001");
  EXPECT_EQ(seen.at("codes").at("icp"), "桂ICP备05000000号-1");
  EXPECT_EQ(seen.at("home").at("newest"), "2026-03-18");
  EXPECT_EQ(seen.at("home").at("state"), "fresh");
  EXPECT_EQ(seen.at("rule_set"), "CN-2019-19");
  EXPECT_EQ(seen.at("guessed"), true);
  const json::array& columns = seen.at("columns").as_array();
  ASSERT_EQ(columns.size(), 2u);
  EXPECT_EQ(columns[0].at("name"), "教育要闻");
  EXPECT_EQ(columns[0].at("state"), "fresh");
  EXPECT_EQ(columns[1].at("type"), "notices");
  EXPECT_EQ(columns[1].at("newest"), "2025-01-02");
  EXPECT_EQ(columns[1].at("items"), 4);
  EXPECT_EQ(columns[1].at("evidence").at("link"), json::value(site.url("/x0.html")));
  const json::value& stale = seen.at("findings").at(0);
  EXPECT_EQ(stale.at("finding"), "columns_stale");
  EXPECT_EQ(stale.at("matches"), false);
  EXPECT_EQ(stale.at("columns"), json::value({"通知公告"}));
}

TEST(Survey, TellsDeadLinksUpToTheLimit) {
  const PagesSite site{education()};
  const auto dead = [&](const char* links) {
    return json::parse(survey_of({"--json", "--links", links, site.url()}).out).as_object();
  };
  const json::object all = dead("50");
  ASSERT_EQ(all.at("dead_links").as_array().size(), 1u);
  EXPECT_EQ(all.at("dead_links").at(0).at("url"), json::value(site.url("/gone.html")));
  EXPECT_EQ(all.at("dead_links").at(0).at("http_status"), 404);
  const std::size_t before = site.requests();
  const json::object none = dead("0");
  EXPECT_EQ(none.at("links_checked"), 0);
  EXPECT_EQ(none.at("links_left").as_int64(), all.at("links_checked").as_int64());
  EXPECT_EQ(site.requests() - before, 4u) << "entry, home page and two columns";
}

TEST(Survey, IsAListForPeopleInEitherLanguage) {
  const PagesSite site{education()};
  const Outcome chinese = survey_of({site.url()});
  EXPECT_THAT(chinese.out, HasSubstr("标识码：4503000001"));
  EXPECT_THAT(chinese.out, HasSubstr("栏目及类别由首页链接推测"));
  EXPECT_THAT(chinese.out, HasSubstr("提示：1个栏目超期未更新"));
  EXPECT_THAT(chinese.out, HasSubstr("打不开：" + site.url("/gone.html")));
  EXPECT_THAT(chinese.err, HasSubstr("2/2 栏目 通知公告\n"));
  const Outcome english = survey_of({"--language", "en", "--links", "0", site.url()});
  EXPECT_THAT(english.out, HasSubstr("police number: not found"));
  EXPECT_THAT(english.out, HasSubstr("not updated in time"));
  EXPECT_THAT(survey_of({"--links", "0", "--format", "csv", site.url()}).out, StartsWith("\xef\xbb\xbf栏目,网址,类别"));
  EXPECT_THAT(survey_of({"--links", "0", "--format", "html", site.url()}).out, HasSubstr("<table"));
  EXPECT_THAT(survey_of({"--links", "0", "--format", "xlsx", site.url()}).out, StartsWith("PK"));
}

TEST(Survey, TakesTheColumnsOfTheInventoryAndNamesHostsOutsideIt) {
  std::map<std::string, std::string> pages = education();
  pages["/web/"] +=
      "<a href=http://edu.district.example/>a</a><a href=http://old.district.example/>b</a>"
      "<a href=http://www.elsewhere.example/>c</a>";
  const PagesSite site{pages};
  const ConfigFolder folder{{"sitewatch.yaml", "inventory: sites.csv\ncolumns: columns.csv\n"},
                            {"sites.csv", "编号,网站名称,首页网址,网站标识码,ICP备案号\njy,区教育局," + site.url() +
                                              ",4503000002,桂ICP备05000000号\n"
                                              "edu,区二中,http://edu.district.example/,,\n"},
                            {"columns.csv", "site,name,url,type\njy,公告," + site.url("/tzgg/") + ",通知公告\n"}};
  const Outcome outcome = survey_of({"--json", "--links", "0", "--config", folder.path("sitewatch.yaml"), "jy"});
  ASSERT_EQ(outcome.exit_code, success) << outcome.err;
  const json::object seen = json::parse(outcome.out).as_object();
  EXPECT_EQ(seen.at("guessed"), false);
  EXPECT_EQ(seen.at("columns").as_array().size(), 1u);
  EXPECT_EQ(seen.at("columns").at(0).at("state"), "long_stale");
  EXPECT_EQ(seen.at("UnlistedSiteFound"), json::value({"old.district.example"}));
  ASSERT_EQ(seen.at("differences").as_array().size(), 1u);
  EXPECT_EQ(seen.at("differences").at(0).at("claim"), "id_code");
  const Outcome sheet = survey_of({"--links", "0", "--config", folder.path("sitewatch.yaml"), "jy"});
  EXPECT_THAT(sheet.out, HasSubstr("与清单不一致：页脚网站标识码：页面为4503000001，清单为4503000002"));
  const Outcome unknown = survey_of({"--config", folder.path("sitewatch.yaml"), "jiaoyu"});
  EXPECT_EQ(unknown.exit_code, failed);
  EXPECT_THAT(unknown.err, HasSubstr("jiaoyu: no site of this id in the inventory of"));
}

TEST(Survey, WritesColumnsThatTheInventoryReads) {
  const PagesSite site{education()};
  for (const char* language : {"zh-CN", "en"}) {
    const ConfigFolder folder{{"sitewatch.yaml", "inventory: sites.csv\ncolumns: columns.csv\n"},
                              {"sites.csv", "编号,网站名称,首页网址\n127.0.0.1,区教育局," + site.url() + "\n"}};
    const std::string file = folder.path("columns.csv");
    ASSERT_EQ(survey_of({"--language", language, "--links", "0", "--columns-csv", file, site.url()}).exit_code,
              success);
    std::ifstream in{file};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    EXPECT_THAT(text, HasSubstr("127.0.0.1,教育要闻," + site.url("/jyyw/") + ","));
    folder.write("sites.csv", "编号,网站名称,首页网址\njy,区教育局," + site.url() + "\n");
    std::string renamed = text;
    for (std::size_t at = 0; (at = renamed.find("\n127.0.0.1,", at)) != std::string::npos;)
      renamed.replace(at, 11, "\njy,");
    folder.write("columns.csv", renamed);
    const auto config = load_config(folder.path("sitewatch.yaml"));
    ASSERT_TRUE(config) << config.error().front().text();
    ASSERT_EQ(config->sites.front().columns.size(), 2u);
    EXPECT_EQ(config->sites.front().columns[0].type, ColumnType::news);
    EXPECT_EQ(config->sites.front().columns[1].name, "通知公告");
  }
  EXPECT_THAT(survey_of({"--links", "0", "--columns-csv", "/nonexistent/c.csv", site.url()}).err,
              HasSubstr("cannot write /nonexistent/c.csv"));
}

TEST(Survey, SaysWhyThereIsNone) {
  const PagesSite site{{{"/feed", "<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>"}}};
  const Outcome missing = survey_of({site.url()});
  EXPECT_EQ(missing.exit_code, failed);
  EXPECT_EQ(missing.out, "");
  EXPECT_THAT(missing.err, HasSubstr("首页没有读到：页面不存在（404）"));
  EXPECT_THAT(survey_of({site.url("/feed")}).err, HasSubstr("not a page of HTML"));
  const Outcome blocked = run_at(now, {"survey", "--language", "en", site.url()});
  EXPECT_EQ(blocked.exit_code, failed);
  EXPECT_THAT(blocked.err, HasSubstr("the home page was not read: the domain points to an internal"));
  EXPECT_THAT(survey_of({"jiaoyu"}).err, HasSubstr("name the inventory with --config"));
  EXPECT_EQ(survey_of({"--links", "-1", site.url()}).exit_code, wrong_usage);
  EXPECT_EQ(survey_of({}).exit_code, wrong_usage);
}

}  // namespace
}  // namespace sitewatch::tool
