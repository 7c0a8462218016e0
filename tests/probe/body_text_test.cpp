#include "probe/body_text.h"

#include <gtest/gtest.h>

namespace sitewatch {
namespace {

constexpr std::string_view gbk = "\xbd\xcc\xd3\xfd\xbe\xd6";   // 教育局
constexpr std::string_view big5 = "\xb1\xd0\xa8\x7c\xa7\xbd";  // 教育局

TEST(BodyText, StaysAsItIsWhereItIsUtf8WhateverItIsCalled) {
  EXPECT_EQ(body_text("教育局", "text/html; charset=gb2312"), "教育局");
  EXPECT_EQ(body_text("\xef\xbb\xbf教育局", ""), "教育局");
  EXPECT_EQ(body_text("", ""), "");
}

TEST(BodyText, IsReadAsTheHeaderOrThePageSays) {
  EXPECT_EQ(body_text(gbk, "text/html; charset=GB2312"), "教育局");
  EXPECT_EQ(body_text(big5, "text/html; Charset=\"Big5\""), "教育局");
  EXPECT_EQ(body_text("<meta charset=big5>" + std::string{big5}, "text/html"), "<meta charset=big5>教育局");
}

TEST(BodyText, IsReadAsChineseWhereNothingIsSaidOrTheLabelIsWrong) {
  EXPECT_EQ(body_text(gbk, ""), "教育局");
  EXPECT_EQ(body_text(gbk, "text/html; charset=utf-8"), "教育局");
  EXPECT_EQ(body_text(gbk, "text/html; charset=klingon"), "教育局");
}

TEST(BodyText, NeverFails) {
  const std::string noise = "\xff\xfe\x80\x00 charset=";
  EXPECT_FALSE(body_text(noise, "charset=").empty());
}

}  // namespace
}  // namespace sitewatch
