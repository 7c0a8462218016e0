// Pages made to be slow: the work is counted, not timed.
#include <gtest/gtest.h>

#include <string>

#include "page/attributes.h"
#include "page/doctype.h"
#include "page/tokenizer.h"

namespace sitewatch::page {
namespace {

constexpr std::size_t size = 1u << 20;

std::string repeated(std::string_view piece, std::size_t times = 0) {
  std::string page;
  if (times == 0) times = size / piece.size();
  page.reserve(times * piece.size());
  for (std::size_t i = 0; i < times; ++i) page += piece;
  return page;
}

struct Work {
  std::size_t tokens = 0;
  std::size_t characters = 0;
  bool cut_short = false;
};

/// Reads all there is, and checks that each byte was looked at a few times at most.
Work read(const std::string& page) {
  Work work;
  Tokenizer tokenizer{page};
  std::string buffer;
  for (Token token = tokenizer.next(); token.kind != TokenKind::end; token = tokenizer.next()) {
    ++work.tokens;
    if (token.kind == TokenKind::text) work.characters += characters(token, buffer).size();
  }
  work.cut_short = tokenizer.cut_short();
  EXPECT_LE(tokenizer.bytes_looked_at(), 2 * page.size());
  EXPECT_LE(work.characters, page.size());
  return work;
}

TEST(HostilePage, OfAngleBracketsIsOneText) {
  const Work work = read(std::string(size, '<'));
  EXPECT_EQ(work.tokens, 1u);
  EXPECT_EQ(work.characters, size);
  EXPECT_TRUE(work.cut_short);
  EXPECT_EQ(read(repeated("</")).tokens, 1u);
  EXPECT_EQ(read(repeated("<!")).tokens, 1u);
  EXPECT_EQ(read(repeated("<?>")).tokens, size / 3);
}

TEST(HostilePage, OfOpenTagsIsReadOnce) {
  const Work work = read(repeated("<a "));
  EXPECT_EQ(work.tokens, 0u);
  EXPECT_TRUE(work.cut_short);
  EXPECT_EQ(read(repeated("<a href='")).tokens, 0u);
  EXPECT_EQ(read(repeated("</a ")).tokens, 0u);
}

TEST(HostilePage, OfAmpersandsIsOneText) {
  EXPECT_EQ(read(std::string(size, '&')).characters, size);
  EXPECT_EQ(read(repeated("&#")).characters, size);
  EXPECT_EQ(read("&#" + std::string(size, '9')).characters, 3u);
  EXPECT_EQ(read("&" + std::string(size, 'a')).characters, size + 1);
  EXPECT_EQ(read(repeated("&CounterClockwiseContourIntegral")).characters, size);
}

TEST(HostilePage, OfManyAttributesIsReadOnce) {
  std::string page = "<a";
  for (int i = 0; i < 300'000; ++i) page += " a" + std::to_string(i);
  page += " href=x>";
  Tokenizer tokenizer{page};
  const Token token = tokenizer.next();
  ASSERT_EQ(token.kind, TokenKind::start_tag);
  EXPECT_LE(tokenizer.bytes_looked_at(), 2 * page.size());
  std::size_t count = 0;
  for (Attributes attributes{token.raw}; attributes.next();) ++count;
  EXPECT_EQ(count, 300'001u);
  EXPECT_EQ(attribute(token.raw, "href"), "x");
}

TEST(HostilePage, OfOneAttributeNameIsReadOnce) {
  std::size_t count = 0;
  const std::string raw = repeated(" a");
  for (Attributes attributes{raw}; attributes.next();) ++count;
  EXPECT_EQ(count, 1u);
}

TEST(HostilePage, WithWhatIsNeverClosedIsReadOnce) {
  for (const char* opening : {"<!--", "<script>", "<script><!--", "<script><!--<script>", "<style>", "<title>",
                              "<a b=\"", "<!doctype \"", "<?", "<textarea>", "<plaintext>"}) {
    for (const char* filling :
         {"-", "--", "<", "</", "</script", "</title", "<!--", "<script ", ">", "->", "--!", "x"}) {
      const std::string page = opening + repeated(filling, (size / 16) / std::char_traits<char>::length(filling));
      EXPECT_GE(read(page).tokens + 1, 1u) << opening << filling;
    }
  }
}

TEST(HostilePage, OfNestedTagsHasNoDepth) {
  EXPECT_EQ(read(repeated("<div>")).tokens, size / 5);
  EXPECT_EQ(read(repeated("<b><div>")).tokens, size / 8 * 2);
  EXPECT_EQ(read(repeated("<svg><title/>")).tokens, size / 13 * 2);
}

TEST(HostilePage, OfNulBytesAndReturnsIsOneText) {
  EXPECT_EQ(read(std::string(size, '\0')).characters, size);
  EXPECT_EQ(read(std::string(size, '\r')).characters, size);
  EXPECT_EQ(read(repeated("\r\n")).characters, size / 2);
}

TEST(HostilePage, WithOneHugePieceIsReadOnce) {
  EXPECT_EQ(read("<a href=\"" + std::string(size, 'x') + "\">b").tokens, 2u);
  EXPECT_EQ(read("<" + std::string(size, 'x') + ">b").tokens, 2u);
  EXPECT_EQ(read("<p>" + std::string(size, ' ')).tokens, 2u);
  EXPECT_EQ(read("<!doctype " + std::string(size, 'x') + '>').tokens, 1u);
}

}  // namespace
}  // namespace sitewatch::page
