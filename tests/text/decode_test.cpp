#include "text/decode.h"

#include <sys/resource.h>

#include <gtest/gtest.h>

namespace sitewatch {
namespace {

TEST(Utf8, IsJudgedStrictly) {
  for (const char* good : {"", "a", "é", "政府", "𠮷", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf", "\xee\x80\x80"})
    EXPECT_TRUE(is_utf8(good)) << good;
  for (const char* bad :
       {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf",
        "\xf0\x80\x80\xaf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xe6\x94", "\xe6", "a\xc3"})
    EXPECT_FALSE(is_utf8(bad));
  EXPECT_TRUE(is_utf8(std::string_view{"a\0b", 3}));
}

TEST(Utf8, KeepsEveryGoodByteWhenRepaired) {
  EXPECT_EQ(repaired_utf8("a\xff政\xe6府"), "a\xef\xbf\xbd政\xef\xbf\xbd府");
  EXPECT_EQ(repaired_utf8("政府"), "政府");
  EXPECT_TRUE(is_utf8(repaired_utf8(std::string(10'000, '\xed'))));
}

TEST(Utf8, IsWrittenAsItIsRead) {
  for (const char32_t c : {U'a', U'\u00e9', U'政', U'\U00020bb7', U'\u0000', U'\U0010ffff'}) {
    std::string text;
    append_utf8(text, c);
    std::size_t at = 0;
    EXPECT_EQ(next_character(text, at), c);
    EXPECT_EQ(at, text.size());
  }
  std::string surrogate;
  append_utf8(surrogate, 0xd800);
  EXPECT_EQ(surrogate, "\xef\xbf\xbd");
}

TEST(Encoding, IsKnownByItsManyLabels) {
  for (const char* label : {"GB2312", "gbk", " x-gbk ", "gb_2312-80", "GB18030", "\"gb2312\""})
    EXPECT_EQ(encoding_labelled(label), Encoding::gb18030) << label;
  for (const char* label : {"utf8", "UTF-8", "utf-8\r\n"}) EXPECT_EQ(encoding_labelled(label), Encoding::utf8) << label;
  EXPECT_EQ(encoding_labelled("Big5"), Encoding::big5);
  for (const char* label : {"ISO-8859-1", "windows-1252"}) EXPECT_EQ(encoding_labelled(label), Encoding::windows_1252);
  for (const char* label : {"", " ", "gb", "utf-16"}) EXPECT_FALSE(encoding_labelled(label)) << label;
}

TEST(ToUtf8, ReadsChineseEncodings) {
  EXPECT_EQ(to_utf8("\xd5\xfe\xb8\xae", Encoding::gb18030), "政府");
  EXPECT_EQ(to_utf8("\xe9\x46\x86\xb4", Encoding::gb18030), "镕喆") << "characters of GBK that GB2312 lacks";
  EXPECT_EQ(to_utf8("\x95\x32\x82\x36", Encoding::gb18030), "𠀀") << "four bytes";
  EXPECT_EQ(to_utf8("\xac\x46\xa9\xb2", Encoding::big5), "政府");
  EXPECT_EQ(to_utf8("\xef\xbb\xbf政府", Encoding::utf8), "政府");
  EXPECT_EQ(to_utf8("", Encoding::gb18030), "");
  std::string long_gbk;
  std::string long_utf8;
  for (int i = 0; i < 1000; ++i) {
    long_gbk += "\xd5\xfe\xb8\xae<\xe9\x46\x95\x32\x82\x36\xff";
    long_utf8 += "政府<镕𠀀\xef\xbf\xbd";
  }
  EXPECT_EQ(to_utf8(long_gbk, Encoding::gb18030), long_utf8) << "long enough for a table of its pairs";
}

TEST(ToUtf8, ReplacesWhatMakesNoSenseAndGoesOn) {
  const std::string mark = "\xef\xbf\xbd";
  EXPECT_EQ(to_utf8("\xd5\xfe\xff<b>", Encoding::gb18030), "政" + mark + "<b>");
  EXPECT_EQ(to_utf8("\xd5<p>", Encoding::gb18030), mark + "<p>") << "a lead byte does not swallow markup";
  EXPECT_EQ(to_utf8("\xb8\xae\xd5", Encoding::gb18030), "府" + mark) << "cut inside a character";
  EXPECT_EQ(to_utf8("a\xe6", Encoding::utf8), "a" + mark);
  EXPECT_TRUE(is_utf8(to_utf8(std::string(200'000, '\xff'), Encoding::gb18030)));
}

TEST(ToUtf8, KnowsWhatDecodesStrictly) {
  EXPECT_TRUE(decodes_strictly("\xd5\xfe\xb8\xae", Encoding::gb18030));
  EXPECT_FALSE(decodes_strictly("\xd5\xfe\xff", Encoding::gb18030));
  EXPECT_FALSE(decodes_strictly("\xd5\xfe\xb8\xae", Encoding::utf8));
  EXPECT_TRUE(decodes_strictly("政府", Encoding::utf8));
}

TEST(ToUtf8, NeverFailsOnAnyPairOfBytes) {
  for (int first = 0; first < 256; ++first)
    for (int second = 0; second < 256; ++second) {
      const char bytes[] = {static_cast<char>(first), static_cast<char>(second), 'z'};
      for (const Encoding encoding : {Encoding::utf8, Encoding::gb18030, Encoding::big5, Encoding::windows_1252,
                                      Encoding::utf16_le, Encoding::utf16_be})
        ASSERT_TRUE(is_utf8(to_utf8({bytes, 3}, encoding))) << first << ' ' << second;
      if (first == 0) break;
    }
}

TEST(LoadedConversions, NeedNoDescriptorLater) {
  const LoadedConversions loaded;
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlimit none{0, limit.rlim_max};
  setrlimit(RLIMIT_NOFILE, &none);
  const std::string gb18030 = to_utf8("\xb9\xab\xb8\xe6", Encoding::gb18030);
  const std::string big5 = to_utf8("\xa4\xbd\xa7\x69", Encoding::big5);
  setrlimit(RLIMIT_NOFILE, &limit);
  EXPECT_EQ(gb18030, "公告");
  EXPECT_EQ(big5, "公告");
}

}  // namespace
}  // namespace sitewatch
