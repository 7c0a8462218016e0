#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "domain/page_reading.h"

namespace sitewatch {

/// One item that a column has shown, as it is remembered: no words of the site, only their hashes.
struct KnownItem {
  std::uint64_t link = 0;
  std::uint64_t title = 0;
  std::optional<Day> first_date;  ///< The earliest date it was ever shown with.
  Day first_seen;
  bool redated = false;  ///< Shown again under a later date: 疑似旧稿重发、疑似改动发稿日期.
  friend bool operator==(const KnownItem&, const KnownItem&) = default;
};

inline constexpr std::size_t most_known_items = 200;

/// The items of one column, at most `most_known_items`, in the order of their last sight: those seen longest ago leave
/// first.
struct ItemHistory {
  std::vector<KnownItem> items;
};

struct NotedItems {
  int added = 0;
  int redated = 0;     ///< Found in this reading: an old title under a later date, at its old address or a new one.
  bool burst = false;  ///< More than `burst_items` added, all dated that day, where nothing new had been for two weeks.
};

/// Takes the rows of one reading into the history. The first reading is no burst. An item is found re-dated once. A
/// date that moves back, one that differs in the year alone, an item that had no date before, and a title that stood at
/// several addresses before ("每周公示") are no re-dating.
NotedItems note(ItemHistory& history, std::span<const ItemMark> rows, Day today, int burst_items);

/// Distinct items first published in the `days` days up to today, both ends as in (today - days, today]. An item counts
/// by the earliest date it was shown with, one without a date by the day it was first seen, unless that was the first
/// reading of all.
int updates(const ItemHistory& history, Day today, int days);

}  // namespace sitewatch
