#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "config/load.h"

namespace sitewatch {
namespace {

const std::filesystem::path folder = std::filesystem::path{SITEWATCH_SOURCE_DIR} / "tests/data/config";

/// expected.txt: the name of a fixture on a line of its own, then its mistakes, two blanks in.
std::map<std::string, std::vector<std::string>> expected_mistakes() {
  std::map<std::string, std::vector<std::string>> expected;
  std::ifstream stream{folder / "expected.txt"};
  std::string fixture;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("  "))
      expected[fixture].push_back(line.substr(2));
    else if (!line.empty())
      expected[fixture = line];
  }
  return expected;
}

std::vector<std::string> mistakes_of(const std::string& fixture) {
  std::vector<std::string> texts;
  const auto config = load_config((folder / fixture).string());
  if (config) return texts;
  const std::string prefix = folder.string() + '/';
  for (const Mistake& mistake : config.error()) {
    std::string text = mistake.text();
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
      text.erase(at, prefix.size());
    texts.push_back(text);
  }
  return texts;
}

TEST(Mistakes, AreToldInExactlyTheseWords) {
  const auto expected = expected_mistakes();
  ASSERT_GT(expected.size(), 60U);
  for (const auto& [fixture, mistakes] : expected) EXPECT_EQ(mistakes_of(fixture), mistakes) << fixture;
}

TEST(Mistakes, HaveALineForEveryFixture) {
  std::set<std::string> listed;
  for (const auto& [fixture, mistakes] : expected_mistakes()) {
    listed.insert(fixture);
    EXPECT_FALSE(mistakes.empty()) << fixture;
  }
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    const std::string name = entry.path().filename();
    if (name.ends_with("-sites.yaml") || !name.ends_with(".yaml")) continue;
    EXPECT_TRUE(listed.contains(name)) << name;
  }
}

TEST(Mistakes, NeverRepeatASecret) {
  for (const char* fixture : {"token-itself.yaml", "web-plain-password.yaml", "credentials-without-password.yaml"})
    for (const std::string& mistake : mistakes_of(fixture)) {
      EXPECT_THAT(mistake, testing::Not(testing::HasSubstr("my-secret-token")));
      EXPECT_THAT(mistake, testing::Not(testing::HasSubstr("hunter2")));
    }
}

TEST(Mistakes, NameAConfigurationThatIsNotThere) {
  const auto config = load_config("/nonexistent/sitewatch.yaml");
  ASSERT_FALSE(config);
  EXPECT_EQ(
      config.error().front().text(),
      "/nonexistent/sitewatch.yaml:1:1: file: a file that can be read; /nonexistent/sitewatch.yaml: No such file or "
      "directory");
}

}  // namespace
}  // namespace sitewatch
