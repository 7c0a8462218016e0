#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <string>
#include <vector>

#include "domain/hash.h"
#include "freshness/scripted_site.h"
#include "freshness/watch_samples.h"
#include "support/fake_clock.h"
#include "support/memory_store.h"
#include "support/recording_alert_sink.h"
#include "support/test_spawner.h"

namespace sitewatch::freshness {

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
