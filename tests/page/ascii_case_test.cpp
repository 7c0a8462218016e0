#include "page/ascii_case.h"

#include <gtest/gtest.h>

#include <string>

namespace sitewatch::page {
namespace {

constexpr auto none = std::string_view::npos;

TEST(FindIgnoringCase, FindsTheFirst) {
  EXPECT_EQ(find_ignoring_case("Content-Type; ChArSeT=x charset", "charset"), 14u);
  EXPECT_EQ(find_ignoring_case("charset charset", "charset", 1), 8u);
  EXPECT_EQ(find_ignoring_case("chchcharset", "charset"), 4u);
  EXPECT_EQ(find_ignoring_case("charse", "charset"), none);
  EXPECT_EQ(find_ignoring_case("", "x"), none);
  EXPECT_EQ(find_ignoring_case("abc", "c", 3), none);
  EXPECT_EQ(find_ignoring_case("abc", "c", 9), none);
  EXPECT_EQ(find_ignoring_case("abc", "", 1), 1u);
  EXPECT_EQ(find_ignoring_case("a\"B\"", "\"b\""), 1u);
  for (std::size_t before = 0; before < 40; ++before)
    EXPECT_EQ(find_ignoring_case(std::string(before, 'u') + "URL", "url"), before);
}

}  // namespace
}  // namespace sitewatch::page
