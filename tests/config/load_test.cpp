#include "config/load.h"

#include <gmock/gmock.h>

#include "config_folder.h"

namespace sitewatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

Config loaded(const ConfigFolder& folder) {
  auto config = load_config(folder.path("sitewatch.yaml"));
  if (config) return *config;
  for (const Mistake& mistake : config.error()) ADD_FAILURE() << mistake.text();
  return {};
}

TEST(Load, GivesSafeDefaultsForAnEmptyFile) {
  const ConfigFolder folder{{"sitewatch.yaml", ""}};
  const Config config = loaded(folder);
  EXPECT_EQ(config.language, "zh-CN");
  EXPECT_EQ(config.time_zone.name(), "Asia/Shanghai");
  EXPECT_EQ(config.listen.text(), "127.0.0.1:9920");
  EXPECT_EQ(config.mail.audience, Audience::office) << "no unit is mailed before somebody says so";
  EXPECT_EQ(config.duty.rule.day, 20U);
  EXPECT_FALSE(config.duty.basis.empty());
  EXPECT_TRUE(config.workdays.knows_year(date::year{2026}));
  EXPECT_EQ(summary(config), "0 sponsors, 0 sites, 0 receivers, 0 relays, 0 columns");
}

TEST(Load, RecommendsReferenceTargetsForAListOfSites) {
  const std::string list = "inventory: sites.csv\n";
  const std::pair<std::string, std::string> sites{"sites.csv", "网站名称,首页网址\n区教育局,http://edu.example/\n"};
  EXPECT_THAT(notices(loaded(ConfigFolder{{"sitewatch.yaml", list}, sites}), "a.yaml"),
              ElementsAre(testing::StartsWith("a.yaml: warning: own_network.targets: ")));
  const std::string targets = "own_network:\n  targets: [https://www.reference.example/]\n";
  EXPECT_THAT(notices(loaded(ConfigFolder{{"sitewatch.yaml", list + targets}, sites}), "a.yaml"), IsEmpty());
  EXPECT_THAT(notices(loaded(ConfigFolder{{"sitewatch.yaml", ""}}), "a.yaml"), IsEmpty()) << "no sites, no doubt";
}

TEST(Load, ReadsAnInventoryAsASpreadsheetSavesIt) {
  const ConfigFolder folder{{"sitewatch.yaml", "inventory: 网站.csv\n"},
                            {"网站.csv",
                             "\xef\xbb\xbf序号,网站名称,首页网址,门户网站\r\n"
                             "1,\"区政府, 门户\",http://政府.政务/,是\r\n"
                             ",,,\r\n"
                             "2, 区教育局 ,http://edu.example/,\r\n"}};
  const Config config = loaded(folder);
  ASSERT_THAT(config.sites, SizeIs(2));
  EXPECT_EQ(config.sites[0].id, "xn--mxtq1m.xn--zfr164b");
  EXPECT_EQ(config.sites[0].name, "区政府, 门户");
  EXPECT_TRUE(config.sites[0].portal);
  EXPECT_EQ(config.sites[1].name, "区教育局");
}

TEST(Load, RefusesANameThatWouldBreakALine) {
  const ConfigFolder folder{{"sitewatch.yaml", "inventory: sites.csv\n"},
                            {"sites.csv", "网站名称,首页网址\n\"区教育局\n网站\",http://edu.example/\n"}};
  const auto config = load_config(folder.path("sitewatch.yaml"));
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error(), SizeIs(1));
  EXPECT_EQ(config.error().front().line, 2);
}

