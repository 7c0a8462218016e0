#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "domain/hash.h"
#include "freshness/column_watch.h"
#include "support/fake_clock.h"
#include "support/memory_store.h"
#include "support/recording_alert_sink.h"
#include "support/test_spawner.h"

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

/// Pages by address: what a server sends and what a reader makes of it.
struct ScriptedPage {
  std::string body = "page";
  PageReading reading;
  Verdict verdict = Verdict::good;
  Validators validators;
  std::optional<WallTime> retry_after;
};

class ScriptedSite : public SiteFetcher, public PageReader {
 public:
  Task<Visit> visit(const Site& /*site*/, Url /*url*/, VisitKind /*kind*/) override {
    ADD_FAILURE() << "pages are read, not visited";
    co_return Visit{};
  }
  Task<Visit> read(const Site& site, PageRequest request) override {
    asked.push_back(request.url.text());
    questions.push_back(request.known);
    const ScriptedPage& page = at(request.url.text());
    Visit made;
    made.result.site = site.id;
    made.result.verdict = page.verdict;
    made.result.retry_after = page.retry_after;
    made.result.final_url = request.url.text();
    made.validators = page.validators;
    made.not_modified = !request.known.empty() && request.known == page.validators;
    if (!made.not_modified) made.body = page.body;
    co_return made;
  }
  Task<PageReading> read(PageSource source) override {
    reads.push_back(source);
    PageReading reading = at(source.url).reading;
    reading.kind = source.kind;
    co_return reading;
  }
  /// The page at an address, else the one of every address that has none.
  const ScriptedPage& at(const std::string& url) const {
    const auto found = pages.find(url);
    return found == pages.end() ? everywhere : found->second;
  }
  ScriptedPage& page(const std::string& path) { return pages["http://www.edu.example/" + path]; }

  ScriptedPage everywhere;
  std::map<std::string, ScriptedPage> pages;
  std::vector<std::string> asked;
  std::vector<Validators> questions;
  std::vector<PageSource> reads;
};

/// Starts on Monday, 2026-03-02 08:00 in Shanghai.
struct WatchWorld {
  explicit WatchWorld(std::vector<Site> sites = {site("www.edu.example")})
      : watch{ports(), shared(std::move(sites)), test_settings()} {}
  /// The watch's tasks end before the watch does.
  ~WatchWorld() {
    tasks.cancel();
    EXPECT_TRUE(tasks.run_until_empty());
  }

  WatchPorts ports() { return {clock, server, server, store.observations, alerts, tasks}; }
  /// Another page from now on, looked at for as long.
  void show(PageReading reading, std::chrono::nanoseconds span) {
    server.everywhere.reading = std::move(reading);
    server.everywhere.body += "x";
    clock.advance(span);
  }
  void show(const std::string& path, PageReading reading) {
    ScriptedPage& page = server.page(path);
    page.reading = std::move(reading);
    page.body = path + std::to_string(++shown);
  }
  void replace(std::vector<Site> sites, WatchSettings settings) {
    tasks.spawn("replace", watch.replace(shared(std::move(sites)), std::move(settings)));
    clock.settle();
  }
  std::string_view state() const { return watch.content("www.edu.example").home->state; }
  std::string_view state(std::string_view slug) const {
    const ContentView content = watch.content("www.edu.example");
    for (const ColumnView& each : content.columns)
      if (each.column == slug) return each.state;
    return "not seen";
  }
  const AlertCondition* firing(AlertName alert) const {
    for (const auto& [identity, condition] : alerts.firing)
      if (identity.alert == alert) return &condition;
    return nullptr;
  }

  int shown = 0;  ///< Pages, each with a body of its own.
  boost::asio::io_context loop;
  FakeClock clock{loop};
  MemoryStore store{clock};
  ScriptedSite server;
  RecordingAlertSink alerts;
  TestSpawner tasks{loop};
  ColumnWatch watch;
};

}  // namespace sitewatch::freshness
