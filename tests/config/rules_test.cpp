#include "config/rules.h"

#include <gmock/gmock.h>

#include "config/load.h"
#include "config_folder.h"
#include "domain/column_judgement.h"

namespace sitewatch {
namespace {

using namespace date::literals;
using testing::ElementsAre;
using testing::Eq;

const std::string root = SITEWATCH_SOURCE_DIR;

RuleSet loaded(const std::string& path) {
  Mistakes mistakes;
  RuleSet rules = read_rule_set(path, root + "/config/sitewatch.yaml", mistakes, {});
  for (const Mistake& mistake : mistakes.sorted()) ADD_FAILURE() << mistake.text();
  return rules;
}

ColumnRecord column_of(Day newest) {
  PageReading reading;
  reading.state = PageState::dated;
  reading.newest = newest;
  reading.items = reading.dated_items = 20;
  ColumnRecord record;
  EXPECT_TRUE(note(record, reading, false, newest));
  return record;
}

/// Whether so many columns of one judgement match the indicator.
bool matches(const RuleSet& rules, FindingKind kind, int count, Freshness freshness) {
  Column column;
  column.type = ColumnType::policies;
  const std::vector<JudgedColumn> columns(static_cast<std::size_t>(count), JudgedColumn{&column, {freshness, 200}});
  for (const Finding& finding : findings({Freshness::fresh, 1}, columns, rules))
    if (finding.kind == kind) return finding.matches;
  return false;
}

TEST(RuleSets, ThatComeWithTheProgramBearTheirNamesAndTheirDocuments) {
  for (const std::string_view name : built_in_rule_sets()) {
    const RuleSet rules = built_in_rules(name);
    EXPECT_EQ(rules.id, name);
    for (std::size_t i = 0; i < finding_kind_count; ++i)
      EXPECT_FALSE(rules.indicator(static_cast<FindingKind>(i)).empty()) << name << ' ' << i;
  }
  EXPECT_EQ(built_in_rules("CN-2015-15").document, "国办发〔2015〕15号");
  EXPECT_EQ(built_in_rules("CN-2015-15").indicator(FindingKind::home_stale), "V15-2 网站不更新");
  EXPECT_EQ(built_in_rules("CN-2019-19").document, "国办秘函〔2019〕19号");
  EXPECT_EQ(built_in_rules("CN-2019-19").indicator(FindingKind::home_stale), "V19-2 首页不更新");
}

TEST(RuleSets, OfBothDocumentsJudgeByTheirNumbers) {
  for (const std::string_view name : built_in_rule_sets()) {
    const RuleSet rules = built_in_rules(name);
    const Day newest{2026_y / 3 / 1};
    EXPECT_EQ(judge(newest, 2026_y / 3 / 10, rules.home).freshness, Freshness::fresh) << name;
    EXPECT_EQ(judge(newest, 2026_y / 3 / 11, rules.home).freshness, Freshness::soon) << name;
    EXPECT_EQ(judge(newest, 2026_y / 3 / 15, rules.home).freshness, Freshness::soon) << name;
    EXPECT_EQ(judge(newest, 2026_y / 3 / 16, rules.home).freshness, Freshness::stale) << name;
    EXPECT_EQ(judge(newest, 2026_y / 3 / 16, rules.home).days, 15) << name;
    EXPECT_EQ(judge(newest, 2026_y / 8 / 28, rules.home).freshness, Freshness::long_stale) << name;

    const auto column = [&](ColumnType type, Day day, Day today) {
      return judge(column_of(day), type, today, rules).freshness;
    };
    EXPECT_EQ(column(ColumnType::news, newest, 2026_y / 3 / 15), Freshness::fresh) << name;
    EXPECT_EQ(column(ColumnType::news, newest, 2026_y / 3 / 16), Freshness::stale) << name;
    for (const ColumnType type : {ColumnType::notices, ColumnType::policies}) {
      EXPECT_EQ(column(type, 2017_y / 2 / 28, 2017_y / 8 / 31), Freshness::fresh) << name;
      EXPECT_EQ(column(type, 2017_y / 2 / 27, 2017_y / 8 / 31), Freshness::long_stale) << name;
    }
    EXPECT_EQ(column(ColumnType::other, 2009_y / 1 / 1, 2017_y / 8 / 31), Freshness::unjudged) << name;

    using enum FindingKind;
    EXPECT_FALSE(matches(rules, columns_stale, 4, Freshness::stale)) << name;
    EXPECT_TRUE(matches(rules, columns_stale, 5, Freshness::stale)) << name;
    EXPECT_TRUE(matches(rules, columns_stale, 5, Freshness::undated)) << name;
    EXPECT_FALSE(matches(rules, columns_long_stale, 9, Freshness::long_stale)) << name;
    EXPECT_TRUE(matches(rules, columns_long_stale, 10, Freshness::long_stale)) << name;
    EXPECT_FALSE(matches(rules, columns_blank, 4, Freshness::blank)) << name;
    EXPECT_TRUE(matches(rules, columns_blank, 5, Freshness::blank)) << name;
    EXPECT_THAT(rules.joint_types, ElementsAre(ColumnType::news, ColumnType::notices, ColumnType::policies)) << name;
    EXPECT_EQ(rules.blank_days, 3) << name;
  }
}

TEST(RuleSets, OfADistrictTakeFromTheirBaseWhatTheyDoNotSay) {
  const RuleSet base = built_in_rules("CN-2019-19");
  const RuleSet local = loaded("rules/local-example.yaml");
  EXPECT_EQ(local.id, "LOCAL-EXAMPLE");
  EXPECT_EQ(local.document, "本区政府网站管理规定");
  EXPECT_EQ(local.home.stale_days, 7);
  EXPECT_EQ(local.home.long_stale_days, base.home.long_stale_days);
  EXPECT_THAT(local.window(ColumnType::news), Eq(UpdateWindow{.days = 7}));
  EXPECT_THAT(local.window(ColumnType::notices), Eq(UpdateWindow{.months = 3}));
  EXPECT_THAT(local.window(ColumnType::services), Eq(UpdateWindow{.months = 12}));
  EXPECT_EQ(local.window(ColumnType::policies), base.window(ColumnType::policies));
  EXPECT_EQ(local.joint_types, base.joint_types);
  EXPECT_EQ(local.joint_limit, 3);
  EXPECT_EQ(local.long_stale_limit, base.long_stale_limit);
  EXPECT_EQ(local.burst_items, base.burst_items);
}

TEST(RuleSets, MayStandOnOneAnotherAndLieBesideTheFileThatNamesThem) {
  const std::string names = "indicators: {home_stale: a, columns_stale: b, columns_long_stale: c, columns_blank: d}\n";
  const ConfigFolder folder{
      {"sitewatch.yaml", "rule_set: rules/unit.yaml\n"},
      {"rules/unit.yaml", "base: more/district.yaml\nid: UNIT\ndocument: x\nblank: {limit: 2}\n" + names},
      {"rules/more/district.yaml",
       "base: CN-2015-15\nid: DISTRICT\ndocument: y\nblank: {limit: 3}\nwindows: {news: 3天, plans: 不考核}\n" +
           names}};
  const auto config = load_config(folder.path("sitewatch.yaml"));
  ASSERT_TRUE(config);
  EXPECT_EQ(config->rule_set.id, "UNIT");
  EXPECT_EQ(config->rule_set.blank_limit, 2);
  EXPECT_THAT(config->rule_set.window(ColumnType::news), Eq(UpdateWindow{.days = 3}));
  EXPECT_FALSE(config->rule_set.window(ColumnType::plans));
  EXPECT_EQ(config->rule_set.home.stale_days, 14);
}

TEST(RuleSets, AreThoseOf2019UnlessTold) {
  const ConfigFolder older{{"sitewatch.yaml", "rule_set: CN-2015-15\nfreshness: {column_interval: 2d}\n"}};
  const ConfigFolder empty{{"sitewatch.yaml", ""}};
  const auto by_default = load_config(empty.path("sitewatch.yaml"));
  ASSERT_TRUE(by_default);
  EXPECT_EQ(by_default->rule_set.id, "CN-2019-19");
  EXPECT_EQ(by_default->freshness.column_interval, std::chrono::hours{6});
  const auto of_2015 = load_config(older.path("sitewatch.yaml"));
  ASSERT_TRUE(of_2015);
  EXPECT_EQ(of_2015->rule_set.id, "CN-2015-15");
  EXPECT_EQ(of_2015->freshness.column_interval, std::chrono::hours{48});
}

}  // namespace
}  // namespace sitewatch