TEST(Load, TakesEveryColumnOfASite) {
  const ConfigFolder folder{
      {"sitewatch.yaml", "sponsors: sponsors.csv\ninventory: sites.csv\nprobe: {interval: 2m, failures: 5}\n"},
      {"sponsors.csv",
       "编号,单位全称,曾用名,电子邮箱\nD01,区教育局,区教育委员会、区教委,a@edu.example；b@edu.example\n"},
      {"sites.csv",
       "编号,曾用编号,网站名称,首页网址,网站标识码,ICP备案号,主办单位,分类意见,纳入报送系统,域名到期,访问间隔,访问时限,"
       "复测间隔,"
       "严格验证证书,应答代码,页面特征,跳转域名,最小字节,允许网段,备注\n"
       "a01,b01;b02,\"区教育局, 新版\",http://edu.example/ "
       "http://old.edu.example/,4503040001,桂ICP备05000000号,区教委,迁移至统一平台,"
       "纳入,2027年1月2日,10m,20s,10s、20s,是,200；304,教育,WWW.edu.example,2 KiB,10.1.0.0/16,\"任 \"\"意\"\"\"\n"}};
  const Config config = loaded(folder);
  ASSERT_THAT(config.sites, SizeIs(1));
  const Site& site = config.sites[0];
  EXPECT_EQ(site.id, "a01");
  EXPECT_THAT(site.was, ElementsAre("b01", "b02"));
  EXPECT_EQ(site.name, "区教育局, 新版");
  EXPECT_EQ(site.home_urls.at(1).host, "old.edu.example");
  EXPECT_EQ(site.id_code, "4503040001");
  EXPECT_EQ(site.icp, "桂ICP备05000000号");
  EXPECT_EQ(site.sponsor, "D01") << "found by a former name";
  EXPECT_EQ(site.disposition, Disposition::host);
  EXPECT_TRUE(site.in_system);
  EXPECT_EQ(site.domain_expires, from_milliseconds(1798819200000)) << "midnight in Shanghai";
  EXPECT_EQ(site.probe.interval, 10min);
  EXPECT_EQ(site.probe.timeout, 20s);
  EXPECT_EQ(site.probe.failures, 5) << "from the general settings";
  EXPECT_THAT(site.probe.rechecks, ElementsAre(10s, 20s));
  EXPECT_TRUE(site.probe.strict_tls);
  EXPECT_THAT(site.checks.status, ElementsAre(200, 304));
  EXPECT_TRUE(site.checks.body->found_in("区教育局"));
  EXPECT_EQ(site.checks.redirect_host, "www.edu.example");
  EXPECT_EQ(site.checks.minimum_size, 2048U);
  EXPECT_EQ(site.allow_networks.at(0).text(), "10.1.0.0/16");
  EXPECT_THAT(config.sponsors.at(0).mail, ElementsAre("a@edu.example", "b@edu.example"));
}

TEST(Load, ReadsGbk) {
  const ConfigFolder folder{{"sitewatch.yaml", "inventory: sites.csv\n"},
                            // 网站名称,首页网址 / 区教育局
                            {"sites.csv",
                             "\xcd\xf8\xd5\xbe\xc3\xfb\xb3\xc6,\xca\xd7\xd2\xb3\xcd\xf8\xd6\xb7\r\n"
                             "\xc7\xf8\xbd\xcc\xd3\xfd\xbe\xd6,http://edu.example/\r\n"}};
  const Config config = loaded(folder);
  ASSERT_THAT(config.sites, SizeIs(1));
  EXPECT_EQ(config.sites[0].name, "区教育局");
}

TEST(Load, TakesEnglishHeadersAndTabs) {
  const ConfigFolder folder{{"sitewatch.yaml", "inventory: sites.tsv\n"},
                            {"sites.tsv", "Name\tURL\tDisposition\nEducation\thttp://edu.example/\tclose\n"}};
  const Config config = loaded(folder);
  ASSERT_THAT(config.sites, SizeIs(1));
  EXPECT_EQ(config.sites[0].id, "edu.example") << "without an id the host is one";
  EXPECT_EQ(config.sites[0].disposition, Disposition::close);
}

