#include "page/row_groups.h"

#include <algorithm>
#include <utility>

#include "domain/hash.h"
#include "page/url_dates.h"

namespace sitewatch::page {
namespace {

constexpr std::size_t most_newest = 3;
constexpr std::size_t most_waiting = 300;
/// So many rows may be pinned above a list.
constexpr std::size_t most_pinned = 2;

void insert_newest(std::vector<Item>& newest, Item item) {
  const auto same = [&](const Item& other) { return other.link == item.link && other.title == item.title; };
  // A pinned row often stands in the list once more.
  const auto twin = std::find_if(newest.begin(), newest.end(), same);
  if (twin != newest.end()) {
    if (*twin->date >= *item.date) return;
    newest.erase(twin);
  }
  const auto older = [&](const Item& other) { return *other.date < *item.date; };
  const auto place = std::find_if(newest.begin(), newest.end(), older);
  if (place == newest.end() && newest.size() >= most_newest) return;
  newest.insert(place, std::move(item));
  if (newest.size() > most_newest) newest.pop_back();
}

bool has_month_and_day(Day day, MonthAndDay date) {
  return static_cast<int>(unsigned{day.month()}) == date.month && static_cast<int>(unsigned{day.day()}) == date.day;
}

void add_to(RowSummary& summary, const RowGroup& group) {
  summary.items += group.items;
  summary.dated_items += group.dated_items;
  summary.years_unsure = summary.years_unsure || group.years_unsure;
  for (const Item& item : group.newest) insert_newest(summary.newest, item);
  for (const Item& item : group.undated)
    if (summary.undated.size() < most_newest) summary.undated.push_back(item);
  const std::size_t room = std::min(most_marks - summary.marks.size(), group.marks.size());
  summary.marks.insert(summary.marks.end(), group.marks.begin(),
                       group.marks.begin() + static_cast<std::ptrdiff_t>(room));
}

ItemMark mark_of(const Row& row) {
  return {fnv1a(row.link), row.title.empty() ? 0 : fnv1a(row.title), row.day};
}

}  // namespace

void GroupBuilder::begin(bool is_beside) {
  group_ = RowGroup{};
  group_.is_beside = is_beside;
}

void GroupBuilder::add(Row row) {
  ++group_.items;
  if (!row.day && row.without_year) {
    const auto in_link = date_in_link(row.link);
    const bool is_past = in_link && *in_link <= plus_days(today_, 1);
    if (is_past && has_month_and_day(*in_link, *row.without_year)) row.day = in_link;
  }
  if (!row.day && !row.without_year) {
    if (group_.marks.size() < most_marks) group_.marks.push_back(mark_of(row));
    if (group_.undated.size() < most_newest) group_.undated.push_back({std::nullopt, row.title, row.link});
    return;
  }
  ++group_.dated_items;
  waiting_.push_back(std::move(row));
  if (waiting_.size() >= most_waiting) supply_years();
}

RowGroup GroupBuilder::finish() {
  supply_years();
  return std::move(group_);
}

void GroupBuilder::supply_years() {
  const Day tomorrow = plus_days(today_, 1);
  Day limit = tomorrow;
  std::optional<Day> newest;
  for (std::size_t index = 0; index < waiting_.size(); ++index) {
    Row& row = waiting_[index];
    if (!row.day) {
      const auto read_freely = latest(*row.without_year, today_);
      row.day = latest_until(*row.without_year, limit);
      if (!row.day) row.day = read_freely;
      // Below a pinned row the list itself begins, and may well be of this year.
      const bool below_pinned = index > 0 && index <= most_pinned && limit != tomorrow;
      if (below_pinned && read_freely && newest && *read_freely > *newest) group_.years_unsure = true;
    }
    if (!row.day) continue;
    limit = std::min(limit, *row.day);
    if (!newest || *newest < *row.day) newest = row.day;
    keep(row);
  }
  waiting_.clear();
}

void GroupBuilder::keep(const Row& row) {
  if (group_.marks.size() < most_marks) group_.marks.push_back(mark_of(row));
  insert_newest(group_.newest, Item{row.day, row.title, row.link});
}

RowSummary summary_of(const std::vector<RowGroup>& groups, PageKind kind, bool has_pager) {
  RowSummary summary;
  const bool is_list = kind == PageKind::list;
  const RowGroup* longest = nullptr;
  for (const RowGroup& group : groups)
    if (!group.is_beside && (!longest || group.dated_items > longest->dated_items)) longest = &group;
  for (const RowGroup& group : groups) {
    const bool is_other_list = is_list && has_pager && longest && longest->dated_items > 0 && &group != longest;
    if (!(is_list && group.is_beside) && !is_other_list) {
      add_to(summary, group);
      continue;
    }
    if (!group.newest.empty() && !group.is_beside)
      summary.outside = std::max(summary.outside.value_or(*group.newest.front().date), *group.newest.front().date);
  }
  return summary;
}

}  // namespace sitewatch::page
