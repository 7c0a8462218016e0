#include "domain/column_judgement.h"

#include <algorithm>

namespace sitewatch {
namespace {

bool is_late(Freshness freshness) {
  return freshness == Freshness::stale || freshness == Freshness::long_stale;
}

bool enough_to_blame(const ColumnRecord& record) {
  if (record.doubtful) return false;
  return record.dated_items >= 3 || (record.dated_items > 0 && record.dated_items * 2 >= record.items);
}

bool is_blank(const ColumnRecord& record, const RuleSet& rules) {
  return record.state == PageState::blank && !record.held_items && std::ssize(record.empty_days) >= rules.blank_days;
}

FreshnessJudgement undated(const ColumnRecord& record) {
  return {record.doubtful ? Freshness::unknown : Freshness::undated, 0};
}

/// By the home page's rule, of a page that shows rows.
FreshnessJudgement judge_rows(const ColumnRecord& record, Day today, const FreshnessRule& rule) {
  if (record.state == PageState::undated) return undated(record);
  if (record.state != PageState::dated || !record.newest) return {};
  const FreshnessJudgement judgement = judge(*record.newest, today, rule);
  if (judgement.freshness != Freshness::fresh && !enough_to_blame(record)) return {Freshness::unknown, judgement.days};
  return judgement;
}

/// What the second-level pages of a navigation page say together.
FreshnessJudgement judge_together(const std::vector<const ColumnRecord*>& columns, Day today, const RuleSet& rules) {
  std::optional<FreshnessJudgement> newest;
  bool any_unknown = false;
  bool any_undated = false;
  for (const ColumnRecord* column : columns) {
    const FreshnessJudgement judgement = judge_rows(*column, today, rules.home);
    if (judgement.freshness == Freshness::undated)
      any_undated = true;
    else if (judgement.freshness != Freshness::unknown)
      newest = !newest || judgement.days < newest->days ? judgement : newest;
    else
      any_unknown |= !is_blank(*column, rules);
  }
  if (newest && newest->freshness == Freshness::fresh) return *newest;
  if (any_unknown || (any_undated && newest && !rules.undated_is_stale)) return {};
  if (newest) return *newest;
  return {any_undated ? Freshness::undated : Freshness::unknown, 0};
}

Finding home_finding(const FreshnessJudgement& home, const RuleSet& rules) {
  Finding finding;
  finding.kind = FindingKind::home_stale;
  finding.limit = rules.home.stale_days;
  finding.matches = is_late(home.freshness) || (home.freshness == Freshness::undated && rules.undated_is_stale);
  if (finding.matches || home.freshness == Freshness::soon) finding.count = home.days;
  return finding;
}

template <typename Counts>
Finding counted(FindingKind kind, int limit, const std::vector<JudgedColumn>& columns, Counts counts) {
  Finding finding;
  finding.kind = kind;
  finding.limit = limit;
  for (const JudgedColumn& column : columns)
    if (counts(column)) finding.columns.push_back(column.column);
  finding.count = static_cast<int>(finding.columns.size());
  finding.matches = finding.count >= limit;
  return finding;
}

template <Freshness freshness>
bool is(const JudgedColumn& column) {
  return column.judgement.freshness == freshness;
}

bool is_joint(const Column& column, const RuleSet& rules) {
  return std::find(rules.joint_types.begin(), rules.joint_types.end(), column.type) != rules.joint_types.end();
}

template <Freshness freshness>
bool any_is(const std::vector<JudgedColumn>& columns) {
  return std::any_of(columns.begin(), columns.end(), is<freshness>);
}

}  // namespace

bool note(ColumnRecord& record, const PageReading& reading, bool from_articles, Day today) {
  const bool undated = reading.state == PageState::undated;
  const bool dated = reading.newest && (reading.state == PageState::dated || (undated && from_articles));
  if (!dated && !undated && reading.state != PageState::blank) return false;
  record.state = dated ? PageState::dated : reading.state;
  record.newest = dated ? reading.newest : std::nullopt;
  record.items = reading.items;
  record.dated_items = reading.dated_items;
  record.doubtful = is_doubtful(reading);
  record.from_articles = dated && from_articles;
  if (record.state != PageState::blank) {
    record.held_items = true;
    record.empty_days.clear();
  }
  note_unchanged(record, today);
  return true;
}

void note_unchanged(ColumnRecord& record, Day today) {
  if (record.state != PageState::blank || record.held_items) return;
  std::vector<Day>& days = record.empty_days;
  if (days.size() < most_empty_days && (days.empty() || days.back() < today)) days.push_back(today);
}

FreshnessJudgement judge(const ColumnRecord& record, ColumnType type, Day today, const RuleSet& rules) {
  const int days = record.newest ? days_between(*record.newest, today) : 0;
  const std::optional<UpdateWindow>& window = rules.window(type);
  if (type == ColumnType::archive) return {Freshness::unjudged, days};
  if (is_blank(record, rules)) return {Freshness::blank, 0};
  if (!window) return {Freshness::unjudged, days};
  if (record.state == PageState::undated) return undated(record);
  if (record.state != PageState::dated || !record.newest) return {};
  if (*record.newest >= oldest_fresh_day(*window, today)) return {Freshness::fresh, days};
  if (!enough_to_blame(record)) return {Freshness::unknown, days};
  return {days >= rules.long_stale_days ? Freshness::long_stale : Freshness::stale, days};
}

FreshnessJudgement judge_home(const ColumnRecord& home, const std::vector<const ColumnRecord*>& columns, Day today,
                              const RuleSet& rules) {
  if (home.state != PageState::blank) return judge_rows(home, today, rules.home);
  const FreshnessJudgement together = judge_together(columns, today, rules);
  // A home page that shows rows on other days is no navigation page, only one that was not read well today.
  if (together.freshness != Freshness::fresh && !is_blank(home, rules)) return {Freshness::unknown, together.days};
  return together;
}

std::vector<Finding> findings(const FreshnessJudgement& home, const std::vector<JudgedColumn>& columns,
                              const RuleSet& rules) {
  const auto is_stale = [&](const JudgedColumn& column) {
    const Freshness freshness = column.judgement.freshness;
    return is_late(freshness) || (freshness == Freshness::undated && rules.undated_is_stale);
  };
  const auto stale_together = [&](const JudgedColumn& column) {
    return is_joint(*column.column, rules) && is_stale(column);
  };
  std::vector<Finding> found;
  found.push_back(home_finding(home, rules));
  found.push_back(counted(FindingKind::columns_stale, rules.joint_limit, columns, stale_together));
  found.push_back(counted(FindingKind::columns_long_stale, rules.long_stale_limit, columns, is<Freshness::long_stale>));
  found.push_back(counted(FindingKind::columns_blank, rules.blank_limit, columns, is<Freshness::blank>));
  std::erase_if(found, [](const Finding& finding) { return finding.count == 0 && !finding.matches; });
  return found;
}

SuggestedClass suggested_class(const FreshnessJudgement& home, const std::vector<JudgedColumn>& columns, int updates,
                               const RuleSet& rules) {
  if (home.freshness == Freshness::long_stale)
    return any_is<Freshness::fresh>(columns) ? SuggestedClass::none : SuggestedClass::long_stale;
  // What could not be read or dated may have had any number of items.
  const bool all_counted = home.freshness != Freshness::unknown && home.freshness != Freshness::undated &&
                           !any_is<Freshness::unknown>(columns) && !any_is<Freshness::undated>(columns);
  if (!all_counted || any_is<Freshness::long_stale>(columns)) return SuggestedClass::none;
  return updates < rules.few_updates ? SuggestedClass::few_updates : SuggestedClass::none;
}

}  // namespace sitewatch
