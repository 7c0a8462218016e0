#include "app/local_token.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace sitewatch {
namespace {

class LocalTokenTest : public testing::Test {
 protected:
  LocalTokenTest() {
    std::string name = testing::TempDir() + "sitewatch-token-XXXXXX";
    folder = mkdtemp(name.data());
  }
  ~LocalTokenTest() override { std::filesystem::remove_all(folder); }
  std::string folder;
};

TEST_F(LocalTokenTest, IsMadeOnceForTheOwnerAloneAndReadAgain) {
  const auto first = local_token(folder);
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->size(), 64u);
  struct stat about{};
  ASSERT_EQ(stat((folder + "/token").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777u, 0600u);
  EXPECT_EQ(local_token(folder).value(), *first);
}

TEST_F(LocalTokenTest, IsRefusedWhenOthersMayReadIt) {
  ASSERT_TRUE(local_token(folder));
  std::filesystem::permissions(folder + "/token", std::filesystem::perms{0644});
  const auto refused = local_token(folder);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("0600"), std::string::npos);
}

TEST_F(LocalTokenTest, IsRefusedWhenTheFileHoldsNone) {
  std::ofstream{folder + "/token"} << "short\n";
  std::filesystem::permissions(folder + "/token", std::filesystem::perms{0600});
  EXPECT_FALSE(local_token(folder));
}

TEST_F(LocalTokenTest, SaysWhyItCannotBeMade) {
  const auto refused = local_token(folder + "/nowhere");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("nowhere/token"), std::string::npos);
}

}  // namespace
}  // namespace sitewatch
