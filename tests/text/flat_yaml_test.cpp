#include "text/flat_yaml.h"

#include <gmock/gmock.h>

namespace sitewatch {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(FlatYaml, ReadsPlainQuotedAndBlockValues) {
  const auto read = read_flat_yaml(
      "# comment\n"
      "mail.foot:\n"
      "  # another\n"
      "  first: plain text\n"
      "  quoted: '{{x}}: it''s'\n"
      "\n"
      "  block: |\n"
      "    one\n"
      "\n"
      "      two\n"
      "\n"
      "state:\n"
      "  up: 正常\n");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_THAT(*read, ElementsAre(Pair("mail.foot.block", "one\n\n  two\n"), Pair("mail.foot.first", "plain text"),
                                 Pair("mail.foot.quoted", "{{x}}: it's"), Pair("state.up", "正常")));
}

TEST(FlatYaml, NamesTheLineThatItDoesNotUnderstand) {
  for (const char* text : {"a:\n  b\n", "a:\n  b: {{x}}\n", "a:\n  b: 'x\n", "a:\n  b: 'x' y\n", "a:\n b: x\n",
                           "a:\n  b: x: y\n", "a:\n  b:\n", "a:\n  : x\n", "a\n", "  b: x\n"}) {
    const auto read = read_flat_yaml(text);
    ASSERT_FALSE(read) << text;
    EXPECT_THAT(read.error().message, testing::MatchesRegex("[12]: .*")) << text;
  }
  EXPECT_FALSE(read_flat_yaml("a:\n  b: x\n  b: y\n")) << "a key twice";
  EXPECT_FALSE(read_flat_yaml("a:\n  b: |\nc:\n  d: x\n")) << "an empty block";
}

}  // namespace
}  // namespace sitewatch
