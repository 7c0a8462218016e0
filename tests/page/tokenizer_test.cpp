#include "page/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "page/tokens.h"

namespace sitewatch::page {
namespace {

std::string tokens(std::string_view html) {
  return listed(plain_tokens(Tokenizer{html}));
}

bool cut_short(std::string_view html) {
  Tokenizer tokenizer{html};
  while (tokenizer.next().kind != TokenKind::end) continue;
  return tokenizer.cut_short();
}

TEST(Tokenizer, CutsTagsAndText) {
  EXPECT_EQ(tokens("<LI class=x>a<b>b</b></li>"), "<li class=\"x\">\ntext \"a\"\n<b>\ntext \"b\"\n</b>\n</li>\n");
  EXPECT_EQ(tokens("1 < 2 <3 & <>"), "text \"1 < 2 <3 & <>\"\n");
}

TEST(Tokenizer, SaysWhenThePageEndsInTheMiddle) {
  for (const char* html : {"a<!-- b", "a<script>b", "a<p b", "a<p b=\"c", "a<style>", "a<!doc", "a</p", "a<", "a</",
                           "<title>b</title", "<iframe>", "<?x"})
    EXPECT_TRUE(cut_short(html)) << html;
  for (const char* html : {"", "<p>a</p>", "a &am", "<plaintext>a<!--", "<script></script>", "a <1", "<a></>"})
    EXPECT_FALSE(cut_short(html)) << html;
}

}  // namespace
}  // namespace sitewatch::page
