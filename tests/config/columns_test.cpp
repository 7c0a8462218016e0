#include <gmock/gmock.h>

#include <set>

#include "config/load.h"
#include "config_folder.h"

namespace sitewatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::pair<std::string, std::string> sites{"sites.csv",
                                                "编号,网站名称,首页网址,门户网站\n"
                                                "portal,区政府,http://www.district.example/,是\n"
                                                "edu,区教育局,http://edu.example/,否\n"};
const std::string main_file = "inventory: sites.csv\ncolumns: columns.csv\n";

Config loaded(const ConfigFolder& folder) {
  auto config = load_config(folder.path("sitewatch.yaml"));
  if (config) return *config;
  for (const Mistake& mistake : config.error()) ADD_FAILURE() << mistake.text();
  return {};
}

Config with_columns(const std::string& csv) {
  return loaded(ConfigFolder{{"sitewatch.yaml", main_file}, sites, {"columns.csv", csv}});
}

/// The slug that an address gives.
std::string slug_of(const std::string& url) {
  const Config config = with_columns("site,name,url\nedu,a,\"" + url + "\"\n");
  return config.sites.size() == 2 && config.sites[1].columns.size() == 1 ? config.sites[1].columns[0].slug : "";
}

TEST(Columns, BelongToTheirSitesInTheOrderOfTheList) {
  const Config config = with_columns(
      "\xef\xbb\xbf网站编号,栏目名称,栏目网址,类别,编号,读取范围,忽略,备注\r\n"
      "edu,教育要闻,http://edu.example/jyyw/,动态要闻,,#list,\"#news .side,footer\",\r\n"
      "portal,公告,http://www.district.example/tzgg/index.html,通知公告,notices,,,每周五看\r\n"
      "edu,专栏,http://edu.example/zl/,,,,,\r\n"
      "edu,教育史,http://edu.example/ls/,历史,,,,\r\n");
  ASSERT_THAT(config.sites, SizeIs(2));
  ASSERT_THAT(config.sites[0].columns, SizeIs(1));
  EXPECT_EQ(config.sites[0].columns[0].slug, "notices");
  EXPECT_EQ(config.sites[0].columns[0].type, ColumnType::notices);
  ASSERT_THAT(config.sites[1].columns, SizeIs(3));
  const Column& first = config.sites[1].columns[0];
  EXPECT_EQ(first.slug, "jyyw");
  EXPECT_EQ(first.name, "教育要闻");
  EXPECT_EQ(first.url.text(), "http://edu.example/jyyw/");
  EXPECT_EQ(first.type, ColumnType::news);
  EXPECT_EQ(first.part.within, "#list");
  EXPECT_THAT(first.part.ignore, ElementsAre("#news", ".side", "footer"));
  EXPECT_EQ(config.sites[1].columns[1].type, ColumnType::other) << "without a type nothing is held against it";
  EXPECT_TRUE(config.sites[1].columns[1].part.is_whole());
  EXPECT_EQ(config.sites[1].columns[2].type, ColumnType::archive);
  EXPECT_EQ(summary(config), "0 sponsors, 2 sites, 0 receivers, 0 relays, 4 columns");
}

TEST(Columns, MayStandInYaml) {
  const Config config = loaded(ConfigFolder{
      {"sitewatch.yaml",
       "inventory: sites.csv\ncolumns: [columns.yaml, {site: edu, name: b, url: \"http://edu.example/b/\"}]\n"},
      sites,
      {"columns.yaml",
       "- {site: edu, name: a, url: \"http://edu.example/a/\", type: policies, ignore: [.side, aside]}\n"}});
  ASSERT_THAT(config.sites, SizeIs(2));
  ASSERT_THAT(config.sites[1].columns, SizeIs(2));
  EXPECT_EQ(config.sites[1].columns[0].type, ColumnType::policies);
  EXPECT_THAT(config.sites[1].columns[0].part.ignore, ElementsAre(".side", "aside"));
  EXPECT_EQ(config.sites[1].columns[1].slug, "b");
}

TEST(Columns, AreNamedAfterTheirAddressWhereTheyHaveNoSlug) {
  const std::pair<std::string, std::string> rows[] = {
      {"/xwzx/tzgg/", "xwzx-tzgg"},
      {"/xwzx/tzgg", "xwzx-tzgg"},
      {"/xwzx/tzgg/index.html", "xwzx-tzgg"},
      {"/XWZX/Default.aspx", "xwzx"},
      {"/col/col16257/index.html", "col-col16257"},
      {"/list.aspx?id=12", "list-id-12"},
      {"/channels/721.html", "channels-721"},
      {"/v1.2/list.shtml", "v1-2-list"},
      {"/%E6%96%B0%E9%97%BB/", "e6-96-b0-e9-97-bb"},
      {"/", "index"},
      {"/index.jsp", "index"},
      {"/home/", "column-home"},
      {"/gkmlpt/index#721", "gkmlpt"},
  };
  for (const auto& [path, slug] : rows) EXPECT_EQ(slug_of("http://edu.example" + path), slug) << path;

  const std::string long_path = "http://edu.example/" + std::string(80, 'a');
  EXPECT_THAT(slug_of(long_path), SizeIs(64));
  EXPECT_NE(slug_of(long_path), slug_of(long_path + "a"));
  EXPECT_EQ(slug_of(long_path), slug_of(long_path)) << "it keys the store";
}

TEST(Columns, OfTwoSitesMayHaveTheSameSlug) {
  const Config config = with_columns(
      "site,name,url\n"
      "edu,a,http://edu.example/tzgg/\n"
      "portal,b,http://www.district.example/tzgg/\n");
  ASSERT_THAT(config.sites, SizeIs(2));
  EXPECT_EQ(config.sites[0].columns.at(0).slug, config.sites[1].columns.at(0).slug);
}

TEST(Columns, OnHostsThatAreNeitherTheSitesNorThePortalsAreWarnedOf) {
  const std::string header = "site,name,url\n";
  const auto warnings = [&](const std::string& rows) {
    std::vector<std::string> lines;
    for (const std::string& line : notices(with_columns(header + rows), "a.yaml"))
      if (line.find(": columns: ") != std::string::npos) lines.push_back(line);
    return lines;
  };
  EXPECT_THAT(warnings("edu,a,http://edu.example/a/\n"
                       "edu,b,http://www.edu.example/b/\n"
                       "edu,c,http://news.edu.example/c/\n"
                       "edu,d,http://edu.district.example/d/\n"
                       "edu,e,https://www.district.example/edu/\n"),
              IsEmpty());
  EXPECT_THAT(warnings("edu,a,http://other.example/a/\nedu,b,http://notedu.example/b/\n"),
              ElementsAre("a.yaml: warning: columns: 2 columns neither on the host of the site nor on the portal, such "
                          "as edu/a on other.example; what is found there is said of the site"));
}

}  // namespace
}  // namespace sitewatch
