#include "domain/site.h"

#include <gtest/gtest.h>

namespace sitewatch {
namespace {

TEST(Disposition, IsReadInBothLanguagesAndWrittenInOne) {
  const std::pair<const char*, Disposition> words[] = {
      {"保留", Disposition::keep},           {"自主关停注销", Disposition::close},
      {"例外", Disposition::exempt},         {"迁移并永久关停", Disposition::migrate},
      {"迁移至统一平台", Disposition::host}, {"待定", Disposition::undecided},
  };
  for (const auto& [word, disposition] : words) {
    EXPECT_EQ(disposition_named(word), disposition) << word;
    EXPECT_EQ(disposition_named(name(disposition)), disposition) << word;
  }
  EXPECT_EQ(name(Disposition::host), "host");
  EXPECT_FALSE(disposition_named(""));
  EXPECT_FALSE(disposition_named("Keep"));
  EXPECT_FALSE(disposition_named("僵尸"));
}

TEST(TargetId, CountsFromOne) {
  EXPECT_EQ(target_id("www.district.example", 0), "www.district.example#1");
  EXPECT_EQ(target_id("a01", 2), "a01#3");
}

}  // namespace
}  // namespace sitewatch
