#include "bench/scale_files.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace sitewatch::bench {
namespace {

void write_file(const std::string& path, const std::string& text) {
  std::ofstream out{path};
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

std::string home_of(const WatchFiles& files, int site) {
  const bool tls = files.https_port != 0;
  return (tls ? "https://site" : "http://site") + std::to_string(site) +
         ".example:" + std::to_string(tls ? files.https_port : files.http_port) + "/";
}

std::string columns(const WatchFiles& files) {
  std::ostringstream csv;
  csv << "网站编号,栏目名称,栏目网址,类别,编号\r\n";
  for (int i = 0; i < files.sites; ++i)
    for (int column = 0; column < files.columns; ++column)
      csv << "site" << i << ",第" << column << "栏," << home_of(files, i) << "?c=" << column
          << (column % 2 == 0 ? ",动态要闻,c" : ",通知公告,c") << column << "\r\n";
  return csv.str();
}

std::string inventory(const WatchFiles& files) {
  std::ostringstream csv;
  csv << "编号,网站名称,首页网址,主办单位,分类意见,纳入报送系统,允许网段\r\n";
  for (int i = 0; i < files.sites; ++i)
    csv << "site" << i << ",区直单位第" << i << "号网站," << home_of(files, i) << ",u" << i % files.sponsors << ','
        << (files.to_migrate && i < files.sponsors ? "迁移并永久关停" : "保留") << ",是,127.0.0.0/8\r\n";
  return csv.str();
}

std::string sponsors(const WatchFiles& files) {
  std::ostringstream csv;
  csv << "编号,单位全称,简称,责任人,电话,电子邮箱,无网站\r\n";
  for (int i = 0; i < files.sponsors; ++i)
    csv << 'u' << i << ",区直第" << i << "号单位,第" << i << "号单位,网站责任人,,unit" << i << "@mail.example,否\r\n";
  return csv.str();
}

}  // namespace

std::string write_watch_files(const WatchFiles& files) {
  std::filesystem::create_directories(files.folder + "/state");
  write_file(files.folder + "/sites.csv", inventory(files));
  write_file(files.folder + "/sponsors.csv", sponsors(files));
  if (files.columns > 0) write_file(files.folder + "/columns.csv", columns(files));
  std::ostringstream yaml;
  yaml << "language: zh-CN\n"
       << "office: {name: 区政府办公室, mail: office@mail.example}\n"
       << "listen: 127.0.0.1:0\n"
       << "state_dir: " << files.folder << "/state\n"
       << "sponsors: sponsors.csv\ninventory: sites.csv\n"
       << (files.columns > 0 ? "columns: columns.csv\n" : "") << "probe: {" << files.probe << "}\n"
       << "dns: {servers: ['" << files.dns_server << "']}\n"
       << "own_network: {targets: ['http://reference.example:" << files.http_port
       << "/'], allow_networks: [127.0.0.0/8]" << files.own_network << "}\n"
       << "receivers:\n  - {name: ops, mail: [ops@mail.example]}\n  - {name: office, mail: [office@mail.example]}\n";
  if (files.mail_port != 0)
    yaml << "mail: {relays: [{server: '127.0.0.1:" << files.mail_port
         << "', tls: none}], from: watch@mail.example, audience: sponsors" << files.mail << "}\n";
  const std::string path = files.folder + "/sitewatch.yaml";
  write_file(path, yaml.str());
  return path;
}

}  // namespace sitewatch::bench
