#include "text/catalogue.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "domain/filing.h"
#include "domain/health.h"
#include "domain/page_claims.h"
#include "domain/page_reading.h"
#include "domain/probe_result.h"
#include "domain/refusal_reason.h"
#include "text/flat_yaml.h"

namespace sitewatch {
namespace {

using testing::Not;

// 2026-03-05 02:13:30 in Shanghai.
const WallTime outage_began = from_milliseconds(1772648010000);

Catalogue catalogue(Language language) {
  return Catalogue::of(language, Zone::named("Asia/Shanghai").value());
}
Catalogue chinese() {
  return catalogue(Language::zh_cn);
}
Catalogue english() {
  return catalogue(Language::en);
}

std::set<std::string> placeholders(std::string_view text) {
  std::set<std::string> found;
  for (std::size_t begin = text.find("{{"); begin != std::string_view::npos; begin = text.find("{{", begin + 2)) {
    std::string name{text.substr(begin + 2, text.find("}}", begin) - begin - 2)};
    name.erase(0, name.find_first_not_of("{#/^&"));
    found.insert(name);
  }
  return found;
}

TEST(Catalogue, HasTheSameKeysAndPlaceholdersInBothLanguages) {
  const Catalogue zh = chinese();
  const Catalogue en = english();
  EXPECT_EQ(zh.keys(), en.keys());
  EXPECT_GT(zh.keys().size(), 100U);
  for (const std::string& key : zh.keys()) {
    if (!en.has(key)) continue;  // Told by the line above.
    EXPECT_EQ(placeholders(zh.text(key)), placeholders(en.text(key))) << key;
  }
}

TEST(Catalogue, HasAWordForEveryValueThatPeopleMeet) {
  for (const Catalogue& each : {chinese(), english()}) {
    const auto expect = [&](std::string_view section, std::string_view word) {
      EXPECT_TRUE(each.has(std::string{section}.append(".").append(word))) << section << '.' << word;
    };
    for (const ReasonRow& row : reason_table()) expect("reason", row.name);
    for (int i = 0; i <= int(CertificateFault::revoked); ++i) expect("certificate_fault", name(CertificateFault(i)));
    for (int i = 0; i <= int(Verdict::unknown); ++i) expect("verdict", name(Verdict(i)));
    for (int i = 0; i <= int(HealthState::down); ++i) expect("state", name(HealthState(i)));
    for (std::size_t i = 0; i < report_state_count; ++i) expect("state", name(ReportState(i)));
    for (int i = 0; i <= int(PageState::unparsed); ++i) expect("page_state", name(PageState(i)));
    for (int i = 0; i <= int(PageKind::article); ++i) expect("page_kind", name(PageKind(i)));
    for (int i = 0; i <= int(Disposition::undecided); ++i) expect("disposition", name(Disposition(i)));
    for (int i = 0; i <= int(Severity::critical); ++i) expect("severity", name(Severity(i)));
    for (int i = 0; i <= int(Phase::transfer); ++i) expect("phase", name(Phase(i)));
    for (int i = 0; i <= int(Ending::lapsed); ++i) expect("ending", name(Ending(i)));
    for (std::size_t i = 0; i < refusal_reason_count; ++i) expect("refusal", name(RefusalReason(i)));
    for (std::size_t i = 0; i < page_claim_count; ++i) expect("claim", name(PageClaim(i)));
    for (int i = 0; i <= int(Role::sponsor); ++i) expect("role", name(Role(i)));
    for (std::size_t i = 0; i < alert_name_count; ++i) {
      expect("alert.title", name(AlertName(i)));
      expect("alert.ended", name(AlertName(i)));
      expect("page.next", name(AlertName(i)));
      expect("page.finding", name(AlertName(i)));
      expect("mail.digest.part", name(AlertName(i)));
      expect("mail.digest.row", name(AlertName(i)));
      expect("mail.brief.part", name(AlertName(i)));
    }
  }
}

TEST(Catalogue, LeavesThePlansWordsForDeadSitesToTheOfficesClasses) {
  for (const Catalogue& each : {chinese(), english()}) {
    std::string classes;
    for (const std::string& key : each.keys()) {
      const bool is_class = key.starts_with("suggested_class.");
      if (is_class) classes += each.text(key);
      for (const char* const word : {"僵尸", "睡眠", "zombie", "Zombie", "sleeping", "Sleeping", "asleep"})
        EXPECT_TRUE(is_class || each.text(key).find(word) == std::string_view::npos) << key << " says " << word;
    }
    EXPECT_THAT(classes, testing::HasSubstr(each.language() == Language::en ? "zombie" : "僵尸网站"));
    EXPECT_TRUE(each.has("suggested_class.long_stale") && each.has("suggested_class.few_updates"));
  }
}

TEST(Catalogue, KeepsThoseWordsOutOfMetricsAndPanels) {
  const std::filesystem::path root = SITEWATCH_SOURCE_DIR;
  std::size_t files = 0;
  for (const char* const folder : {"daemon/metrics", "grafana", "config/prometheus"})
    for (const auto& each : std::filesystem::recursive_directory_iterator{root / folder}) {
      if (!each.is_regular_file()) continue;
      std::ifstream stream{each.path(), std::ios::binary};
      const std::string text{std::istreambuf_iterator<char>{stream}, {}};
      for (const char* const word : {"僵尸", "睡眠", "zombie", "Zombie", "sleeping", "Sleeping"})
        EXPECT_EQ(text.find(word), std::string::npos) << each.path() << " says " << word;
      ++files;
    }
  EXPECT_GT(files, 5u);
}

TEST(Catalogue, SaysEveryReasonInOneSentence) {
  EXPECT_EQ(chinese().reason(FailureReason::http_5xx, 503), "服务器返回错误（503）");
  EXPECT_EQ(chinese().reason(FailureReason::http_4xx, 404), "页面不存在（404）");
  EXPECT_EQ(chinese().reason(FailureReason::http_4xx, 400), "服务器拒绝提供页面（400）");
  EXPECT_EQ(chinese().reason(FailureReason::timeout), "15秒内未打开首页");
  EXPECT_EQ(english().reason(FailureReason::http_5xx, 503), "server error (503)");
  EXPECT_EQ(english().reason(FailureReason::http_5xx), "server error");
  const Catalogue zh = chinese();
  for (const ReasonRow& row : reason_table()) {
    EXPECT_THAT(zh.reason(row.reason, 500), Not(testing::HasSubstr("{{")));
    const bool says_unjudged = zh.reason(row.reason).find("无法判定") != std::string::npos;
    EXPECT_EQ(says_unjudged, row.verdict == Verdict::unknown) << row.name << ": unknown is said to be unknown";
  }
}

TEST(Catalogue, WritesTypedFactsInTheReadersLanguageAndZone) {
  const Facts facts{{{"since", outage_began},
                     {"ratio", 4.96},
                     {"visits", std::int64_t{2016}},
                     {"duration_seconds", std::int64_t{5100}},
                     {"reason", std::string{"http_5xx"}},
                     {"http_status", std::int64_t{503}},
                     {"site", std::string{"区教育局网站"}}},
                    {}};
  const std::string_view text =
      "{{site}}|{{since}}|{{since_short}}|{{since_date}}|{{since_day}}|{{since_clock}}|{{duration}}|{{visits}}|{{ratio}"
      "}|"
      "{{reason}}";
  EXPECT_EQ(
      chinese().fill(text, facts),
      "区教育局网站|2026年3月5日02:13|3月5日02:13|2026年3月5日|3月5日|02:13|1小时25分|2016|4.9|服务器返回错误（503）");
  EXPECT_EQ(english().fill(text, facts),
            "区教育局网站|5 Mar 2026 02:13|5 Mar 02:13|5 Mar 2026|5 Mar|02:13|1 h 25 min|2016|4.9|server error (503)");
}

TEST(Catalogue, OpensSectionsOnWhatIsThere) {
  const auto said = [](FactRow row) {
    return chinese().fill("{{#link}}详情：{{link}}{{/link}}{{^link}}无{{/link}}", {row, {}});
  };
  EXPECT_EQ(said({{"link", std::string{"http://a.example/"}}}), "详情：http://a.example/");
  EXPECT_EQ(said({{"link", std::string{}}}), "无");
  EXPECT_EQ(said({}), "无");
  EXPECT_EQ(chinese().fill("{{#over}}已达到{{/over}}", {{{"over", true}}, {}}), "已达到");
  EXPECT_EQ(chinese().fill("{{#over}}已达到{{/over}}", {{{"over", false}}, {}}), "");
}

TEST(Catalogue, WritesListsRowByRow) {
  Facts facts{{{"sponsor", std::string{"区教育局"}}}, {}};
  facts.lists["sites"] = {{{"name", std::string{"甲"}}, {"state", std::string{"filed"}}},
                          {{"name", std::string{"乙"}}, {"disposition", std::string{"migrate"}}}};
  EXPECT_EQ(chinese().fill("{{#sites}}\n{{name}} {{state}}{{disposition}} {{sponsor}}\n{{/sites}}\n", facts),
            "甲 按期报送 区教育局\n乙 迁移并永久关停 区教育局\n");
  EXPECT_EQ(chinese().fill("{{#sites}}x{{/sites}}{{^sites}}无{{/sites}}", {{}, {{"sites", {}}}}), "无");
}

TEST(Catalogue, EscapesForHtmlAlone) {
  const Facts facts{{{"title", std::string{"\"><img onerror='x'>&"}}}, {}};
  EXPECT_EQ(chinese().fill("{{title}}", facts, Escape::plain), "\"><img onerror='x'>&");
  EXPECT_EQ(chinese().fill("{{title}}", facts, Escape::html), "&quot;&gt;&lt;img onerror=&#39;x&#39;&gt;&amp;");
}

TEST(Catalogue, KeepsPlaceholdersOfASiteLiteral) {
  const Facts facts{{{"site", std::string{"{{sponsor}} ${x} %s {} @reason.none"}}, {"sponsor", std::string{"局"}}}, {}};
  EXPECT_EQ(chinese().fill("{{site}}", facts), "{{sponsor}} ${x} %s {} @reason.none");
}

TEST(Catalogue, WritesDurationsAsPeopleSayThem) {
  using namespace std::chrono_literals;
  const std::pair<Duration, std::pair<const char*, const char*>> cases[] = {
      {0s, {"0秒", "0 s"}},
      {59'999ms, {"59秒", "59 s"}},
      {60s, {"1分", "1 min"}},
      {85min, {"1小时25分", "1 h 25 min"}},
      {3h + 20min, {"3小时20分", "3 h 20 min"}},
      {24h, {"24小时", "24 h"}},
      {47h + 59min, {"47小时59分", "47 h 59 min"}},
      {48h, {"2天", "2 d"}},
      {75h + 10min, {"3天3小时", "3 d 3 h"}},
  };
  for (const auto& [duration, words] : cases) {
    EXPECT_EQ(chinese().duration(duration), words.first);
    EXPECT_EQ(english().duration(duration), words.second);
  }
}

TEST(Catalogue, NeverRoundsUpToALimit) {
  EXPECT_EQ(Catalogue::number(4.999), "4.9");
  EXPECT_EQ(Catalogue::number(100.0 * 100 / 2016), "4.9");
  EXPECT_EQ(Catalogue::number(101.0 * 100 / 2016), "5.0");
  EXPECT_EQ(Catalogue::number(4.3), "4.3");
  EXPECT_EQ(Catalogue::number(0), "0.0");
}

TEST(Catalogue, NamesMonths) {
  EXPECT_EQ(chinese().month(2026, 3), "2026年3月");
  EXPECT_EQ(english().month(2026, 3), "March 2026");
}

TEST(Catalogue, NeverUsesTheWordsThatOnlyPeopleMayUse) {
  const Catalogue zh = chinese();
  for (const std::string& key : zh.keys())
    for (const char* word : {"督办", "不合格", "拒不报送", "擅自", "宽限期", "贵单位", "黑榜", "宕机"})
      EXPECT_EQ(zh.text(key).find(word), std::string_view::npos) << key;
}

}  // namespace
}  // namespace sitewatch
