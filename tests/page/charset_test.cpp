#include "page/charset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sitewatch::page {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string gbk = "\xc7\xf8\xd5\xfe\xb8\xae\xcd\xa8\xd6\xaa\xb9\xab\xb8\xe6";
const std::string big5 = "\xa5\xbb\xa9\xb2\xaa\xba\xb3\xf8\xa7\x69\xa6\xb3\xa4\x40\xad\xd3\xa4\x48";
const std::string utf8 = "区政府通知公告";
constexpr auto no_limit = std::string_view::npos;

Encoding encoding(const std::string& bytes, std::string_view type = "text/html") {
  return decode_page(bytes, type).encoding;
}

std::string text(const std::string& bytes, std::string_view type = "text/html") {
  return std::string{decode_page(bytes, type).text};
}

std::vector<std::string> notes(const std::string& bytes, std::string_view type = "text/html") {
  return decode_page(bytes, type).notes;
}

TEST(Charset, IsWhatTheBytesAreWhateverTheLabelsSay) {
  for (const char* label : {"utf-8", "gb2312", "gbk", "big5", "iso-8859-1", "klingon", ""}) {
    const std::string type = std::string{"text/html; charset="} + label;
    const std::string head = std::string{"<meta charset="} + label + ">";
    EXPECT_EQ(encoding(head + utf8, type), Encoding::utf8) << label;
    EXPECT_EQ(encoding(head + gbk, type), Encoding::gb18030) << label;
    EXPECT_EQ(text(head + gbk, type), head + utf8) << label;
    EXPECT_EQ(encoding(head + big5, type), Encoding::big5) << label;
  }
  EXPECT_EQ(text(big5), "本府的報告有一個人");
}

TEST(Charset, IsBig5InATableOfFewCharacters) {
  std::string rows;
  for (int i = 0; i < 9; ++i) rows += "<td>\xa4\xa4\xa4\xe5</td>";  // 中文; in GB2312 two kana
  EXPECT_EQ(encoding(rows + "\xa4\x40\xa4\x40"), Encoding::big5);
  EXPECT_EQ(encoding(rows), Encoding::gb18030);
}

TEST(Charset, IsTheDeclaredOneWhereNothingSpeaksAgainstIt) {
  EXPECT_EQ(encoding("<p>plain</p>"), Encoding::utf8);
  EXPECT_EQ(encoding("<p>plain</p>", "text/html; charset=GB2312"), Encoding::gb18030);
  EXPECT_EQ(encoding("<meta charset=gbk>"), Encoding::gb18030);
  EXPECT_EQ(encoding("\xef\xbb\xbf<meta charset=gbk>"), Encoding::utf8);
  EXPECT_EQ(encoding("<meta charset=gbk>", "text/html; charset=utf8"), Encoding::utf8);
  EXPECT_EQ(encoding("<p>\xa4\xa4\xa4\xe5</p>", "text/html; charset=big5"), Encoding::big5) << "two characters alone";
}

TEST(Charset, ReadsCharactersThatTheLabelDoesNotKnow) {
  EXPECT_EQ(text("\xe9\x46\x86\xb4\x95\x32\x82\x36", "text/html; charset=gb2312"), "镕喆𠀀");
  EXPECT_EQ(text(gbk + "\x80" + "5", "text/html; charset=gbk"), utf8 + "€5");
}

TEST(Charset, IsNotChangedByAFewBrokenBytes) {
  const std::string mark = "\xef\xbf\xbd";
  EXPECT_EQ(text(utf8 + utf8 + "\xe5\x8c<b>"), utf8 + utf8 + mark + mark + "<b>");
  EXPECT_EQ(text(gbk + "\xc7<b>" + gbk), utf8 + mark + "<b>" + utf8);
  // A toolbar that an archive has put into the page.
  EXPECT_EQ(encoding("<div>保存 Â· ©</div>" + gbk + gbk + gbk + gbk), Encoding::gb18030);
}

TEST(Charset, IsNotChangedByAnEndInsideACharacter) {
  for (std::size_t cut = 1; cut < 3; ++cut) {
    const std::string page = utf8 + "<i>" + utf8.substr(0, 3 + cut);
    EXPECT_EQ(encoding(page, "text/html; charset=gbk"), Encoding::utf8) << cut;
  }
  EXPECT_EQ(encoding(std::string{"\xe5\x8c"}), Encoding::utf8);
  EXPECT_EQ(encoding(gbk + "\xc7", "text/html; charset=utf-8"), Encoding::gb18030);
}

