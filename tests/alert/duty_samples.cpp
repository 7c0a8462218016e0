#include "alert/duty_samples.h"

namespace sitewatch::alert {
namespace {

FactRow about_duty() {
  FactRow values;
  values["period"] = march_2026.text();
  values["basis"] = std::string{"《清理整合工作方案》第三条"};
  values["day"] = std::int64_t{20};
  values["exclusive"] = false;
  values["extended"] = false;
  values["nil_allowed"] = true;
  values["deadline"] = march(21, 0);
  values["listed_from"] = march(24, 0);
  values["cutoff"] = std::string{"24:00"};
  return values;
}

std::vector<FactRow> owed_sites() {
  return {{{"n", std::int64_t{1}},
           {"name", std::string{"区教育局网站"}},
           {"disposition", std::string{"migrate"}},
           {"state", std::string{"up"}}},
          {{"n", std::int64_t{2}},
           {"name", std::string{"区教研室网站"}},
           {"disposition", std::string{"close"}},
           {"state", std::string{"down"}}}};
}

AlertCondition about_unit(AlertName name, Severity severity) {
  AlertCondition condition;
  condition.identity = duty(name);
  condition.severity = severity;
  condition.sponsor = "edu";
  condition.facts.values = about_duty();
  condition.facts.values["count"] = std::int64_t{2};
  condition.facts.lists["sites"] = owed_sites();
  return condition;
}

FactRow unit_row(int number) {
  const char* const names[] = {"××区教育局", "××区卫生健康局", "××区××镇人民政府"};
  const char* const last_months[] = {"filed", "filed_late", "missing", "waived", "none"};
  FactRow row;
  row["sponsor"] = number == 0 ? std::string{"edu"} : "unit-" + std::to_string(number);
  row["unit"] = std::string{number < 3 ? names[number] : "××区第" + std::to_string(number) + "单位"};
  row["contact"] = std::string{"×××"};
  row["phone"] = number == 1 ? std::string{} : "0000-" + std::to_string(1000000 + number);
  row["sites"] = std::int64_t{1 + number % 3};
  row["last_month"] = std::string{last_months[number % 5]};
  return row;
}

}  // namespace

AlertIdentity duty(AlertName name) {
  AlertIdentity identity;
  identity.alert = name;
  identity.sponsor = "edu";
  identity.period = march_2026.text();
  return identity;
}

AlertCondition due_soon(WallTime remind_at) {
  AlertCondition condition = about_unit(AlertName::ReportDueSoon, Severity::info);
  condition.starts = march(13, 9);
  condition.facts.values["remind_at"] = remind_at;
  condition.facts.values["returned"] = false;
  condition.facts.lists["left_out"] = {};
  return condition;
}

AlertCondition overdue() {
  AlertCondition condition = about_unit(AlertName::ReportOverdue, Severity::warning);
  condition.starts = march(21, 0);
  return condition;
}

Bulletin receipt_bulletin(const std::string& number, WallTime received_at) {
  Bulletin bulletin{BulletinKind::receipt, number, "edu", march_2026, {}};
  FactRow& values = bulletin.facts.values;
  values = about_duty();
  values["receipt"] = number;
  values["received_at"] = received_at;
  values["entered_at"] = received_at;
  values["on_behalf"] = false;
  values["channel"] = std::string{"web"};
  values["nil_reason"] = std::string{};
  values["note"] = std::string{};
  values["state"] = std::string{received_at < march(21, 0) ? "filed" : "filed_late"};
  values["late_days"] = std::int64_t{received_at < march(21, 0) ? 0 : 3};
  values["revision"] = std::int64_t{1};
  bulletin.facts.lists["filed_sites"] = {{{"name", std::string{"区教育局网站"}},
                                          {"migration_percent", std::int64_t{60}},
                                          {"closure", std::string{}},
                                          {"obstacles", std::string{"旧栏目附件较多，正在核对"}},
                                          {"expected_on", std::string{"2026-04-15"}}},
                                         {{"name", std::string{"区教研室网站"}},
                                          {"migration_percent", std::int64_t{0}},
                                          {"closure", std::string{"已提交申请"}},
                                          {"obstacles", std::string{}},
                                          {"expected_on", std::string{}}}};
  return bulletin;
}

Bulletin returned_bulletin() {
  Bulletin bulletin{BulletinKind::returned, "7", "edu", march_2026, {}};
  FactRow& values = bulletin.facts.values;
  values = about_duty();
  values["receipt"] = std::string{"2026-03-0042-17"};
  values["reason"] = std::string{"区教研室网站未填关停申报进度"};
  values["by"] = std::string{"区政府办"};
  values["at"] = march(18, 15, 20);
  return bulletin;
}

Bulletin decided_bulletin(DecisionKind kind) {
  Bulletin bulletin{BulletinKind::decided, "8", "edu", march_2026, {}};
  FactRow& values = bulletin.facts.values;
  values = about_duty();
  values["kind"] = std::string{name(kind)};
  values["reason"] = std::string{"机构合并，网站正在移交"};
  values["by"] = std::string{"区政府办分管领导"};
  values["at"] = march(19, 10, 5);
  if (kind != DecisionKind::extend) return bulletin;
  values["deadline"] = march(28, 0);
  values["extended"] = true;
  values["open"] = true;
  return bulletin;
}

Bulletin extended_after_filing() {
  Bulletin bulletin = decided_bulletin(DecisionKind::extend);
  FactRow& values = bulletin.facts.values;
  values["open"] = false;
  values["filed_at"] = march(24, 9, 30);
  values["late"] = false;
  return bulletin;
}

Bulletin list_bulletin(BulletinKind kind, int units) {
  Bulletin bulletin{kind, "2026-03 list", {}, march_2026, {}};
  FactRow& values = bulletin.facts.values;
  values = about_duty();
  values["at"] = march(20, 10);
  values["due"] = std::int64_t{kind == BulletinKind::roster ? units : units + 50};
  values["filed"] = std::int64_t{kind == BulletinKind::roster ? 0 : 50};
  values["missing"] = std::int64_t{units};
  for (int i = 0; i < units; ++i) bulletin.facts.lists["units"].push_back(unit_row(i));
  return bulletin;
}

}  // namespace sitewatch::alert