TEST(Load, ReadsAYamlInventoryWithOverrides) {
  const ConfigFolder folder{{"sitewatch.yaml", "inventory: [sites.yaml, {url: http://inline.example/}]\n"},
                            {"sites.yaml",
                             "- id: a01\n"
                             "  url: [http://a.example/, http://b.example/]\n"
                             "  portal: true\n"
                             "  allow_networks: [127.9.0.0/16, \"fd00::/8\"]\n"
                             "  probe: {interval: 5s, timeout: 2s, rechecks: [1s, 2s], failures: 2}\n"
                             "  checks: {title: 教育局, status: 200}\n"}};
  const Config config = loaded(folder);
  ASSERT_THAT(config.sites, SizeIs(2));
  const Site& site = config.sites[0];
  EXPECT_THAT(site.home_urls, SizeIs(2));
  EXPECT_TRUE(site.portal);
  EXPECT_THAT(site.allow_networks, SizeIs(2));
  EXPECT_EQ(site.probe.interval, 5s);
  EXPECT_THAT(site.probe.rechecks, ElementsAre(1s, 2s));
  EXPECT_TRUE(site.checks.title.has_value());
  EXPECT_THAT(site.checks.status, ElementsAre(200));
  EXPECT_EQ(config.sites[1].id, "inline.example");
}

TEST(Load, SharesOneCompiledPatternAmongSites) {
  const ConfigFolder folder{{"sitewatch.yaml", "inventory: sites.csv\n"},
                            {"sites.csv", "url,body\nhttp://a.example/,教育\nhttp://b.example/,教育\n"}};
  const Config config = loaded(folder);
  ASSERT_THAT(config.sites, SizeIs(2));
  EXPECT_EQ(&config.sites[0].checks.body->text(), &config.sites[1].checks.body->text());
}

TEST(Load, ReadsMailAndItsCredentials) {
  const ConfigFolder folder{{"sitewatch.yaml",
                             "office: {mail: office@a.example}\n"
                             "mail:\n"
                             "  from: watch@a.example\n"
                             "  relays:\n"
                             "    - {server: mail.a.example, credentials_file: secret}\n"
                             "    - {server: \"127.0.0.1:2525\", tls: none}\n"
                             "    - {server: \"[2001:db8::1]\", tls: tls}\n"
                             "  rate: 5/min\n"
                             "  audience: sponsors\n"
                             "receivers:\n"
                             "  - {name: ops, mail: [a@a.example, b@a.example]}\n"
                             "routes:\n"
                             "  - {receiver: ops, alerts: SiteDown, at_least: warning}\n"},
                            {"secret", "watch\r\npass word\r\n"}};
  const Config config = loaded(folder);
  ASSERT_THAT(config.mail.relays, SizeIs(3));
  EXPECT_EQ(config.mail.relays[0].endpoint.text(), "mail.a.example:587");
  EXPECT_EQ(config.mail.relays[0].user, "watch");
  EXPECT_EQ(config.mail.relays[0].password, "pass word");
  EXPECT_EQ(config.mail.relays[1].endpoint.text(), "127.0.0.1:2525");
  EXPECT_EQ(config.mail.relays[2].endpoint.text(), "[2001:db8::1]:465");
  EXPECT_EQ(config.mail.reply_to, "office@a.example");
  EXPECT_EQ(config.mail.rate_per_minute, 5);
  EXPECT_THAT(config.receivers.at(0).mail, SizeIs(2));
  EXPECT_THAT(config.routes.at(0).alerts, ElementsAre(AlertName::SiteDown));
}

TEST(Load, ReadsTheWebConfigurationOfExporterToolkit) {
  const ConfigFolder folder{
      {"sitewatch.yaml", "listen: 0.0.0.0:9920\nweb_config: web/web.yml\n"},
      {"web/web.yml",
       "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n  min_version: TLS13\n"
       "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.crt\n"
       "  client_allowed_sans: [scraper.example]\n"
       "http_server_config:\n  http2: true\n  headers:\n    X-Frame-Options: deny\n"
       "rate_limit: {interval: 1s, burst: 20}\n"
       "basic_auth_users:\n  office: $2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy\n"},
      {"web/server.crt", "x"},
      {"web/server.key", "x"},
      {"web/ca.crt", "x"}};
  const Config config = loaded(folder);
  EXPECT_EQ(config.web.cert_file, folder.path("web/server.crt"));
  EXPECT_EQ(config.web.client_ca_file, folder.path("web/ca.crt"));
  EXPECT_THAT(config.web.client_allowed_sans, ElementsAre("scraper.example"));
  EXPECT_EQ(config.web.min_version, "TLS13");
  EXPECT_EQ(config.web.users.at(0).name, "office");
  EXPECT_THAT(config.web.headers, ElementsAre(testing::Pair("X-Frame-Options", "deny")));
}