TEST(Charset, KnowsWesternText) {
  const std::string german =
      "<p>Oberb\xfcrgermeister er\xf6"
      "ffnet Stra\xdf"
      "e f\xfcr Fu\xdfg\xe4nger</p>";
  EXPECT_EQ(text(german, "text/html; charset=iso-8859-1"), "<p>Oberbürgermeister eröffnet Straße für Fußgänger</p>");
  EXPECT_EQ(encoding(german), Encoding::windows_1252);
  EXPECT_EQ(encoding("<p>L\xf6we</p>", "text/html; charset=iso-8859-1"), Encoding::windows_1252);
  EXPECT_EQ(text("<p>10\x80</p>", "text/html; charset=windows-1252"), "<p>10€</p>");
}

TEST(Charset, MayBeUtf16BehindItsMark) {
  const std::string little{"\xff\xfe<\0p\0>\0\x3a\x53\x40\xd8\0\xdc", 14};
  const std::string big{"\xfe\xff\0<\0p\0>\x53\x3a\xd8\x40\xdc\0", 14};
  EXPECT_EQ(text(little, "text/html; charset=gbk"), "<p>区𠀀");
  EXPECT_EQ(encoding(little), Encoding::utf16_le);
  EXPECT_EQ(text(big), "<p>区𠀀");
  EXPECT_EQ(encoding(big), Encoding::utf16_be);
  EXPECT_EQ(text(little + "\xd8"), "<p>区𠀀\xef\xbf\xbd") << "cut inside a character";
}

TEST(Charset, NotesWhatContradictsIt) {
  EXPECT_THAT(notes("<meta charset=utf-8>" + gbk, "text/html; charset=gbk"), ElementsAre("declared utf-8, is gb18030"));
  EXPECT_THAT(notes("<meta charset=gbk>" + utf8, "text/html; charset=gb2312"),
              ElementsAre("declared gb18030, is utf-8"));
  EXPECT_THAT(notes("<meta charset=big5>" + utf8, "text/html; charset=gb2312"),
              ElementsAre("declared gb18030, is utf-8", "declared big5, is utf-8"));
  EXPECT_THAT(notes("\xef\xbb\xbf" + gbk), ElementsAre("byte order mark of utf-8, is gb18030"));
  EXPECT_THAT(notes("<meta charset=gb2312>" + gbk, "text/html; charset=GBK"), IsEmpty()) << "one family";
  EXPECT_THAT(notes("<p>plain</p>", "text/html; charset=gbk"), IsEmpty());
}

TEST(CharsetLabels, AreThoseOfThePageAlone) {
  const auto meta = [](std::string_view html) { return charset_labels(html, "", no_limit).meta; };
  EXPECT_EQ(meta("<meta http-equiv='Content-Type' content='text/html;charset=GB2312'>"), "GB2312");
  EXPECT_EQ(meta("<META CONTENT=\"text/html; charset = 'gbk'\" HTTP-EQUIV=content-type>"), "gbk");
  EXPECT_EQ(meta("<script src=x charset=big5></script><link charset=big5><meta charset=utf-8>"), "utf-8");
  EXPECT_EQ(meta("<!-- <meta charset=big5> --><script>'<meta charset=big5>'</script>"
                 "<title><meta charset=big5></title><textarea><meta charset=big5></textarea><meta charset=gbk>"),
            "gbk");
  EXPECT_EQ(meta("<meta name=x content='text/html; charset=big5'><meta charset=klingon><meta charset=gbk>"), "gbk");
  EXPECT_EQ(meta("<body>" + std::string(100'000, 'x') + "<meta charset=gbk>"), "gbk") << "late";
  EXPECT_EQ(meta("<meta charset=g&#98;k>"), "gbk");
  EXPECT_EQ(meta("<p>charset=gbk</p>"), "");
  EXPECT_EQ(charset_labels("", "text/html; Charset=\"GB2312\"; x", no_limit).header, "GB2312");
  EXPECT_EQ(charset_labels("", "text/html; charset", no_limit).header, "");
  EXPECT_TRUE(charset_labels("\xef\xbb\xbf", "", no_limit).has_bom);
}

TEST(DecodedPage, IsValidUtf8WithoutNulBytes) {
  EXPECT_EQ(text(std::string("a\0b", 3)), "a b");
  for (int first = 0; first < 256; ++first)
    for (const char second : std::string_view{"\0 0<@~\x7f\x80\xa1\xbf\xc3\xfe\xff", 13}) {
      const std::string page = "<p>" + std::string(1, static_cast<char>(first)) + second + "</p>";
      ASSERT_TRUE(is_utf8(text(page))) << first << ' ' << second;
    }
}

TEST(DecodedPage, TakesNoImageForText) {
  EXPECT_FALSE(decode_page(std::string(3000, '\x01'), "text/html").is_text);
  EXPECT_FALSE(decode_page("\x89PNG\r\n\x1a\n" + std::string("\0\0\0\rIHDR\0\0\1\0", 12), "text/html").is_text);
  EXPECT_TRUE(decode_page("<p>\t\r\n\f</p>" + std::string(100, 'x') + '\x01', "text/html").is_text);
}

}  // namespace
}  // namespace sitewatch::page
