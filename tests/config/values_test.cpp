#include "config/values.h"

#include <gmock/gmock.h>

namespace sitewatch {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Values, ReadDurations) {
  const std::pair<const char*, Duration> good[] = {
      {"30s", 30s}, {"5m", 5min}, {"1h30m", 90min}, {"2d", 48h}, {"1500ms", 1500ms}};
  for (const auto& [text, duration] : good) EXPECT_EQ(values::duration(text, 0s, 100h).value(), duration) << text;
  for (const char* text : {"", "5", "m", "-5m", "5 m", "1.5h", "5m5", "99999999999999999999s", "5min", "0x5s"})
    EXPECT_FALSE(values::duration(text, 0s, 24h * 400)) << text;
}

TEST(Values, ReadSizes) {
  EXPECT_EQ(values::size("4 MiB", 0, 1u << 30).value(), 4u << 20);
  EXPECT_EQ(values::size("64KiB", 0, 1u << 30).value(), 65536u);
  EXPECT_EQ(values::size("500", 0, 1u << 30).value(), 500u);
  for (const char* text : {"", "MiB", "4 MB", "-1", "4 GiB", "1e9", "9999999999999"})
    EXPECT_FALSE(values::size(text, 0, 1u << 30)) << text;
}

TEST(Values, ReadTimesOfDay) {
  EXPECT_EQ(values::time_of_day("17:30").value(), 17h + 30min);
  EXPECT_EQ(values::time_of_day("24:00").value(), 24h);
  for (const char* text : {"", "24:01", "17", "17:3", "17:60", "-1:00", "17:30:00"})
    EXPECT_FALSE(values::time_of_day(text)) << text;
}

TEST(Values, ReadDaysAsPeopleWriteThem) {
  for (const char* text : {"2026-03-01", "2026/3/1", "2026.3.1", "2026年3月1日", "2026年03月01"})
    EXPECT_EQ(values::day(text).value(), (Day{date::year{2026}, date::month{3}, date::day{1}})) << text;
  for (const char* text : {"", "2026-02-30", "2026-13-01", "2026", "26-3-1", "2026-3", "2026-3-1x", "2026-3-", "x"})
    EXPECT_FALSE(values::day(text)) << text;
}

TEST(Values, RefuseMailAddressesThatSmtpCouldBeBrokenWith) {
  using namespace std::string_literals;
  for (const char* text : {"a@b.example", "first.last+tag@mail.b.example", "o'neil@b.example"})
    EXPECT_TRUE(values::mail(text)) << text;
  for (const std::string& text : {""s,
                                  "a"s,
                                  "@b.example"s,
                                  "a@"s,
                                  "a@b"s,
                                  "a@b..example"s,
                                  "a b@c.example"s,
                                  "<a@b.example>"s,
                                  "A <a@b.example>"s,
                                  "a@b.example\r\nRCPT TO:<c@d.example>"s,
                                  "a\n@b.example"s,
                                  "a\0@b.example"s,
                                  "a@b.example\0"s,
                                  "a>@b.example"s,
                                  "a@b.example,c@d.example"s,
                                  ".a@b.example"s,
                                  "a..b@c.example"s,
                                  "\"a\"@b.example"s,
                                  "a@b.example "s,
                                  "a@[127.0.0.1]"s,
                                  "a@b@c.example"s,
                                  "局@b.example"s,
                                  "a＠b.example"s,
                                  std::string(65, 'a') + "@b.example"})
    EXPECT_FALSE(values::mail(text)) << text;
}

TEST(Values, ReadEndpoints) {
  EXPECT_EQ(values::numeric_endpoint("127.0.0.1:0", 0).value().text(), "127.0.0.1:0");
  EXPECT_EQ(values::numeric_endpoint("[::1]:9920", 0).value().text(), "[::1]:9920");
  EXPECT_EQ(values::numeric_endpoint("192.0.2.1", 53).value().text(), "192.0.2.1:53");
  for (const char* text : {"", ":9920", "localhost:9920", "127.1:9920", "127.0.0.1:", "127.0.0.1:65536",
                           "[127.0.0.1]:1", "::1:9920", "[::1]"})
    EXPECT_FALSE(values::numeric_endpoint(text, 0)) << text;
  EXPECT_EQ(values::named_endpoint("mail.a.example", 587).value().text(), "mail.a.example:587");
  for (const char* text : {"", "mail.a.example:0", "a b:25", "http://a.example", "a@b:25"})
    EXPECT_FALSE(values::named_endpoint(text, 25)) << text;
}

TEST(Values, KnowTheFormOfAnIdentificationCode) {
  for (const char* text : {"4503040001", "bm29030010", "N000000672"}) EXPECT_TRUE(values::id_code(text)) << text;
  for (const char* text : {"", "450304000112", "450304000", "BM29030010", "bm2903001x", "n000000672", "N00000067"})
    EXPECT_FALSE(values::id_code(text)) << text;
}

TEST(Values, SplitCellsAsClerksFillThem) {
  EXPECT_THAT(values::split_list("a；b; c、d\ne", false), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(values::split_list("a，b,c", true), ElementsAre("a", "b", "c"));
  EXPECT_THAT(values::split_list("a,b", false), ElementsAre("a,b"));
  EXPECT_THAT(values::split_list(" ；、\u3000 ", true), IsEmpty());
  EXPECT_EQ(values::trimmed("\u3000 区教育局\u00a0\r\n"), "区教育局");
}

TEST(Values, ReadOtherWords) {
  EXPECT_EQ(values::per_minute("20/min").value(), 20);
  EXPECT_EQ(values::percent("30 %").value(), 30);
  EXPECT_TRUE(values::boolean("是").value());
  EXPECT_FALSE(values::boolean("no").value());
  EXPECT_FALSE(values::percent("0 %"));
  EXPECT_FALSE(values::id("a#1"));
  EXPECT_FALSE(values::id(" a"));
  EXPECT_EQ(values::sha256(std::string(64, 'A')).value(), std::string(64, 'a'));
  EXPECT_FALSE(values::sha256(std::string(63, 'a')));
}

}  // namespace
}  // namespace sitewatch