TEST(Load, KnowsTheWorkingDaysOfGuangxi) {
  using namespace date::literals;
  const ConfigFolder national{{"sitewatch.yaml", "calendar: {national: cn}\n"}};
  const ConfigFolder regional{{"sitewatch.yaml", "calendar: {region: guangxi}\n"}};
  const ConfigFolder own{{"sitewatch.yaml", "calendar: {region: guangxi, files: own.tsv}\n"},
                         {"own.tsv", "2017-04-01\twork\t补班\n"}};
  EXPECT_TRUE(loaded(national).workdays.is_workday(2017_y / 4 / 1));
  EXPECT_FALSE(loaded(regional).workdays.is_workday(2017_y / 4 / 1));
  EXPECT_TRUE(loaded(regional).workdays.is_workday(2017_y / 4 / 8));
  EXPECT_EQ(loaded(regional).workdays.on_or_before(2017_y / 3 / 30), 2017_y / 3 / 29);
  EXPECT_TRUE(loaded(own).workdays.is_workday(2017_y / 4 / 1)) << "the operator's own calendar wins";
  EXPECT_FALSE(loaded(national).workdays.is_workday(2026_y / 10 / 1));
  EXPECT_FALSE(loaded(national).workdays.knows_year(2027_y));
}

TEST(Load, ReadsTheMonthlyDutyFromItsCampaignFile) {
  const ConfigFolder folder{{"sitewatch.yaml", "campaigns: [duty.yaml]\neffective_from: 2026-03-01 08:30\n"},
                            {"duty.yaml",
                             "{day: 25, inclusive: false, cutoff: \"17:30\", basis: 某文件, owed_by: all, "
                             "nil_reports: false, holiday: {nth_workday_after: 2}, first_period: 2026-03, "
                             "last_period: 2026-06, remind_days: [4, 0], roster_days: 9, chase_times: [\"11:00\"]}"}};
  const Config config = loaded(folder);
  EXPECT_TRUE(config.duty.enabled);
  EXPECT_EQ(config.duty.rule.day, 25U);
  EXPECT_FALSE(config.duty.rule.inclusive);
  EXPECT_EQ(config.duty.rule.cutoff, 17h + 30min);
  EXPECT_EQ(config.duty.rule.roll, HolidayRoll::nth_workday_after);
  EXPECT_EQ(config.duty.rule.workdays_after, 2);
  EXPECT_EQ(config.duty.rule.remind_days, (std::vector<int>{4, 0}));
  EXPECT_EQ(config.duty.rule.roster_days, 9);
  EXPECT_EQ(config.duty.rule.chase_times, (std::vector<Duration>{11h}));
  EXPECT_EQ(config.duty.basis, "某文件");
  EXPECT_TRUE(config.duty.owed_by_all);
  EXPECT_FALSE(config.duty.nil_reports);
  EXPECT_EQ(config.duty.first_period, (Period{2026, 3}));
  EXPECT_EQ(config.duty.last_period, (Period{2026, 6}));
  EXPECT_EQ(config.effective_from, from_milliseconds(1772325000000));
}

TEST(Load, OwesTheTwentiethOfEveryMonthUnlessTold) {
  const Config usual = loaded(ConfigFolder{{"sitewatch.yaml", "{}"}});
  EXPECT_TRUE(usual.duty.enabled);
  EXPECT_EQ(usual.duty.rule.day, 20U);
  EXPECT_EQ(usual.duty.rule.remind_days, (std::vector<int>{5, 3, 0}));
  EXPECT_FALSE(usual.duty.basis.empty());
  EXPECT_FALSE(usual.duty.last_period);
  EXPECT_TRUE(usual.calendar_expected);
  const Config none = loaded(ConfigFolder{{"sitewatch.yaml", "campaigns: []\ncalendar: {national: none}\n"}});
  EXPECT_FALSE(none.duty.enabled);
  EXPECT_FALSE(none.calendar_expected);
}

}  // namespace
}  // namespace sitewatch
