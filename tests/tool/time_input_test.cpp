#include "tool/time_input.h"

#include <gtest/gtest.h>

namespace sitewatch::tool {
namespace {

TEST(TimeInput, ReadsLocalTimesOnTheSessionsClocks) {
  const Session session;
  for (const char* text : {"2026-03-20 10:00", "2026-03-20T10:00", "2026-03-20 10:00:00", "2026-03-20T10:00:00+08:00",
                           "2026-03-20T02:00:00Z"}) {
    const Result<WallTime> time = read_time(session, text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(rfc3339(*time), "2026-03-20T02:00:00Z") << text;
  }
  for (const char* text : {"", "2026-03-20", "tomorrow", "2026-13-01 10:00", "2026-02-30 10:00", "2026-03-20 10:00 x"})
    EXPECT_FALSE(read_time(session, text)) << text;
}

TEST(TimeInput, ReadsLengthsOfTime) {
  EXPECT_EQ(*read_duration("30m"), std::chrono::minutes{30});
  EXPECT_EQ(*read_duration("2h"), std::chrono::hours{2});
  EXPECT_EQ(*read_duration("3d"), std::chrono::hours{72});
  for (const char* text : {"", "0h", "-1h", "2", "h", "2w", "2h ", "999999999999d"})
    EXPECT_FALSE(read_duration(text)) << text;
}

}  // namespace
}  // namespace sitewatch::tool
