#include "domain/item_history.h"

#include <algorithm>

namespace sitewatch {
namespace {

constexpr int quiet_days = 14;

Day published(const KnownItem& item) {
  return item.first_date.value_or(item.first_seen);
}

/// The day of the first reading of all, as far as it is remembered.
Day first_reading(const ItemHistory& history) {
  Day first = history.items.front().first_seen;
  for (const KnownItem& item : history.items) first = std::min(first, item.first_seen);
  return first;
}

/// A date without a year that comes round again is the same date.
bool is_later(Day date, Day first) {
  return date > first && (date.month() != first.month() || date.day() != first.day());
}

/// Takes the rows of one reading in, one by one.
class Intake {
 public:
  Intake(std::vector<KnownItem>& items, Day today)
      : items_{items}, today_{today}, known_{items.size()}, seen_(known_), shown_(known_) {}

  void take(const ItemMark& row) {
    if (const auto same = the_same(row)) return show(*same, row);
    if (const auto old = by_title(row)) return show_elsewhere(*old, row);
    if (const auto edited = by_link(row)) return show(*edited, row);
    items_.push_back({row.link, row.title, row.date, today_});
    seen_.push_back(true);
    shown_.push_back(row.date);
  }

  /// Dates are compared only now: an item may stand in two blocks of a page with a date in each.
  NotedItems finish() {
    for (std::size_t i = 0; i < known_; ++i)
      if (shown_[i]) note_date(items_[i], *shown_[i]);
    noted_.added = static_cast<int>(items_.size() - known_);
    forget();
    return noted_;
  }

 private:
  using Place = std::optional<std::size_t>;

  Place the_same(const ItemMark& row) const {
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (items_[i].link == row.link && items_[i].title == row.title) return i;
    return std::nullopt;
  }
  /// An old title at a new address. One that stood at several addresses before recurs, and says nothing.
  Place by_title(const ItemMark& row) const {
    if (row.title == 0 || !row.date) return std::nullopt;
    const Place place = the_only([&](const KnownItem& item) { return item.title == row.title; });
    return place && items_[*place].first_date ? place : std::nullopt;
  }
  /// Its title was edited: the same address and day.
  Place by_link(const ItemMark& row) const {
    const Place place = the_only([&](const KnownItem& item) { return item.link == row.link; });
    return place && !seen_[*place] && items_[*place].first_date == row.date ? place : std::nullopt;
  }
  /// The one item known before this reading that matches.
  template <typename Matches>
  Place the_only(Matches matches) const {
    Place found;
    for (std::size_t i = 0; i < known_; ++i) {
      if (!matches(items_[i])) continue;
      if (found) return std::nullopt;
      found = i;
    }
    return found;
  }

  void show(std::size_t place, const ItemMark& row) {
    seen_[place] = true;
    items_[place].title = row.title;
    if (row.date && (!shown_[place] || *row.date < *shown_[place])) shown_[place] = row.date;
    if (place >= known_) items_[place].first_date = shown_[place];
  }
  void show_elsewhere(std::size_t place, const ItemMark& row) {
    seen_[place] = true;
    items_[place].link = row.link;
    note_date(items_[place], *row.date);
  }
  void note_date(KnownItem& item, Day date) {
    if (!item.first_date || date < *item.first_date) {
      item.first_date = date;
    } else if (is_later(date, *item.first_date) && !item.redated) {
      item.redated = true;
      ++noted_.redated;
    }
  }
  void forget() {
    std::vector<KnownItem> ordered;
    ordered.reserve(items_.size());
    for (const bool wanted : {false, true})
      for (std::size_t i = 0; i < items_.size(); ++i)
        if (seen_[i] == wanted) ordered.push_back(items_[i]);
    if (ordered.size() > most_known_items)
      ordered.erase(ordered.begin(), ordered.end() - static_cast<std::ptrdiff_t>(most_known_items));
    items_ = std::move(ordered);
  }

  std::vector<KnownItem>& items_;
  Day today_;
  std::size_t known_;                      ///< So many were known before this reading.
  std::vector<bool> seen_;                 ///< In this reading.
  std::vector<std::optional<Day>> shown_;  ///< The earliest date that this reading shows at the item's own address.
  NotedItems noted_;
};

/// Today's items are one batch, in however many readings they came.
bool is_burst(const ItemHistory& history, Day today, int burst_items) {
  if (burst_items <= 0 || first_reading(history) == today) return false;
  int batch = 0;
  for (const KnownItem& item : history.items) {
    if (item.first_seen == today) {
      if (item.first_date != today) return false;
      ++batch;
    } else if (days_between(published(item), today) < quiet_days) {
      return false;
    }
  }
  return batch > burst_items;
}

}  // namespace

NotedItems note(ItemHistory& history, std::span<const ItemMark> rows, Day today, int burst_items) {
  Intake intake{history.items, today};
  for (const ItemMark& row : rows) intake.take(row);
  NotedItems noted = intake.finish();
  noted.burst = noted.added > 0 && is_burst(history, today, burst_items);
  return noted;
}

int updates(const ItemHistory& history, Day today, int days) {
  if (history.items.empty()) return 0;
  const Day first = first_reading(history);
  return static_cast<int>(std::count_if(history.items.begin(), history.items.end(), [&](const KnownItem& item) {
    if (!item.first_date && item.first_seen == first) return false;
    const int age = days_between(published(item), today);
    return age >= 0 && age < days;
  }));
}

}  // namespace sitewatch
