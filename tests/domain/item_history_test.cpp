#include "domain/item_history.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sitewatch {
namespace {

using namespace date::literals;

constexpr int burst_items = 5;
const Day today{2026_y / 3 / 20};

std::vector<ItemMark> rows(int first, int count, std::optional<Day> day) {
  std::vector<ItemMark> marks;
  for (int i = first; i < first + count; ++i)
    marks.push_back({1000u + static_cast<std::uint64_t>(i), 5000u + static_cast<std::uint64_t>(i), day});
  return marks;
}

NotedItems look(ItemHistory& history, std::vector<ItemMark> marks, Day day = today) {
  return note(history, marks, day, burst_items);
}

TEST(ItemHistory, CountsAnItemOnceHoweverOftenItIsSeen) {
  ItemHistory history;
  EXPECT_EQ(look(history, rows(0, 20, plus_days(today, -3))).added, 20);
  for (int i = 0; i < 3; ++i) {
    const NotedItems again = look(history, rows(0, 20, plus_days(today, -3)), plus_days(today, i));
    EXPECT_EQ(again.added, 0);
    EXPECT_EQ(again.redated, 0);
  }
  EXPECT_EQ(look(history, rows(19, 2, plus_days(today, 1)), plus_days(today, 1)).added, 1);
  EXPECT_EQ(history.items.size(), 21u);
}

TEST(ItemHistory, KnowsAnItemWhoseTitleWasEdited) {
  ItemHistory history;
  look(history, {{1, 11, today}, {2, 12, today}});
  EXPECT_EQ(look(history, {{1, 13, today}, {2, 12, today}}).added, 0);
  EXPECT_EQ(updates(history, today, 14), 2);
  // The same address with other words of another day is another item.
  EXPECT_EQ(look(history, {{1, 14, plus_days(today, 5)}}, plus_days(today, 5)).added, 1);
}

TEST(ItemHistory, FindsAnOldTitleUnderALaterDateOnce) {
  const Day old = plus_days(today, -200);
  struct Row {
    std::string_view what;
    ItemMark before, after;
    int redated;
  };
  const Row cases[] = {
      {"the same address", {1, 11, old}, {1, 11, today}, 1},
      {"a new address", {1, 11, old}, {2, 11, today}, 1},
      {"the date moves back", {1, 11, today}, {1, 11, old}, 0},
      {"no date before", {1, 11, std::nullopt}, {1, 11, today}, 0},
      {"no date now", {1, 11, old}, {1, 11, std::nullopt}, 0},
      {"another title at the address", {1, 11, old}, {1, 12, today}, 0},
      {"no title", {1, 0, old}, {2, 0, today}, 0},
      {"a year later to the day", {1, 11, plus_days(today, -365)}, {1, 11, today}, 0},
  };
  for (const Row& row : cases) {
    ItemHistory history;
    look(history, {row.before}, plus_days(today, -1));
    EXPECT_EQ(look(history, {row.after}).redated, row.redated) << row.what;
    EXPECT_EQ(look(history, {row.after}, plus_days(today, 1)).redated, 0) << row.what;
    EXPECT_EQ(std::ssize(history.items) > 0 && history.items.back().redated, row.redated == 1) << row.what;
  }
}

TEST(ItemHistory, AnItemPublishedAgainIsNoNewOne) {
  ItemHistory history;
  look(history, {{1, 11, plus_days(today, -10)}}, plus_days(today, -1));
  const NotedItems noted = look(history, {{1, 11, plus_days(today, -10)}, {2, 11, today}});
  EXPECT_EQ(noted.added, 0);
  EXPECT_EQ(noted.redated, 1);
  EXPECT_EQ(updates(history, today, 14), 1);
  EXPECT_EQ(updates(history, today, 10), 0);
}

TEST(ItemHistory, ATitleThatRecursIsNoOldOne) {
  ItemHistory history;
  look(history, {{1, 11, plus_days(today, -14)}, {2, 11, plus_days(today, -7)}}, plus_days(today, -7));
  const NotedItems noted = look(history, {{3, 11, today}, {2, 11, plus_days(today, -7)}});
  EXPECT_EQ(noted.added, 1);
  EXPECT_EQ(noted.redated, 0);
}

TEST(ItemHistory, AnItemInTwoBlocksWithTwoDatesIsNotRedated) {
  ItemHistory history;
  const std::vector<ItemMark> page{{1, 11, plus_days(today, -30)}, {1, 11, plus_days(today, -29)}};
  EXPECT_EQ(look(history, page).added, 1);
  EXPECT_EQ(look(history, page, plus_days(today, 1)).redated, 0);
}

TEST(ItemHistory, NotesABurstAfterTwoQuietWeeks) {
  const Day quiet = plus_days(today, -14);
  const Day busy = plus_days(today, -13);
  struct Row {
    std::string_view what;
    Day before;
    std::vector<ItemMark> now;
    bool burst;
  };
  std::vector<ItemMark> one_of_yesterday = rows(100, 6, today);
  one_of_yesterday.back().date = plus_days(today, -1);
  const Row cases[] = {
      {"six of today", quiet, rows(100, 6, today), true},
      {"five of today", quiet, rows(100, 5, today), false},
      {"one of them of yesterday", quiet, one_of_yesterday, false},
      {"without dates", quiet, rows(100, 6, std::nullopt), false},
      {"nothing was quiet", busy, rows(100, 6, today), false},
  };
  for (const Row& row : cases) {
    ItemHistory history;
    look(history, rows(0, 20, row.before), plus_days(today, -2));
    EXPECT_EQ(look(history, row.now).burst, row.burst) << row.what;
  }
}

TEST(ItemHistory, ABurstMayComeInSeveralReadingsButNotInTheFirst) {
  ItemHistory history;
  EXPECT_FALSE(look(history, rows(0, 20, today)).burst);
  EXPECT_FALSE(look(history, rows(20, 10, today)).burst);

  ItemHistory two;
  look(two, rows(0, 20, plus_days(today, -100)), plus_days(today, -50));
  EXPECT_FALSE(look(two, rows(20, 4, today)).burst);
  EXPECT_TRUE(look(two, rows(24, 4, today)).burst);
  EXPECT_FALSE(look(two, rows(24, 4, today)).burst);
}

TEST(ItemHistory, RemembersSoManyItemsAndForgetsThoseSeenLongestAgo) {
  ItemHistory history;
  look(history, rows(0, 100, today));
  look(history, rows(100, 100, today));
  look(history, rows(0, 10, today));
  look(history, rows(200, 50, today));
  EXPECT_EQ(history.items.size(), most_known_items);
  const auto knows = [&](int item) {
    return std::any_of(history.items.begin(), history.items.end(),
                       [&](const KnownItem& known) { return known.link == 1000u + static_cast<std::uint64_t>(item); });
  };
  EXPECT_TRUE(knows(0));
  EXPECT_TRUE(knows(9));
  EXPECT_FALSE(knows(10));
  EXPECT_FALSE(knows(59));
  EXPECT_TRUE(knows(60));
  EXPECT_TRUE(knows(249));
}

TEST(Updates, CountsItemsOfTheLastDays) {
  ItemHistory history;
  std::vector<ItemMark> page;
  for (const int age : {0, 13, 14, 29, 30, 179, 180, -1}) {
    const auto n = static_cast<std::uint64_t>(age + 10);
    page.push_back({n, n, plus_days(today, -age)});
  }
  look(history, page);
  EXPECT_EQ(updates(history, today, 14), 2);
  EXPECT_EQ(updates(history, today, 30), 4);
  EXPECT_EQ(updates(history, today, 180), 6);
  EXPECT_EQ(updates(ItemHistory{}, today, 180), 0);
}

TEST(Updates, CountsAnItemWithoutADateByTheDayItCame) {
  ItemHistory history;
  look(history, rows(0, 20, std::nullopt), plus_days(today, -20));
  EXPECT_EQ(updates(history, today, 30), 0);
  look(history, rows(18, 5, std::nullopt), plus_days(today, -5));
  EXPECT_EQ(updates(history, today, 30), 3);
  EXPECT_EQ(updates(history, today, 5), 0);
}

TEST(Updates, CountsARedatedItemByItsEarliestDate) {
  ItemHistory history;
  look(history, {{1, 11, plus_days(today, -200)}}, plus_days(today, -100));
  look(history, {{1, 11, today}});
  EXPECT_EQ(updates(history, today, 180), 0);
}

}  // namespace
}  // namespace sitewatch
