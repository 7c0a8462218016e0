#pragma once

#include <memory>
#include <string>
#include <vector>

#include "freshness/column_watch.h"

namespace sitewatch::freshness {

/// Rules whose numbers the tests name: those of the documents, with a joint limit of two.
inline RuleSet test_rules() {
  RuleSet rules;
  rules.id = "TEST-1";
  rules.document = "某办发〔2026〕1号";
  rules.home = {10, 14, 180};
  rules.windows[static_cast<std::size_t>(ColumnType::news)] = UpdateWindow{.days = 14};
  rules.windows[static_cast<std::size_t>(ColumnType::notices)] = UpdateWindow{.months = 6};
  rules.joint_types = {ColumnType::news, ColumnType::notices};
  rules.joint_limit = 2;
  rules.long_stale_days = 180;
  rules.long_stale_limit = 10;
  rules.blank_days = 3;
  rules.blank_limit = 2;
  rules.undated_is_stale = true;
  rules.burst_items = 5;
  return rules;
}

inline WatchSettings test_settings() {
  WatchSettings made;
  made.rules = test_rules();
  made.zone = *Zone::named("Asia/Shanghai");
  return made;
}

inline Column column(const std::string& slug, ColumnType type) {
  return {slug, "栏目" + slug, *Url::parse("http://www.edu.example/" + slug + "/"), type, {}};
}

inline Site site(const char* id, std::vector<Column> columns = {}, Disposition disposition = Disposition::keep) {
  Site made;
  made.id = id;
  made.name = "区教育局网站";
  made.sponsor = "edu";
  made.disposition = disposition;
  made.home_urls = {*Url::parse("http://www.edu.example/")};
  made.columns = std::move(columns);
  return made;
}

inline WatchedSites shared(std::vector<Site> sites) {
  return std::make_shared<const std::vector<Site>>(std::move(sites));
}

inline PageReading dated(Day newest) {
  PageReading reading;
  reading.state = PageState::dated;
  reading.newest = newest;
  reading.items = 20;
  reading.dated_items = 12;
  reading.newest_items = {{newest, "关于开展工作的通知", "http://www.edu.example/a"}};
  reading.marks = {{1, 1, newest}};
  return reading;
}

inline PageReading in_state(PageState state) {
  PageReading reading;
  reading.state = state;
  return reading;
}

}  // namespace sitewatch::freshness
