#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/raw_server.h"
#include "tool/command.h"
#include "tool/running.h"

namespace sitewatch::tool {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

constexpr WallTime now{std::chrono::milliseconds{1'773'972'000'000}};  // 2026-03-20 02:00:00 UTC

constexpr const char* row_page = "<title>区教育局</title><li><a href=/a>关于开展工作的通知</a><i>2026-03-18</i></li>";

Outcome run(const std::vector<std::string>& arguments) {
  return run_at(now, arguments);
}

std::vector<json::object> lines(const std::string& out) {
  std::vector<json::object> objects;
  std::istringstream in{out};
  for (std::string line; std::getline(in, line);) objects.push_back(json::parse(line).as_object());
  return objects;
}

/// A file of its own for one test, gone at its end.
class SavedPage {
 public:
  explicit SavedPage(std::string_view content) {
    std::string name = (std::filesystem::temp_directory_path() / "sitewatch-page-XXXXXX").string();
    const int descriptor = mkstemp(name.data());
    EXPECT_GE(descriptor, 0);
    close(descriptor);
    path_ = name;
    std::ofstream{path_, std::ios::binary} << content;
  }
  ~SavedPage() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Sends `/` on to `/web/`, where the rows are.
class EntrySite {
 public:
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()) + "/"; }

 private:
  static void serve(Peer& peer) {
    const bool is_entry = peer.read_head().starts_with("GET / ");
    const std::string body = is_entry ? "<meta http-equiv=refresh content='0; URL=/web/'>" : row_page;
    peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body);
  }
  RawServer server_{serve};
};

TEST(Inspect, ReadsAPageTheWayTheDaemonDoes) {
  const SavedPage page{row_page};
  const Outcome outcome = run({"inspect", "--json", "--url", "http://www.edu.example/", page.path()});
  EXPECT_EQ(outcome.exit_code, success);
  const json::object row = lines(outcome.out).at(0);
  EXPECT_EQ(row.at("file"), json::value(page.path()));
  EXPECT_EQ(row.at("state"), "dated");
  EXPECT_EQ(row.at("newest"), "2026-03-18");
  EXPECT_EQ(row.at("evidence").at("link"), "http://www.edu.example/a");
  EXPECT_THAT(run({"inspect", "--now", "2026-03-20", page.path()}).out, HasSubstr("2026-03-18  关于开展工作的通知"));
  EXPECT_THAT(run({"inspect", "--language", "en", page.path()}).out, HasSubstr("newest    2026-03-18"));
}

TEST(Inspect, PrintsOneLineForEveryInputInOrder) {
  const SavedPage page{row_page};
  const Outcome outcome = run({"inspect", "--json", "/nonexistent", page.path(), "/", page.path()});
  EXPECT_EQ(outcome.exit_code, failed);
  EXPECT_THAT(outcome.err, HasSubstr("cannot read /nonexistent"));
  const std::vector<json::object> rows = lines(outcome.out);
  ASSERT_EQ(rows.size(), 4u);
  for (const std::size_t unreadable : {0u, 2u}) {
    EXPECT_EQ(rows[unreadable].at("state"), "unparsed");
    EXPECT_TRUE(rows[unreadable].at("newest").is_null());
    EXPECT_THAT(json::serialize(rows[unreadable].at("notes")), HasSubstr("cannot read"));
  }
  EXPECT_EQ(rows[1].at("newest"), "2026-03-18");
  EXPECT_EQ(rows[3], rows[1]);
}

TEST(Inspect, ReadsAsTheKindThatIsAskedFor) {
  const SavedPage page{row_page};
  for (const char* kind : {"list", "home", "article"})
    EXPECT_EQ(lines(run({"inspect", "--json", "--kind", kind, page.path()}).out).at(0).at("kind"), kind);
  EXPECT_EQ(run({"inspect", "--kind", "news", page.path()}).exit_code, wrong_usage);
  for (const char* day : {"soon", "2026-02-30", "2026-03-20x"})
    EXPECT_EQ(run({"inspect", "--now", day, page.path()}).exit_code, wrong_usage) << day;
}

TEST(Inspect, ReadsThePartThatIsAskedFor) {
  const SavedPage page{
      "<ul id=news><li class=pinned><a href=/a>关于开展工作的通知</a><i>2026-03-19</i></li>"
      "<li><a href=/b>关于开展检查的通知</a><i>2026-03-18</i></li></ul>"
      "<ul id=other><li><a href=/c>关于召开大会的通知</a><i>2026-03-20</i></li></ul>"};
  const auto newest = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {"inspect", "--json", "--kind", "list"});
    options.push_back(page.path());
    return lines(run(options).out).at(0).at("newest");
  };
  EXPECT_EQ(newest({}), "2026-03-20");
  EXPECT_EQ(newest({"--within", "#news"}), "2026-03-19");
  EXPECT_EQ(newest({"--within", "#news", "--ignore", ".pinned"}), "2026-03-18");
  EXPECT_EQ(newest({"--ignore", "#other", "--ignore", ".pinned"}), "2026-03-18");
  for (const char* selector : {"#", "ul li", "#a,#b", "ul>li", ""})
    EXPECT_EQ(run({"inspect", "--within", selector, page.path()}).exit_code, wrong_usage) << selector;
}

TEST(Inspect, VisitsAnAddressAndFollowsItsRefresh) {
  const EntrySite site;
  const Outcome outcome = run({"inspect", "--json", "--allow-network", "127.0.0.0/8", site.url()});
  EXPECT_EQ(outcome.exit_code, success) << outcome.err;
  const json::object row = lines(outcome.out).at(0);
  EXPECT_EQ(row.at("newest"), "2026-03-18");
  EXPECT_EQ(row.at("evidence").at("link"), json::value(site.url() + "a"));
  EXPECT_THAT(json::serialize(row.at("notes")), HasSubstr("read at " + site.url() + "web/"));
}

TEST(Inspect, SaysWhyAnAddressWasNotRead) {
  const EntrySite site;
  const json::object row = lines(run({"inspect", "--json", site.url()}).out).at(0);
  EXPECT_EQ(row.at("state"), "unparsed");
  EXPECT_THAT(json::serialize(row.at("notes")), HasSubstr("unknown: blocked_address"));
  EXPECT_EQ(run({"inspect", "--allow-network", "everything", site.url()}).exit_code, failed);
}

}  // namespace
}  // namespace sitewatch::tool
