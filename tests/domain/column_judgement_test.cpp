#include "domain/column_judgement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace sitewatch {
namespace {

using namespace date::literals;
using testing::ElementsAre;
using testing::IsEmpty;

const Day newest{2026_y / 3 / 1};
const Day later{2026_y / 12 / 1};

RuleSet rules() {
  RuleSet rules;
  rules.home = {10, 14, 180};
  for (std::optional<UpdateWindow>& window : rules.windows) window = UpdateWindow{.months = 6};
  rules.windows[static_cast<std::size_t>(ColumnType::news)] = UpdateWindow{.days = 14};
  rules.windows[static_cast<std::size_t>(ColumnType::services)].reset();
  rules.joint_types = {ColumnType::news, ColumnType::notices, ColumnType::policies};
  rules.joint_limit = 5;
  rules.long_stale_days = 180;
  rules.long_stale_limit = 10;
  rules.blank_days = 3;
  rules.blank_limit = 5;
  rules.undated_is_stale = true;
  rules.few_updates = 10;
  return rules;
}

PageReading page(PageState state, int items = 0, int dated = 0) {
  PageReading reading;
  reading.state = state;
  reading.items = items;
  reading.dated_items = dated;
  if (dated > 0) reading.newest = newest;
  return reading;
}

ColumnRecord dated(Day day, int items = 20, int dated_items = 20) {
  ColumnRecord record;
  PageReading reading = page(PageState::dated, items, dated_items);
  reading.newest = day;
  EXPECT_TRUE(note(record, reading, false, day));
  return record;
}

ColumnRecord undated() {
  ColumnRecord record;
  EXPECT_TRUE(note(record, page(PageState::undated, 20), false, newest));
  return record;
}

ColumnRecord empty_since(Day first, int days) {
  ColumnRecord record;
  for (int day = 0; day < days; ++day) EXPECT_TRUE(note(record, page(PageState::blank), false, plus_days(first, day)));
  return record;
}

/// A site's columns, so many of a type and state.
class Judged {
 public:
  void add(int count, ColumnType type, Freshness freshness, int days = 0) {
    for (int i = 0; i < count; ++i) {
      columns_.push_back({.slug = "c" + std::to_string(columns_.size()), .name = "", .url = {}, .type = type});
      judged_.push_back({&columns_.back(), {freshness, days}});
    }
  }
  std::optional<Finding> finding(FindingKind kind, FreshnessJudgement home = {Freshness::fresh, 1}) const {
    for (const Finding& finding : findings(home, judged_, rules()))
      if (finding.kind == kind) return finding;
    return std::nullopt;
  }
  const std::vector<JudgedColumn>& rows() const { return judged_; }

