#include "text/clip.h"

#include <gtest/gtest.h>

#include "text/decode.h"

namespace sitewatch {
namespace {

TEST(Clip, CutsBetweenCharacters) {
  EXPECT_EQ(clip("区教育局", 12), "区教育局");
  EXPECT_EQ(clip("区教育局", 11), "区教育");
  EXPECT_EQ(clip("区教育局", 2), "");
  EXPECT_EQ(clip("abc", 2), "ab");
  EXPECT_EQ(clip("", 0), "");
}

TEST(Clip, MarksTheCutWithinTheLimit) {
  EXPECT_EQ(clip("区教育局", 11, true), "区教…");
  EXPECT_EQ(clip("区教育局", 12, true), "区教育局");
  EXPECT_EQ(clip("abcdef", 5, true), "ab…");
  EXPECT_EQ(clip("abcdef", 2, true), "");
}

TEST(Clip, KeepsMarksWithTheirBaseAndJoinedEmojiWhole) {
  const std::string family = "👨\u200d👩\u200d👧";
  EXPECT_EQ(clip("a" + family, 1 + family.size()), "a" + family);
  EXPECT_EQ(clip("a" + family, family.size()), "a");
  EXPECT_EQ(clip("ae\u0301", 3), "a") << "no letter without its accent";
  EXPECT_EQ(clip("ae\u0301", 4), "ae\u0301");
}

TEST(Clip, KeepsAMarkWithAnIdeograph) {
  EXPECT_EQ(clip("区か\u3099", 6), "区");
  EXPECT_EQ(clip("政府\ufe00", 6), "政");
  EXPECT_EQ(clip("政府\ufe00", 9), "政府\ufe00");
  EXPECT_EQ(clip("《通知》（一）", 100), "《通知》（一）");
}

TEST(Clip, CapsTheMarksOnOneBase) {
  std::string tower = "a";
  for (int i = 0; i < 10'000; ++i) tower += "\u0301";
  EXPECT_EQ(clip(tower + "b", 200),
            "a\u0301\u0301\u0301\u0301"
            "b");
}

TEST(Clip, SurvivesBytesThatAreNoUtf8) {
  const std::string clipped = clip(std::string(1000, '\xff'), 200);
  EXPECT_TRUE(is_utf8(clipped));
  EXPECT_EQ(clipped.size(), 198U);
}

TEST(ClipCharacters, CountsWhatPeopleSee) {
  EXPECT_EQ(clip_characters("区教育局网站", 3), "区教…");
  EXPECT_EQ(clip_characters("区教育局网站", 6), "区教育局网站");
  EXPECT_EQ(clip_characters("ae\u0301i", 3), "ae\u0301i");
  EXPECT_EQ(clip_characters("abc", 1), "…");
  EXPECT_EQ(clip_characters("abc", 0), "");
}

}  // namespace
}  // namespace sitewatch
