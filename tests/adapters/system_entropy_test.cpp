#include "adapters/system_entropy.h"

#include <gtest/gtest.h>

namespace sitewatch {
namespace {

TEST(SystemEntropy, GivesAsManyBytesAsAskedForAndNeverTheSame) {
  SystemEntropy entropy;
  EXPECT_EQ(entropy.bytes(0), "");
  EXPECT_EQ(entropy.bytes(1000).size(), 1000u);
  EXPECT_NE(entropy.bytes(32), entropy.bytes(32));
}

}  // namespace
}  // namespace sitewatch