 private:
  std::deque<Column> columns_;
  std::vector<JudgedColumn> judged_;
};

TEST(ColumnJudgement, GivesEachTypeItsOwnTime) {
  struct Row {
    ColumnType type;
    Day newest, today;
    Freshness freshness;
    int days;
  };
  const Row rows[] = {
      {ColumnType::news, 2026_y / 3 / 1, 2026_y / 3 / 1, Freshness::fresh, 0},
      {ColumnType::news, 2026_y / 3 / 1, 2026_y / 3 / 15, Freshness::fresh, 14},
      {ColumnType::news, 2026_y / 3 / 1, 2026_y / 3 / 16, Freshness::stale, 15},
      {ColumnType::news, 2026_y / 3 / 1, 2026_y / 8 / 27, Freshness::stale, 179},
      {ColumnType::news, 2026_y / 3 / 1, 2026_y / 8 / 28, Freshness::long_stale, 180},
      {ColumnType::notices, 2017_y / 2 / 28, 2017_y / 8 / 31, Freshness::fresh, 184},
      {ColumnType::notices, 2017_y / 2 / 28, 2017_y / 9 / 1, Freshness::long_stale, 185},
      {ColumnType::notices, 2017_y / 2 / 27, 2017_y / 8 / 27, Freshness::fresh, 181},
      {ColumnType::notices, 2017_y / 2 / 27, 2017_y / 8 / 28, Freshness::long_stale, 182},
      {ColumnType::archive, 2009_y / 1 / 1, 2017_y / 8 / 28, Freshness::unjudged, 3161},
      {ColumnType::services, 2009_y / 1 / 1, 2017_y / 8 / 28, Freshness::unjudged, 3161},
  };
  for (const Row& row : rows) {
    const FreshnessJudgement judgement = judge(dated(row.newest), row.type, row.today, rules());
    EXPECT_EQ(judgement.freshness, row.freshness) << name(row.type) << ' ' << date::format("%F", row.today);
    EXPECT_EQ(judgement.days, row.days) << name(row.type) << ' ' << date::format("%F", row.today);
  }
}

TEST(ColumnJudgement, BlamesNobodyOnThinEvidence) {
  EXPECT_EQ(judge(dated(newest, 40, 3), ColumnType::news, later, rules()).freshness, Freshness::long_stale);
  EXPECT_EQ(judge(dated(newest, 40, 2), ColumnType::news, later, rules()).freshness, Freshness::unknown);
  EXPECT_EQ(judge(dated(newest, 2, 1), ColumnType::news, later, rules()).freshness, Freshness::long_stale);
  EXPECT_EQ(judge(dated(newest, 40, 1), ColumnType::news, newest, rules()).freshness, Freshness::fresh);
  EXPECT_EQ(judge(ColumnRecord{}, ColumnType::news, later, rules()).freshness, Freshness::unknown);
}

TEST(ColumnJudgement, NeverCallsAColumnLateWhileNewerDatesStandElsewhereOnThePage) {
  for (PageReading reading : {page(PageState::dated, 20, 20), page(PageState::undated, 20)}) {
    reading.notes.emplace_back(doubt_note);
    ColumnRecord record;
    EXPECT_TRUE(note(record, reading, false, newest));
    EXPECT_EQ(judge(record, ColumnType::news, later, rules()).freshness, Freshness::unknown);
  }
}

TEST(ColumnJudgement, WhatCouldNotBeReadChangesNothing) {
  const ColumnRecord before = dated(newest);
  for (const PageState state :
       {PageState::js_only, PageState::challenged, PageState::soft_404, PageState::closed_notice, PageState::redirect,
        PageState::hijack_suspected, PageState::unparsed}) {
    ColumnRecord record = before;
    EXPECT_FALSE(note(record, page(state, 20, 20), false, later)) << name(state);
    EXPECT_EQ(record, before) << name(state);
  }
}

TEST(ColumnJudgement, SaysUndatedInItsOwnWordsAndTakesTheDateOfTheArticlesWhereTheyHaveOne) {
  EXPECT_EQ(judge(undated(), ColumnType::news, later, rules()).freshness, Freshness::undated);

  PageReading reading = page(PageState::undated, 20);
  reading.newest = newest;
  reading.dated_items = 3;
  ColumnRecord record;
  EXPECT_TRUE(note(record, reading, true, newest));
  EXPECT_TRUE(record.from_articles);
  EXPECT_EQ(judge(record, ColumnType::news, 2026_y / 3 / 15, rules()).freshness, Freshness::fresh);
  EXPECT_EQ(judge(record, ColumnType::news, 2026_y / 3 / 16, rules()).freshness, Freshness::stale);
}

TEST(ColumnJudgement, CallsAListBlankOnlyWhenItWasEmptyOnThreeDaysAndNeverHeldAnItem) {
  EXPECT_EQ(judge(empty_since(newest, 1), ColumnType::news, later, rules()).freshness, Freshness::unknown);
  EXPECT_EQ(judge(empty_since(newest, 2), ColumnType::news, later, rules()).freshness, Freshness::unknown);
  EXPECT_EQ(judge(empty_since(newest, 3), ColumnType::news, later, rules()).freshness, Freshness::blank);
  EXPECT_EQ(judge(empty_since(newest, 3), ColumnType::services, later, rules()).freshness, Freshness::blank);
  EXPECT_EQ(judge(empty_since(newest, 3), ColumnType::archive, later, rules()).freshness, Freshness::unjudged);

  ColumnRecord often_on_one_day;
  for (int look = 0; look < 4; ++look) note(often_on_one_day, page(PageState::blank), false, newest);
  EXPECT_EQ(judge(often_on_one_day, ColumnType::news, newest, rules()).freshness, Freshness::unknown);
  note_unchanged(often_on_one_day, plus_days(newest, 1));
  note_unchanged(often_on_one_day, plus_days(newest, 2));
  EXPECT_EQ(judge(often_on_one_day, ColumnType::news, newest, rules()).freshness, Freshness::blank);

  ColumnRecord record = dated(newest);
  for (int day = 1; day < 10; ++day) note(record, page(PageState::blank), false, plus_days(newest, day));
  EXPECT_EQ(judge(record, ColumnType::news, later, rules()).freshness, Freshness::unknown);
  EXPECT_THAT(record.empty_days, IsEmpty());
}

TEST(ColumnJudgement, RemembersAtMostThreeEmptyDays) {
  EXPECT_EQ(empty_since(newest, 30).empty_days.size(), 3u);
  ColumnRecord filled = empty_since(newest, 30);
  EXPECT_TRUE(note(filled, page(PageState::undated, 5), false, later));
  EXPECT_THAT(filled.empty_days, IsEmpty());
  EXPECT_TRUE(filled.held_items);
}

TEST(HomeJudgement, FollowsTheRuleOfItsOwn) {
  EXPECT_EQ(judge_home(dated(newest), {}, 2026_y / 3 / 10, rules()).freshness, Freshness::fresh);
  EXPECT_EQ(judge_home(dated(newest), {}, 2026_y / 3 / 11, rules()).freshness, Freshness::soon);
  EXPECT_EQ(judge_home(dated(newest), {}, 2026_y / 3 / 15, rules()).freshness, Freshness::soon);
  EXPECT_EQ(judge_home(dated(newest), {}, 2026_y / 3 / 16, rules()).freshness, Freshness::stale);
  EXPECT_EQ(judge_home(dated(newest), {}, later, rules()).freshness, Freshness::long_stale);
  EXPECT_EQ(judge_home(undated(), {}, later, rules()).freshness, Freshness::undated);
  const ColumnRecord fresh = dated(later);
  EXPECT_EQ(judge_home(dated(newest), {&fresh}, later, rules()).freshness, Freshness::long_stale);
}

TEST(HomeJudgement, ANavigationPageIsAsFreshAsTheNewestPageItLeadsTo) {
  const ColumnRecord home = empty_since(newest, 3);
  const ColumnRecord old = dated(newest);
  const ColumnRecord fresh = dated(plus_days(newest, 30));
  const ColumnRecord unread;
  const ColumnRecord no_dates = undated();
  const ColumnRecord blank = empty_since(newest, 3);
  const Day today = plus_days(newest, 32);
  struct Row {
    std::vector<const ColumnRecord*> columns;
    Freshness freshness;
    int days;
  };
  const Row rows[] = {
      {{}, Freshness::unknown, 0},
      {{&old}, Freshness::stale, 32},
      {{&old, &fresh}, Freshness::fresh, 2},
      {{&unread, &fresh}, Freshness::fresh, 2},
      {{&old, &unread}, Freshness::unknown, 0},
      {{&old, &no_dates, &blank}, Freshness::stale, 32},
      {{&no_dates, &blank}, Freshness::undated, 0},
      {{&blank}, Freshness::unknown, 0},
  };
  for (const Row& row : rows) {
    const FreshnessJudgement judgement = judge_home(home, row.columns, today, rules());
    EXPECT_EQ(judgement.freshness, row.freshness) << &row - rows;
    EXPECT_EQ(judgement.days, row.days) << &row - rows;
  }
  RuleSet lenient = rules();
  lenient.undated_is_stale = false;
  EXPECT_EQ(judge_home(home, {&old, &no_dates}, today, lenient).freshness, Freshness::unknown);
}

TEST(HomeJudgement, APageThatShowsRowsOnOtherDaysIsNoNavigationPage) {
  const ColumnRecord old = dated(newest);
  ColumnRecord home = dated(newest);
  for (int day = 1; day < 10; ++day) note(home, page(PageState::blank), false, plus_days(newest, day));
  EXPECT_EQ(judge_home(home, {&old}, later, rules()).freshness, Freshness::unknown);
  EXPECT_EQ(judge_home(home, {&old}, newest, rules()).freshness, Freshness::fresh);
  EXPECT_EQ(judge_home(empty_since(newest, 2), {&old}, later, rules()).freshness, Freshness::unknown);
}

TEST(Findings, CountStaleNewsNoticesAndPoliciesTogether) {
  Judged site;
  site.add(4, ColumnType::news, Freshness::stale, 15);
  site.add(3, ColumnType::interpretation, Freshness::stale, 190);
  site.add(2, ColumnType::notices, Freshness::fresh, 100);
  ASSERT_TRUE(site.finding(FindingKind::columns_stale));
  EXPECT_FALSE(site.finding(FindingKind::columns_stale)->matches);
  site.add(1, ColumnType::notices, Freshness::stale, 185);
  const Finding finding = *site.finding(FindingKind::columns_stale);
  EXPECT_TRUE(finding.matches);
  EXPECT_EQ(finding.count, 5);
  EXPECT_EQ(finding.limit, 5);
  ASSERT_EQ(finding.columns.size(), 5u);
  EXPECT_EQ(finding.columns.back(), site.rows().back().column);
}

TEST(Findings, MatchFromTenLongStaleAndFromFiveBlankColumnsOn) {
  struct Row {
    FindingKind kind;
    Freshness freshness;
    int count;
    bool matches;
  };
  const Row rows[] = {
      {FindingKind::columns_long_stale, Freshness::long_stale, 9, false},
      {FindingKind::columns_long_stale, Freshness::long_stale, 10, true},
      {FindingKind::columns_blank, Freshness::blank, 4, false},
      {FindingKind::columns_blank, Freshness::blank, 5, true},
      {FindingKind::columns_stale, Freshness::undated, 4, false},
      {FindingKind::columns_stale, Freshness::undated, 5, true},
      {FindingKind::columns_stale, Freshness::long_stale, 5, true},
  };
  for (const Row& row : rows) {
    Judged site;
    site.add(row.count, ColumnType::policies, row.freshness, 400);
    const std::optional<Finding> finding = site.finding(row.kind);
    ASSERT_TRUE(finding) << &row - rows;
    EXPECT_EQ(finding->count, row.count) << &row - rows;
    EXPECT_EQ(finding->matches, row.matches) << &row - rows;
  }
}

TEST(Findings, UnknownAndUnjudgedColumnsCountNowhere) {
  Judged site;
  site.add(20, ColumnType::news, Freshness::unknown, 400);
  site.add(20, ColumnType::archive, Freshness::unjudged, 400);
  EXPECT_THAT(findings({Freshness::unknown, 400}, site.rows(), rules()), IsEmpty());

  Judged without_dates;
  without_dates.add(20, ColumnType::news, Freshness::undated);
  RuleSet lenient = rules();
  lenient.undated_is_stale = false;
  EXPECT_THAT(findings({Freshness::undated, 0}, without_dates.rows(), lenient), IsEmpty());
}

TEST(Findings, SayHowLongTheHomePageHasSlept) {
  const Judged site;
  EXPECT_FALSE(site.finding(FindingKind::home_stale, {Freshness::fresh, 9}));
  const std::optional<Finding> soon = site.finding(FindingKind::home_stale, {Freshness::soon, 12});
  ASSERT_TRUE(soon);
  EXPECT_EQ(soon->count, 12);
  EXPECT_EQ(soon->limit, 14);
  EXPECT_FALSE(soon->matches);
  EXPECT_TRUE(site.finding(FindingKind::home_stale, {Freshness::stale, 15})->matches);
  EXPECT_TRUE(site.finding(FindingKind::home_stale, {Freshness::long_stale, 200})->matches);
  const std::optional<Finding> undated_home = site.finding(FindingKind::home_stale, {Freshness::undated, 0});
  ASSERT_TRUE(undated_home);
  EXPECT_EQ(undated_home->count, 0);
  EXPECT_TRUE(undated_home->matches);
}

TEST(SuggestedClass, NeedsNumbersThatCarryIt) {
  struct Row {
    Freshness home;
    std::vector<Freshness> columns;
    int updates;
    SuggestedClass suggested;
  };
  using enum Freshness;
  const Row rows[] = {
      {long_stale, {long_stale, stale}, 0, SuggestedClass::long_stale},
      {long_stale, {}, 0, SuggestedClass::long_stale},
      {long_stale, {fresh, long_stale}, 0, SuggestedClass::none},
      {fresh, {fresh, blank}, 9, SuggestedClass::few_updates},
      {fresh, {fresh, blank}, 10, SuggestedClass::none},
      {stale, {stale}, 3, SuggestedClass::few_updates},
      {fresh, {fresh, unjudged}, 3, SuggestedClass::few_updates},
      {fresh, {fresh, unknown}, 3, SuggestedClass::none},
      {fresh, {fresh, undated}, 3, SuggestedClass::none},
      {fresh, {fresh, long_stale}, 3, SuggestedClass::none},
      {unknown, {fresh}, 3, SuggestedClass::none},
      {undated, {fresh}, 3, SuggestedClass::none},
  };
  for (const Row& row : rows) {
    Judged site;
    for (const Freshness freshness : row.columns) site.add(1, ColumnType::news, freshness);
    EXPECT_EQ(suggested_class({row.home, 0}, site.rows(), row.updates, rules()), row.suggested) << &row - rows;
  }
  RuleSet silent = rules();
  silent.few_updates = 0;
  EXPECT_EQ(suggested_class({fresh, 0}, {}, 0, silent), SuggestedClass::none);
}

}  // namespace
}  // namespace sitewatch
