#include "support/demo_district_pages.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <stdexcept>
#include <string_view>

namespace sitewatch {
namespace {

constexpr std::array<std::string_view, 6> news{
    "召开年度重点工作推进会",   "开展冬季安全生产专项检查", "组织业务骨干集中培训",
    "深入基层开展便民服务活动", "推进政务服务事项集中办理", "部署下一阶段重点任务",
};
constexpr std::array<std::string_view, 6> notices{
    "关于调整办事窗口服务时间的通知", "关于公开征求意见的公告",   "年度部门决算公开说明",
    "关于开展资格审核工作的通知",     "行政许可事项办理情况公示", "政府信息公开工作年度报告",
};

std::string text(std::chrono::year_month_day day) {
  char buffer[16];
  std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return buffer;
}

std::string row(const DemoSite& site, std::string_view title, int number, std::chrono::sys_days date) {
  std::string line =
      "      <li><a href=\"/art/" + std::to_string(number) + ".html\">" + site.name + std::string(title) + "</a>";
  if (site.newest_days >= 0) line += "<span>" + text(std::chrono::year_month_day{date}) + "</span>";
  return line + "</li>\n";
}

/// Six rows, newest first, a few days apart.
std::string list(const DemoSite& site, const std::array<std::string_view, 6>& titles, std::chrono::sys_days newest,
                 int first_number) {
  std::string rows;
  for (std::size_t i = 0; i < titles.size(); ++i) {
    const int step = static_cast<int>(i);
    rows += row(site, titles[i], first_number - step, newest - std::chrono::days{step * 3 + step % 2});
  }
  return rows;
}

std::string head(const DemoSite& site) {
  const std::string charset = site.charset == DemoCharset::gbk ? "gb2312" : "utf-8";
  return "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n  <meta charset=\"" + charset + "\">\n  <title>" + site.name +
         "</title>\n  <meta name=\"SiteName\" content=\"" + site.name +
         "\">\n  <style>body{font-family:sans-serif;max-width:60em;margin:auto}li span{float:right;color:#666}"
         "h1{background:#1a5fb4;color:#fff;padding:.6em}</style>\n</head>\n";
}

std::string foot(const DemoSite& site) {
  return "  <footer>\n    <p>版权所有：2015-2024 " + site.name +
         "　备案时间：2015-06-01</p>\n    <p>演示网站，内容均为虚构。建议使用1280×800分辨率浏览</p>\n  "
         "</footer>\n</body>\n</html>\n";
}

}  // namespace

std::string demo_page(const DemoSite& site, std::chrono::year_month_day today) {
  const std::chrono::sys_days newest = std::chrono::sys_days{today} - std::chrono::days{std::max(site.newest_days, 0)};
  std::string page = head(site);
  page += "<body>\n  <h1>" + site.name + "</h1>\n";
  page +=
      "  <nav><a href=\"/\">首页</a> <a href=\"/gk/\">政务公开</a> <a href=\"/fw/\">办事服务</a> <a "
      "href=\"/hd/\">互动交流</a></nav>\n";
  page += "  <div class=\"news\">\n    <h2>工作动态</h2>\n    <ul>\n" + list(site, news, newest, 1206) +
          "    </ul>\n  </div>\n";
  page += "  <div class=\"notice\">\n    <h2>通知公告</h2>\n    <ul>\n" +
          list(site, notices, newest - std::chrono::days{2}, 906) + "    </ul>\n  </div>\n";
  // Nobody has listed it.
  if (site.key == "portal") page += "  <p>部门网站：<a href=\"http://linye.qinghe.example/\">区林业局</a></p>\n";
  page += foot(site);
  return site.charset == DemoCharset::gbk ? to_gbk(page) : page;
}

std::string demo_column_page(const DemoSite& site, const DemoColumn& column, int visit,
                             std::chrono::year_month_day today) {
  constexpr int redated_from = 3;
  int age = std::max(site.newest_days, 0);
  if (column.list == DemoList::redated) age = visit < redated_from ? 40 : 0;
  std::string page = head(site) + "<body>\n  <h1>" + column.name + "</h1>\n  <p><a href=\"/\">首页</a></p>\n";
  if (column.list == DemoList::script_only) {
    page += "  <div id=\"app\"></div>\n  <script src=\"/static/app.js\"></script>\n";
  } else {
    page += "  <div class=\"list\">\n    <ul>\n";
    if (column.list != DemoList::blank)
      page +=
          list(site, column.slug == "tz" ? notices : news, std::chrono::sys_days{today} - std::chrono::days{age}, 300);
    page += "    </ul>\n  </div>\n";
  }
  page += foot(site);
  return site.charset == DemoCharset::gbk ? to_gbk(page) : page;
}

std::string demo_article_page(const DemoSite& site, std::chrono::year_month_day today) {
  const std::chrono::sys_days written = std::chrono::sys_days{today} - std::chrono::days{std::max(site.newest_days, 0)};
  std::string page = head(site) + "<body>\n  <h1>" + site.name + std::string(news[0]) + "</h1>\n";
  if (site.newest_days >= 0)
    page += "  <p>发布时间：" + text(std::chrono::year_month_day{written}) + "　来源：" + site.name + "</p>\n";
  for (const std::string_view each : news)
    page += "  <p>近日，" + site.name + std::string(each) + "，相关负责同志参加，会议就有关工作提出了要求。</p>\n";
  page += foot(site);
  return site.charset == DemoCharset::gbk ? to_gbk(page) : page;
}

std::string demo_content_type(const DemoSite& site) {
  return site.charset == DemoCharset::gbk ? "text/html" : "text/html; charset=utf-8";
}

std::string demo_challenge_page() {
  return "<script>document.cookie='__jsl_clearance_s='+(function(){return "
         "'demo'})()+';path=/';location.href=location.pathname"
         "</script>";
}

std::string to_gbk(const std::string& utf8) {
  const iconv_t converter = iconv_open("GBK", "UTF-8");
  if (converter == reinterpret_cast<iconv_t>(-1)) throw std::runtime_error("iconv knows no GBK");
  std::string gbk(utf8.size() + 16, '\0');
  char* in = const_cast<char*>(utf8.data());
  std::size_t in_left = utf8.size();
  char* out = gbk.data();
  std::size_t out_left = gbk.size();
  const std::size_t wrong = iconv(converter, &in, &in_left, &out, &out_left);
  iconv_close(converter);
  if (wrong != 0) throw std::runtime_error("a page holds a character that GBK lacks");
  gbk.resize(gbk.size() - out_left);
  return gbk;
}

}  // namespace sitewatch
