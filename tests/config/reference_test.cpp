#include <gmock/gmock.h>

#include <fstream>
#include <set>
#include <sstream>

#include "config/keys.h"
#include "config/load.h"
#include "config/mistakes.h"
#include "config/records.h"
#include "config/source_file.h"
#include "config/yaml_tree.h"
#include "config_folder.h"
#include "domain/alert.h"
#include "text/flat_yaml.h"

namespace sitewatch {
namespace {

const std::string root = SITEWATCH_SOURCE_DIR;

std::string content(const std::string& path) {
  std::ifstream stream{root + '/' + path, std::ios::binary};
  EXPECT_TRUE(stream) << path;
  return std::string{std::istreambuf_iterator<char>{stream}, {}};
}

/// The keys at the start of the rows between a heading and the next one.
std::set<std::string> keys_of_table(const std::string& text, const std::string& heading) {
  std::set<std::string> keys;
  std::istringstream stream{text.substr(text.find(heading) + heading.size())};
  for (std::string line; std::getline(stream, line) && !line.starts_with("## ");)
    if (line.starts_with("| `")) keys.insert(line.substr(3, line.find('`', 3) - 3));
  return keys;
}

/// Every path of scalars and lists of scalars that a tree holds, list items as "[]".
void collect_keys(const YamlNode& node, const std::string& path, std::set<std::string>& keys) {
  if (node.kind != YamlNode::Kind::map && !path.empty()) keys.insert(path);
  for (const YamlNode& child : node.children) {
    if (node.kind == YamlNode::Kind::map)
      collect_keys(child, path.empty() ? child.key : path + '.' + child.key, keys);
    else if (child.kind == YamlNode::Kind::map)
      collect_keys(child, path + "[]", keys);
  }
}

/// The example with its optional lines switched on: "#" before a key or before its indentation; prose has one blank.
std::string full_example() {
  std::string full;
  std::istringstream stream{content("config/sitewatch.yaml")};
  for (std::string line; std::getline(stream, line); full += line + '\n')
    if (line.size() > 2 && line[0] == '#' && (line[1] != ' ' || line[2] == ' ')) line.erase(0, 1);
  return full;
}

TEST(Reference, NamesEveryKeyThatTheLoaderKnowsAndNoOther) {
  const std::set<std::string> known(known_keys().begin(), known_keys().end());
  EXPECT_EQ(keys_of_table(content("config/reference.md"), "## sitewatch.yaml\n"), known);
}

TEST(Reference, NamesEveryKeyOfACampaignFileAndNoOther) {
  const auto keys = known_campaign_keys();
  const std::set<std::string> known(keys.begin(), keys.end());
  EXPECT_EQ(keys_of_table(content("config/reference.md"), "## Campaign files\n"), known);
  const std::string example = content("config/campaigns/monthly-report.yaml");
  for (const std::string& key : known)
    EXPECT_NE(example.find('\n' + key + ':') & example.find("\n#" + key + ':'), std::string::npos) << key;
}

TEST(Reference, NamesEveryKeyOfARuleFileAndNoOther) {
  const std::set<std::string> known(known_rule_keys().begin(), known_rule_keys().end());
  EXPECT_EQ(keys_of_table(content("config/reference.md"), "## Rule files\n"), known);
}

TEST(Reference, NamesEveryAlert) {
  std::set<std::string> alerts;
  for (std::size_t i = 0; i < alert_name_count; ++i) alerts.insert(std::string{name(static_cast<AlertName>(i))});
  EXPECT_EQ(keys_of_table(content("config/reference.md"), "## Alerts\n"), alerts);
}

/// The rows of a table, their cells without backticks and blanks.
std::vector<std::vector<std::string>> rows_of_table(const std::string& text, const std::string& heading) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream stream{text.substr(text.find(heading) + heading.size())};
  for (std::string line; std::getline(stream, line) && !line.starts_with("## ");) {
    if (!line.starts_with("| `")) continue;
    std::istringstream cells{line.substr(1)};
    auto& row = rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, '|');) {
      std::erase_if(cell, [](char c) { return c == '`' || c == ' '; });
      row.push_back(cell);
    }
  }
  return rows;
}

