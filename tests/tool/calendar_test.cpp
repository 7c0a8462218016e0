#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "config/config_folder.h"
#include "tool/command.h"
#include "tool/running.h"

namespace sitewatch::tool {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr WallTime now{std::chrono::milliseconds{1'764'547'200'000}};  // 2025-12-01 00:00:00 UTC

Outcome run(const std::vector<std::string>& arguments) {
  return run_at(now, arguments);
}

const ConfigFolder& district() {
  static const ConfigFolder folder{
      {"sitewatch.yaml",
       "office: {name: 区政府办, mail: office@mail.example}\nsponsors: [sponsors.csv]\ninventory: [sites.csv]\n"
       "receivers: [{name: office, mail: [office@mail.example]}]\n"},
      {"sponsors.csv", "编号,单位全称\nJY,区教育局\nWJ,区卫健局\n"},
      {"sites.csv",
       "编号,网站名称,首页网址,主办单位,分类意见\na,甲,http://a.example/,JY,迁移并永久关停\n"
       "b,乙,http://b.example/,WJ,保留\n"}};
  return folder;
}

std::vector<std::string> calendar(const std::string& from, const std::string& to, const std::string& kind) {
  const Outcome outcome =
      run({"calendar", "--config", district().path("sitewatch.yaml"), "--from", from, "--to", to, "--json"});
  EXPECT_EQ(outcome.exit_code, success) << outcome.err;
  std::vector<std::string> times;
  const boost::json::value answer = boost::json::parse(outcome.out);
  for (const auto& event : answer.at("events").as_array())
    if (event.at("event").as_string() == kind) times.emplace_back(event.at("at").as_string());
  return times;
}

TEST(Calendar, KnowsTheHolidaysOfTheNotice) {
  EXPECT_THAT(calendar("2026-02-01", "2026-02-28", "reminder"), ElementsAre("2026-02-14T01:00:00Z"));
  EXPECT_THAT(calendar("2026-12-01", "2026-12-31", "reminder"),
              ElementsAre("2026-12-15T01:00:00Z", "2026-12-17T01:00:00Z", "2026-12-18T01:00:00Z"));
  EXPECT_THAT(calendar("2026-06-01", "2026-06-30", "chasing"),
              ElementsAre("2026-06-18T02:00:00Z", "2026-06-18T07:00:00Z"))
      << "06-19 and 06-20 are off";
  EXPECT_THAT(calendar("2026-09-01", "2026-09-30", "chasing"),
              ElementsAre("2026-09-20T02:00:00Z", "2026-09-20T07:00:00Z"))
      << "a working Sunday";
  EXPECT_THAT(calendar("2017-05-01", "2017-05-31", "closes"), ElementsAre("2017-05-20T16:00:00Z"));
  EXPECT_THAT(calendar("2017-05-01", "2017-05-31", "late_list"), ElementsAre("2017-05-22T00:30:00Z"));
}

TEST(Calendar, SaysHowTheDeadlineIsReadAndWhoGetsWhat) {
  const Outcome outcome =
      run({"calendar", "--config", district().path("sitewatch.yaml"), "--from", "2026-03-01", "--to", "2026-03-31"});
  EXPECT_EQ(outcome.exit_code, success) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("含当日"));
  EXPECT_THAT(outcome.out, HasSubstr("2026-03-20 24:00"));
  EXPECT_THAT(outcome.out, HasSubstr("office@mail.example"));
  EXPECT_THAT(outcome.out, HasSubstr("应报1家")) << "a site that is kept owes nothing";
  EXPECT_THAT(outcome.out, HasSubstr("试运行"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("尚未导入")));
  const Outcome next = run({"--language", "en", "calendar", "--config", district().path("sitewatch.yaml"), "--from",
                            "2027-03-01", "--to", "2027-03-31"});
  EXPECT_THAT(next.out, HasSubstr("2027 are not known yet"));
}

TEST(Calendar, IsWrittenInEveryFormat) {
  const std::string config = district().path("sitewatch.yaml");
  EXPECT_THAT(run({"calendar", "--config", config, "--format", "csv"}).out, HasSubstr("\r\n"));
  EXPECT_THAT(run({"calendar", "--config", config, "--format", "html"}).out, HasSubstr("<table"));
  EXPECT_EQ(run({"calendar", "--config", config, "--format", "xlsx"}).out.substr(0, 2), "PK");
}

TEST(Calendar, NamesWhatIsWrong) {
  const std::string config = district().path("sitewatch.yaml");
  EXPECT_EQ(run({"calendar", "--config", config, "--from", "2026-03-31", "--to", "2026-03-01"}).exit_code, wrong_usage);
  EXPECT_EQ(run({"calendar", "--config", config, "--from", "soon"}).exit_code, wrong_usage);
  const ConfigFolder broken{{"sitewatch.yaml", "listen: nowhere\n"}};
  const Outcome outcome = run({"calendar", "--config", broken.path("sitewatch.yaml")});
  EXPECT_EQ(outcome.exit_code, wrong_usage);
  EXPECT_THAT(outcome.err, HasSubstr("sitewatch.yaml:1:9: listen: "));
}

}  // namespace
}  // namespace sitewatch::tool
