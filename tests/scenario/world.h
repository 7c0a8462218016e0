#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/pool_sheet_writer.h"
#include "app/app.h"
#include "scenario/fake_net.h"
#include "support/fake_clock.h"
#include "support/fake_entropy.h"
#include "support/fake_form_links.h"
#include "support/memory_store.h"
#include "support/test_spawner.h"

namespace sitewatch {

class SilentServiceManager : public ServiceManager {
 public:
  void ready() override { ++readies; }
  void reloading() override {}
  void stopping() override {}
  void status(std::string_view) override {}
  void watchdog_ping() override {}
  std::optional<Duration> watchdog_interval() const override { return std::nullopt; }
  int readies = 0;
};

/// Reads pages at once, on the loop.
class DirectPageReader : public PageReader {
 public:
  Task<PageReading> read(PageSource source) override;
};

/// A whole daemon in a fake world. Time stands still but for advance().
class World {
 public:
  /// 2026-03-02 08:00 in Asia/Shanghai, a Monday.
  static constexpr WallTime monday_morning = FakeClock::default_start;

  explicit World(Config config, WallTime start = monday_morning);
  ~World();

  void start();
  /// SIGTERM.
  void stop();
  /// kill -9: whatever was not written is lost.
  void kill();
  /// SIGHUP with this configuration; answers the mistakes.
  std::vector<std::string> reload(Config next);
  void advance(std::chrono::nanoseconds by) { clock.advance(by); }
  /// To an instant of the configured zone, "2026-03-05 09:00".
  void advance_to(const std::string& local);
  Result<void> correct(Fingerprint alert);
  tl::expected<Receipt, FilingRefusal> file(FilingRequest request);
  tl::expected<Decided, FilingRefusal> decide(DecisionRequest request);

  boost::asio::io_context loop;
  FakeClock clock;
  MemoryStore store{clock};
  std::shared_ptr<FakeNet> net{std::make_shared<FakeNet>(clock)};
  std::shared_ptr<FakeRelay> relay{std::make_shared<FakeRelay>(clock)};
  SilentServiceManager service;
  DirectPageReader pages;
  PoolSheetWriter sheets;
  FakeFormLinks links;
  FakeEntropy entropy;
  std::shared_ptr<const Config> config;
  std::vector<std::string> failures;
  std::unique_ptr<App> app;

 private:
  Adapters adapters();
  Task<ConfigOutcome> load();
  Task<Result<NetworkAdapters>> make_network();
  Task<Result<void>> work(std::function<void()> task);
  Task<bool> check_store();
  /// Runs one task to its end without moving time further than it needs.
  void run(Task<void> task);
  Task<void> start_app();
  Task<void> stop_app();
  Task<void> reload_app(std::vector<std::string>& mistakes);

  std::unique_ptr<TestSpawner> tasks_;
  std::shared_ptr<const Config> next_;
};

/// A small district: `sites` sites of one unit each, the first is the portal, receivers ops, office and the units.
Config district(int sites);
std::string host_of(int number);
std::string unit_mail(int number);
/// A home page whose newest row is of this day.
std::string page_of(Day newest);

/// "=?UTF-8?B?…?=" words joined and decoded.
std::string decoded_subject(const std::string& message);

}  // namespace sitewatch