TEST(Reference, NamesEveryColumnOfSponsorsAndSites) {
  const std::string text = content("config/reference.md");
  const auto sponsors = rows_of_table(text, "## Sponsors\n");
  ASSERT_EQ(sponsors.size(), sponsor_fields().size());
  for (std::size_t i = 0; i < sponsors.size(); ++i) {
    EXPECT_EQ(sponsors[i].at(0), sponsor_fields()[i].column);
    EXPECT_EQ(sponsors[i].at(1), sponsor_fields()[i].chinese);
    EXPECT_EQ(sponsor_fields()[i].path, sponsor_fields()[i].column);
  }
  const auto columns = rows_of_table(text, "## Columns\n");
  ASSERT_EQ(columns.size(), column_fields().size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    EXPECT_EQ(columns[i].at(0), column_fields()[i].column);
    EXPECT_EQ(columns[i].at(1), column_fields()[i].chinese);
    EXPECT_EQ(column_fields()[i].path, column_fields()[i].column);
  }
  const auto sites = rows_of_table(text, "## Sites\n");
  ASSERT_EQ(sites.size(), site_fields().size());
  for (std::size_t i = 0; i < sites.size(); ++i) {
    EXPECT_EQ(sites[i].at(0), site_fields()[i].path);
    EXPECT_EQ(sites[i].at(1), site_fields()[i].column);
    EXPECT_EQ(sites[i].at(2), site_fields()[i].chinese);
  }
}

TEST(Example, LoadsAsItStands) {
  const auto config = load_config(root + "/config/sitewatch.yaml");
  if (!config)
    for (const Mistake& mistake : config.error()) ADD_FAILURE() << mistake.text();
  ASSERT_TRUE(config);
  EXPECT_EQ(summary(*config), "4 sponsors, 3 sites, 3 receivers, 1 relay, 6 columns");
}

TEST(Example, ShowsEveryKeyAndLoadsWithAllOfThem) {
  const ConfigFolder folder{{"sitewatch.yaml", full_example()},
                            {"sponsors.csv", content("config/sponsors.csv")},
                            {"inventory.csv", content("config/inventory.csv")},
                            {"columns.csv", content("config/columns.csv")},
                            {"campaigns/monthly-report.yaml", content("config/campaigns/monthly-report.yaml")},
                            {"relay.credentials", "user\npassword\n"},
                            {"ca.pem", ""},
                            {"web.yml", ""}};
  const auto config = load_config(folder.path("sitewatch.yaml"));
  if (!config)
    for (const Mistake& mistake : config.error()) ADD_FAILURE() << mistake.text();
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->effective_from);
  EXPECT_EQ(config->public_url, "https://watch.district.example");

  Mistakes mistakes;
  const auto source = read_source(folder.path("sitewatch.yaml"), mistakes, {}, "");
  const auto tree = parse_yaml(*source, mistakes);
  std::set<std::string> shown;
  collect_keys(*tree, "", shown);
  for (const std::string_view key : known_keys())
    EXPECT_TRUE(shown.contains(std::string{key}) || shown.contains(std::string{key.substr(0, key.find("[]"))})) << key;
}

TEST(Texts, AreTheSameToAFullYamlReader) {
  for (const char* language : {"zh-CN", "en"}) {
    Mistakes mistakes;
    const auto source = read_source(root + "/config/text/" + language + ".yaml", mistakes, {}, "");
    ASSERT_TRUE(source);
    const auto flat = read_flat_yaml(source->text);
    const auto tree = parse_yaml(*source, mistakes);
    for (const Mistake& mistake : mistakes.sorted()) ADD_FAILURE() << mistake.text();
    ASSERT_TRUE(flat && tree);
    std::size_t count = 0;
    for (const YamlNode& section : tree->children)
      for (const YamlNode& entry : section.children) {
        const auto found = flat->find(section.key + '.' + entry.key);
        ASSERT_NE(found, flat->end()) << section.key << '.' << entry.key;
        EXPECT_EQ(found->second, entry.text) << found->first;
        ++count;
      }
    EXPECT_EQ(count, flat->size());
  }
}

}  // namespace
}  // namespace sitewatch
