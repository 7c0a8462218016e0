#include "alert/content_samples.h"

#include "alert/alert_world.h"

namespace sitewatch::alert {
namespace {

Alert content_alert(AlertName name, Severity severity) {
  Alert made;
  made.identity = about(name, "edu-www");
  made.severity = severity;
  made.sponsor = "edu";
  made.starts = march(5, 0);
  made.facts.values["rule_set"] = std::string{"CN-2019-19"};
  made.facts.values["read_at"] = march(5, 8, 12);
  return made;
}

FactRow column(const std::string& name, const std::string& slug) {
  return {{"name", name}, {"url", "http://www.edu.example/" + slug + "/"}};
}

FactRow stale_column(const std::string& name, const std::string& slug, const std::string& newest, std::int64_t days) {
  FactRow row = column(name, slug);
  row["newest"] = newest;
  row["days"] = days;
  row["undated"] = false;
  row["long_stale"] = days >= 365;
  return row;
}

FactRow undated_column(const std::string& name, const std::string& slug) {
  FactRow row = column(name, slug);
  row["undated"] = true;
  return row;
}

FactRow blank_column(const std::string& name, const std::string& slug) {
  FactRow row = column(name, slug);
  row["day1"] = std::string{"2026-03-01"};
  row["day2"] = std::string{"2026-03-02"};
  row["day3"] = std::string{"2026-03-03"};
  return row;
}

}  // namespace

Alert columns_stale() {
  Alert stale = content_alert(AlertName::ColumnsStale, Severity::warning);
  FactRow& values = stale.facts.values;
  values["count"] = std::int64_t{5};
  values["limit"] = std::int64_t{5};
  values["matches"] = true;
  values["long_count"] = std::int64_t{1};
  values["long_limit"] = std::int64_t{10};
  stale.facts.lists["columns"] = {stale_column("教育动态", "jydt", "2026-02-11", 22),
                                  stale_column("通知公告", "tzgg", "2025-08-29", 188),
                                  stale_column("政策文件", "zcwj", "2024-11-20", 470),
                                  undated_column("招生|考试", "zsks"), undated_column("政策解读", "zcjd")};
  return stale;
}

Alert columns_undated() {
  Alert undated = content_alert(AlertName::ColumnsStale, Severity::info);
  undated.facts.values["count"] = std::int64_t{2};
  undated.facts.values["limit"] = std::int64_t{5};
  undated.facts.values["matches"] = false;
  undated.facts.values["long_count"] = std::int64_t{0};
  undated.facts.values["long_limit"] = std::int64_t{10};
  undated.facts.lists["columns"] = {undated_column("招生考试", "zsks"), undated_column("政策解读", "zcjd")};
  return undated;
}

Alert columns_stale_many() {
  Alert many = columns_stale();
  many.facts.values["count"] = std::int64_t{43};
  std::vector<FactRow>& rows = many.facts.lists["columns"];
  while (rows.size() < 30) {
    const std::string number = std::to_string(rows.size() + 1);
    rows.push_back(stale_column("学校之窗" + number, "xx" + number, "2026-01-15", 49));
  }
  return many;
}

Alert columns_blank() {
  Alert blank = content_alert(AlertName::ColumnsBlank, Severity::info);
  blank.facts.values["count"] = std::int64_t{2};
  blank.facts.values["limit"] = std::int64_t{5};
  blank.facts.values["matches"] = false;
  blank.facts.lists["columns"] = {blank_column("规划计划", "ghjh"), blank_column("互动回应", "hdhy")};
  return blank;
}

Alert home_undated() {
  Alert undated = content_alert(AlertName::UndatedHomepage, Severity::info);
  undated.facts.values["items"] = std::int64_t{46};
  undated.facts.values["articles_read"] = std::int64_t{3};
  return undated;
}

Alert hijack() {
  Alert suspected = content_alert(AlertName::SiteHijackSuspected, Severity::critical);
  suspected.starts = march(5, 2, 13);
  suspected.facts.values["signals"] = std::int64_t{2};
  suspected.facts.values["where"] = std::string{"home"};
  return suspected;
}

Alert hijack_of_column() {
  Alert suspected = hijack();
  suspected.facts.values["where"] = std::string{"通知公告"};
  suspected.facts.values["signals"] = std::int64_t{3};
  return suspected;
}

Alert ended(Alert alert, Ending ending) {
  alert.ending = ending;
  alert.ends = march(5, 9);
  alert.facts.values["read_at"] = march(5, 9);
  if (alert.identity.alert == AlertName::UndatedHomepage) alert.facts.values["newest"] = std::string{"2026-03-05"};
  return alert;
}

}  // namespace sitewatch::alert
