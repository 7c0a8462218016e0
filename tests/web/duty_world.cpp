#include "web/duty_world.h"

#include <algorithm>
#include <set>
#include <vector>

namespace sitewatch::web {

Settings DutyWorld::chinese() {
  Settings settings = usual();
  settings.language = Language::zh_cn;
  if (const auto zone = Zone::named("Asia/Shanghai")) settings.zone = *zone;
  settings.office = "清河区人民政府办公室";
  settings.office_phone = "000-1234";
  return settings;
}

DutyWorld::DutyWorld(Settings settings) : WebWorld(std::move(settings)) {
  auto& edu = status.add("edu", "区教育局网站");
  auto& lab = status.add("lab", "电教馆网站", HealthState::down);
  status.add("health", "区卫生健康局网站");
  for (auto* each : {&edu, &lab}) each->site.sponsor = unit;
  edu.site.disposition = Disposition::migrate;
  edu.sponsor.contact = "（责任人）";
  edu.sponsor.phone = "000-0000";
  DutyDetail& duty = reports.details[unit];
  duty.row.sponsor = unit;
  duty.row.sponsor_name = "区教育局";
  duty.row.contact = edu.sponsor.contact;
  duty.row.phone = edu.sponsor.phone;
  duty.row.period = {2026, 3};
  duty.row.state = ReportState::due_soon;
  duty.row.last_day = date::year{2026} / 3 / 20;
  duty.row.deadline = {from_milliseconds(1'774'022'400'000), from_milliseconds(1'774'281'600'000)};
  duty.row.sites = 1;
  duty.sites = {
      {.site = &edu.site, .owed = true, .last = {"edu", 40, "已申请；×府函〔2026〕3号", "人手不足", "2026-05-31"}},
      {.site = &lab.site, .owed = false, .last = {}}};
  duty.record = &record;
  duty.basis = "网站清理工作方案第三条";
  reports.rows.push_back(duty.row);
}

std::string DutyWorld::link(WallTime expires) {
  return "/report/" + links.token({.sponsor = unit, .period = {2026, 3}, .expires = expires});
}

std::string DutyWorld::hidden(const std::string& page, std::string_view name) {
  const std::string before = "name=\"" + std::string{name} + "\" value=\"";
  const std::size_t at = page.find(before);
  if (at == std::string::npos) return {};
  const std::size_t from = at + before.size();
  return page.substr(from, page.find('"', from) - from);
}

std::string DutyWorld::filled(const std::string& page, std::string_view fields) const {
  return "key=" + hidden(page, "key") + "&guard=" + hidden(page, "guard") + "&" + std::string{fields};
}

std::string html_faults(std::string_view page) {
  static const std::set<std::string_view> empty{"meta", "input", "br", "col"};
  std::vector<std::string> open;
  std::set<std::string> ids;
  for (std::size_t at = page.find('<'); at != std::string_view::npos; at = page.find('<', at + 1)) {
    if (page.substr(at, 2) == "<!") continue;
    const std::size_t end = page.find('>', at);
    if (end == std::string_view::npos) return "a tag without an end";
    const std::string_view tag = page.substr(at + 1, end - at - 1);
    if (const std::size_t id = tag.find(" id=\""); id != std::string_view::npos)
      if (!ids.emplace(tag.substr(id + 5, tag.find('"', id + 5) - id - 5)).second) return "twice: " + std::string{tag};
    if (tag.starts_with('/')) {
      if (open.empty() || open.back() != tag.substr(1)) return "closed without being open: " + std::string{tag};
      open.pop_back();
    } else if (const std::string_view name = tag.substr(0, tag.find(' ')); !empty.contains(name)) {
      open.emplace_back(name);
    }
  }
  return open.empty() ? "" : "never closed: " + open.back();
}

}  // namespace sitewatch::web
