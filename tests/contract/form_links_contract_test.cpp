// What every FormLinks does, the fake as the signed ones; and the key file that only the signed ones have.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "adapters/signed_form_links.h"
#include "support/fake_entropy.h"
#include "support/fake_form_links.h"

namespace sitewatch {
namespace {

using ::testing::HasSubstr;

const FormGrant grant{.sponsor = "区教育局", .period = {2026, 3}, .expires = from_milliseconds(1'776'211'200'000)};

class KeyFolder {
 public:
  KeyFolder() {
    std::string name = testing::TempDir() + "form-key-XXXXXX";
    if (::mkdtemp(name.data())) path_ = name;
  }
  ~KeyFolder() { std::filesystem::remove_all(path_); }
  KeyFolder(const KeyFolder&) = delete;
  KeyFolder& operator=(const KeyFolder&) = delete;
  std::string file() const { return path_ + "/form.key"; }

 private:
  std::string path_;
};

struct LinksWorld {
  explicit LinksWorld(const std::string& kind) {
    if (kind == "fake") links = std::make_unique<FakeFormLinks>();
    if (kind == "signed") links = SignedFormLinks::open(folder.file(), entropy).value();
  }
  KeyFolder folder;
  FakeEntropy entropy;
  std::unique_ptr<FormLinks> links;
};

class FormLinksContract : public testing::TestWithParam<std::string> {
 protected:
  LinksWorld world{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Links, FormLinksContract, testing::Values("fake", "signed"),
                         [](const auto& each) { return each.param; });

TEST_P(FormLinksContract, ReadBackWhatTheyAllow) {
  const std::string token = world.links->token(grant);
  EXPECT_EQ(world.links->read(token), grant);
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."),
            std::string::npos);
}

TEST_P(FormLinksContract, TakeASponsorOfAnyCharacters) {
  for (const std::string& sponsor : {std::string{"a"}, std::string{"x y|z.\n"}, std::string{"a\0b", 3},
                                     std::string{"党史／档案局 \xf0\x9f\x8f\x9b"}, std::string(300, '?')}) {
    FormGrant odd = grant;
    odd.sponsor = sponsor;
    EXPECT_EQ(world.links->read(world.links->token(odd)), odd);
  }
}

TEST_P(FormLinksContract, AreNeverTheSameTwice) {
  EXPECT_NE(world.links->token(grant), world.links->token(grant));
}

TEST_P(FormLinksContract, OpenNothingWhenAnyCharacterIsAnother) {
  const std::string token = world.links->token(grant);
  for (std::size_t at = 0; at < token.size(); ++at) {
    for (const char other : {'A', 'B', '.', '=', '\0', '\xff'}) {
      std::string forged = token;
      if (forged[at] == other) continue;
      forged[at] = other;
      EXPECT_FALSE(world.links->read(forged)) << at;
    }
  }
}

TEST_P(FormLinksContract, OpenNothingWhenCutOrLengthened) {
  const std::string token = world.links->token(grant);
  for (std::size_t size = 0; size < token.size(); ++size) EXPECT_FALSE(world.links->read(token.substr(0, size)));
  for (const char* more : {"=", "A", ".", "\n"}) EXPECT_FALSE(world.links->read(token + more));
}

TEST_P(FormLinksContract, OpenNothingForJunk) {
  for (const std::string& junk : {std::string{}, std::string{"."}, std::string{"a.b"}, std::string(10'240, 'A'),
                                  std::string(10'240, '.'), std::string(10'240, '\xff'), std::string(10'240, '\0')})
    EXPECT_FALSE(world.links->read(junk));
}

TEST(SignedFormLinks, HoldOverARestartAndNotUnderAnotherKey) {
  const KeyFolder here, there;
  FakeEntropy entropy;
  const std::string token = SignedFormLinks::open(here.file(), entropy).value()->token(grant);
  EXPECT_EQ(SignedFormLinks::open(here.file(), entropy).value()->read(token), grant);
  EXPECT_FALSE(SignedFormLinks::open(there.file(), entropy).value()->read(token));
}

TEST(SignedFormLinks, KeepTheirKeyFromOthers) {
  const KeyFolder folder;
  FakeEntropy entropy;
  ASSERT_TRUE(SignedFormLinks::open(folder.file(), entropy));
  struct stat status{};
  ASSERT_EQ(::stat(folder.file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600u);
  EXPECT_EQ(status.st_size, 32);
  ::chmod(folder.file().c_str(), 0640);
  const auto readable = SignedFormLinks::open(folder.file(), entropy);
  ASSERT_FALSE(readable);
  EXPECT_THAT(readable.error().message, HasSubstr("form.key may be used by others; set its mode to 0600"));
}

// Only root can give a file away; for anybody else a file of root is one of another user.
TEST(SignedFormLinks, RefuseAKeyOfAnotherUser) {
  const KeyFolder folder;
  FakeEntropy entropy;
  const bool is_root = ::geteuid() == 0;
  const std::string key = is_root ? folder.file() : "/etc/passwd";
  if (is_root) {
    ASSERT_TRUE(SignedFormLinks::open(key, entropy));
    ASSERT_EQ(::chown(key.c_str(), 65534, 65534), 0);
  }
  const auto foreign = SignedFormLinks::open(key, entropy);
  ASSERT_FALSE(foreign);
  EXPECT_THAT(foreign.error().message, HasSubstr("belongs to user " + std::to_string(is_root ? 65534 : 0) +
                                                 ", but this process runs as user " + std::to_string(::geteuid())));
}

TEST(SignedFormLinks, RefuseAKeyThatIsNone) {
  FakeEntropy entropy;
  const KeyFolder cut, linked, folder;
  std::ofstream{cut.file()} << "short";
  ::chmod(cut.file().c_str(), 0600);
  EXPECT_THAT(SignedFormLinks::open(cut.file(), entropy).error().message, HasSubstr("is not 32 bytes long"));
  ASSERT_EQ(::symlink("/etc/hostname", linked.file().c_str()), 0);
  EXPECT_THAT(SignedFormLinks::open(linked.file(), entropy).error().message, HasSubstr("is no plain file"));
  ASSERT_EQ(::mkdir(folder.file().c_str(), 0700), 0);
  EXPECT_THAT(SignedFormLinks::open(folder.file(), entropy).error().message, HasSubstr("is no plain file"));
  EXPECT_FALSE(SignedFormLinks::open("/nowhere/form.key", entropy));
}

TEST(SignedFormLinks, MakeAWholeKeyAfterACrashInBetween) {
  const KeyFolder folder;
  FakeEntropy entropy;
  std::ofstream{folder.file() + ".new"} << "half";
  ASSERT_TRUE(SignedFormLinks::open(folder.file(), entropy));
  EXPECT_FALSE(std::filesystem::exists(folder.file() + ".new"));
}

}  // namespace
}  // namespace sitewatch
