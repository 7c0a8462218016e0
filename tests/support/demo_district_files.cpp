#include "support/demo_district_files.h"

#include <fstream>
#include <stdexcept>
#include <string>

namespace sitewatch {
namespace {

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::string sites_csv(const DemoDistrict& district) {
  std::string csv = "\xEF\xBB\xBF编号,网站名称,首页网址,主办单位,分类意见,纳入报送系统,门户网站,允许网段\r\n";
  for (const DemoSite& site : district.sites()) {
    const std::string portal = site.key == "portal" ? "是" : "否";
    csv += site.key + "," + site.name + "," + district.url(site) + "," + site.sponsor + "," + site.disposition +
           ",是," + portal + ",127.9.0.0/16\r\n";
  }
  return csv;
}

std::string columns_csv(const DemoDistrict& district) {
  std::string csv = "\xEF\xBB\xBF网站编号,栏目名称,栏目网址,类别,编号\r\n";
  for (const DemoSite& site : district.sites())
    for (const DemoColumn& column : demo_columns(site))
      csv += site.key + "," + column.name + "," + district.url(site) + column.slug + "/," + column.type + "," +
             column.slug + "\r\n";
  return csv;
}

std::string sponsors_csv() {
  std::string csv = "\xEF\xBB\xBF编号,单位全称,简称,责任人,电话,电子邮箱,无网站\r\n";
  for (const DemoSponsor& sponsor : demo_sponsors()) {
    const std::string mailbox = "unit-" + sponsor.id + "@mail.qinghe.example";
    csv += sponsor.id + "," + sponsor.name + "," + sponsor.short_name + ",网站责任人,," + mailbox + "," +
           (sponsor.without_site ? "是" : "否") + "\r\n";
  }
  return csv;
}

std::string configuration(const DemoDistrict& district, const std::filesystem::path& folder, const DemoPlan& plan) {
  const std::string web = "127.0.0.1:" + std::to_string(plan.web_port);
  return "# The demo district's configuration: much quicker than a real one.\n"
         "language: zh-CN\n"
         "time_zone: Asia/Shanghai\n"
         "office: {name: 青禾区人民政府办公室, mail: office@mail.qinghe.example}\n"
         "listen: " +
         web + "\npublic_url: http://" + web +
         "\n"
         "web_config: web.yml\n"
         "state_dir: " +
         (folder / "state").string() +
         "\n"
         "sponsors: [sponsors.csv]\n"
         "inventory: [sites.csv]\n"
         "columns: [columns.csv]\n"
         "campaigns: [monthly-report.yaml]\n"
         "calendar: {national: none, files: [calendar.tsv]}\n"
         "mail:\n"
         "  relays: [{server: 127.0.0.1:" +
         std::to_string(plan.mail_port) +
         ", tls: none}]\n"
         "  from: sitewatch@mail.qinghe.example\n"
         "  reply_to: office@mail.qinghe.example\n"
         "  audience: sponsors\n"
         "  rate: 600/min\n"
         "  group_wait: 2s\n"
         "receivers:\n"
         "  - {name: ops, mail: [ops@mail.qinghe.example]}\n"
         "  - {name: office, mail: [office@mail.qinghe.example]}\n"
         "probe:\n"
         "  interval: 5s\n"
         "  timeout: 4s\n"
         "  failures: 3\n"
         "  rechecks: [1s, 2s]\n"
         "  sponsor_after: 5s\n"
         "  trust_file: trust.pem\n"
         "  vantage: 演示监测点\n"
         "dns: {servers: ['" +
         district.dns().endpoint() +
         "']}\n"
         "own_network:\n"
         "  targets: ['" +
         district.reference_url() +
         "']\n"
         "  allow_networks: [127.9.0.0/16]\n"
         "  share: 90%\n"
         "  interval: 5s\n"
         "freshness: {home_interval: 20s, column_interval: 40s}\n";
}

}  // namespace

void write_demo_files(const DemoDistrict& district, const std::filesystem::path& folder, const DemoPlan& plan) {
  std::filesystem::create_directories(folder / "state");
  write(folder / "sites.csv", sites_csv(district));
  write(folder / "columns.csv", columns_csv(district));
  write(folder / "sponsors.csv", sponsors_csv());
  write(folder / "trust.pem", district.authority());
  write(folder / "web.yml", "basic_auth_users:\n  " + plan.login.user + ": " + plan.login.bcrypt + "\n");
  write(folder / "monthly-report.yaml", plan.duty.campaign);
  write(folder / "calendar.tsv", plan.duty.calendar);
  write(folder / "sitewatch.yaml", configuration(district, folder, plan));
}

}  // namespace sitewatch
