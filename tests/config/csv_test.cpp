#include "config/csv.h"

#include <gmock/gmock.h>

namespace sitewatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Table {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::pair<int, int>> places;  ///< Line and column of each field.
  std::vector<Mistake> mistakes;
};

Table read(std::string text) {
  Table table;
  Mistakes mistakes;
  const SourceFile source{mistakes.file("x.csv"), std::move(text)};
  read_csv(source, mistakes, [&](const std::vector<CsvField>& row) {
    auto& texts = table.rows.emplace_back();
    for (const CsvField& field : row) {
      texts.emplace_back(field.text);
      table.places.emplace_back(field.line, field.column);
    }
  });
  table.mistakes = mistakes.sorted();
  return table;
}

TEST(Csv, ReadsEveryLineEnding) {
  for (const char* text : {"a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\rc,d\r", "a,b\nc,d"})
    EXPECT_THAT(read(text).rows, ElementsAre(ElementsAre("a", "b"), ElementsAre("c", "d"))) << text;
  EXPECT_THAT(read("").rows, IsEmpty());
  EXPECT_THAT(read("\n\r\n,,\n").rows, IsEmpty());
}

TEST(Csv, ReadsQuotedFields) {
  EXPECT_THAT(read("\"a,\"\"b\"\"\nc\", d ,\"\"\n").rows, ElementsAre(ElementsAre("a,\"b\"\nc", "d", "")));
  EXPECT_THAT(read("\"a\"x,b\n").rows, ElementsAre(ElementsAre("ax", "b")));
  EXPECT_THAT(read("a\"b,c\n").rows, ElementsAre(ElementsAre("a\"b", "c")));
}

TEST(Csv, CountsLinesAndCharacters) {
  const Table table = read("区教育局,b\n\"x\r\ny\",z\r\nlast,w");
  EXPECT_THAT(table.places, ElementsAre(testing::Pair(1, 1), testing::Pair(1, 6), testing::Pair(2, 1),
                                        testing::Pair(3, 4), testing::Pair(4, 1), testing::Pair(4, 6)));
}

TEST(Csv, TakesTabsWhereThereAreNoCommas) {
  EXPECT_THAT(read("a\tb\nc,x\td\n").rows, ElementsAre(ElementsAre("a", "b"), ElementsAre("c,x", "d")));
}

TEST(Csv, TellsWhereAnOpenQuoteBegan) {
  const Table table = read("a,b\nc,\"d\ne\n");
  ASSERT_EQ(table.mistakes.size(), 1U);
  EXPECT_EQ(table.mistakes[0].line, 2);
  EXPECT_EQ(table.mistakes[0].column, 3);
}

}  // namespace
}  // namespace sitewatch
