#include "campaign/receipt.h"

#include <gtest/gtest.h>

#include <set>

namespace sitewatch::campaign {
namespace {

TEST(Receipt, NamesPeriodAndRunningNumberAndIsUnique) {
  std::set<std::string> seen;
  for (int number = 1; number <= 12'000; ++number) seen.insert(receipt_number({2026, 3}, number));
  EXPECT_EQ(seen.size(), 12'000u);
  EXPECT_EQ(receipt_number({2026, 3}, 7).substr(0, 12), "202603-0007-");
  const auto parts = read_receipt(receipt_number({2026, 3}, 12'000));
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->number, 12'000);
  EXPECT_EQ(parts->period, (Period{2026, 3}));
}

TEST(Receipt, NoticesAWrongDigitAndSwappedNeighbours) {
  const std::string good = receipt_number({2026, 3}, 7);
  ASSERT_TRUE(read_receipt(good));
  for (std::size_t i = 0; i < 11; ++i) {
    if (good[i] == '-') continue;
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string wrong = good;
      wrong[i] = digit;
      EXPECT_EQ(read_receipt(wrong).has_value(), wrong == good) << wrong;
    }
    std::string swapped = good;
    std::swap(swapped[i], swapped[i + (good[i + 1] == '-' ? 2 : 1)]);
    EXPECT_EQ(read_receipt(swapped).has_value(), swapped == good) << swapped;
  }
  for (const char* text : {"", "202603-0007-", "202613-0007-K3", "202603-00x7-K3", "2026-03-0007-K3"})
    EXPECT_FALSE(read_receipt(text)) << text;
}

}  // namespace
}  // namespace sitewatch::campaign
