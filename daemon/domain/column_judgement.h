#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/page_reading.h"
#include "domain/rule_set.h"

namespace sitewatch {

/// So many days on which a list was seen empty are remembered: no rule set can ask for more.
inline constexpr std::size_t most_empty_days = 3;

/// What is known of one column, over all its readings so far: all that a judgement needs.
struct ColumnRecord {
  PageState state = PageState::unparsed;  ///< Of the last reading that could be judged.
  std::optional<Day> newest;              ///< The newest date in its rows, or in the articles they link.
  int items = 0;
  int dated_items = 0;
  bool doubtful = false;        ///< Newer dates stand outside the rows: may be called fresh, never stale.
  bool from_articles = false;   ///< The rows show no dates; `newest` comes from the newest linked articles.
  bool held_items = false;      ///< An item was seen in it at some time: it is never blank again.
  bool was_well = false;        ///< Was judged up to date at some time: what is wrong now came while we looked.
  std::vector<Day> empty_days;  ///< The days on which its list was seen empty, at most `most_empty_days`, in order.
  friend bool operator==(const ColumnRecord&, const ColumnRecord&) = default;
};

/// Takes a reading of `today` into the record. What could not be read (js_only, challenged, unparsed, …) changes
/// nothing and answers false. A list without dates is noted only after its newest articles were read: `from_articles`
/// with `newest` and `dated_items` of theirs, or without where they showed none.
bool note(ColumnRecord& record, const PageReading& reading, bool from_articles, Day today);
/// The page was fetched today and is what it was: an empty list was seen empty on one more day.
void note_unchanged(ColumnRecord& record, Day today);

/// Judges a column as of the day of its last reading: time that passed unseen accuses nobody. Three things are kept
/// apart: stale (dated, and old), undated (rows, and no date on the page nor in the newest linked articles) and unknown
/// (could not be read, or too thin to blame anyone). Blank only once the list was seen empty on `rules.blank_days` days
/// and never held an item. `unjudged`: an archive, or a type without a window that is not blank. Nothing is called late
/// on thin evidence, as in freshness.h.
FreshnessJudgement judge(const ColumnRecord& record, ColumnType type, Day today, const RuleSet& rules);

/// The home page by the rule of its own. Where it holds no rows at all but leads to columns that are watched, the
/// newest of them speaks for it (the rule of second-level pages): `columns` are theirs; one of them unknown and no
/// fresh one means unknown. Late only once it was seen without rows on `rules.blank_days` days and never held one.
FreshnessJudgement judge_home(const ColumnRecord& home, const std::vector<const ColumnRecord*>& columns, Day today,
                              const RuleSet& rules);

/// One column as the site's judgement sees it.
struct JudgedColumn {
  const Column* column = nullptr;
  FreshnessJudgement judgement;
};

/// A rule that is broken or on the way to it, with its numbers. An undated home page is one of 0 days.
struct Finding {
  FindingKind kind = FindingKind::home_stale;
  int count = 0;         ///< Columns that count; for the home page its days.
  int limit = 0;         ///< From this many on the indicator is matched; for the home page the days allowed.
  bool matches = false;  ///< 与单项否决情形相符, 以上级认定为准.
  std::vector<const Column*> columns;  ///< Those counted, in inventory order.
};

/// What the site would be found with if it was inspected now; empty where nothing counts. `unknown` counts nowhere;
/// undated columns count as stale where the rule set says so.
std::vector<Finding> findings(const FreshnessJudgement& home, const std::vector<JudgedColumn>& columns,
                              const RuleSet& rules);

/// The plan's words, for the office's own view alone; none where the numbers do not carry one.
enum class SuggestedClass : std::uint8_t { none, long_stale, few_updates };
/// long_stale: the home page is, and no judged column is fresh. few_updates: nothing is long stale, but of all judged
/// pages together fewer than `rules.few_updates` distinct items came in 180 days (`updates`).
SuggestedClass suggested_class(const FreshnessJudgement& home, const std::vector<JudgedColumn>& columns, int updates,
                               const RuleSet& rules);

}  // namespace sitewatch
