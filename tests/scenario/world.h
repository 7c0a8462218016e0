#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/pool_sheet_writer.h"
#include "app/app.h"
#include "support/fake_clock.h"
#include "support/fake_entropy.h"
#include "support/fake_form_links.h"
#include "support/memory_store.h"
#include "support/test_spawner.h"

namespace sitewatch {

/// What one fake site does when it is visited.
struct FakeSite {
  int status = 200;
  std::string body = "<html><title>site</title></html>";
  FailureReason failure = FailureReason::none;  ///< Instead of an answer.
  DnsOutcome dns = DnsOutcome::addresses;
  std::optional<WallTime> certificate_expires;
  std::vector<std::pair<std::string, std::string>> headers;
  double seconds = 0.2;
  std::size_t fetches = 0;  ///< Begun so far.
};

/// The network of a fake world: every site on an address of its own, and one link that can be cut.
class FakeNet : public Resolver, public HttpClient {
 public:
  explicit FakeNet(Clock& clock) : clock_(clock) {}
  FakeSite& site(const std::string& host) { return sites_[host]; }
  void cut(bool cut) { cut_ = cut; }
  std::size_t fetches() const { return fetches_; }
  std::size_t fetches_of(const std::string& host) { return sites_[host].fetches; }

  Task<DnsAnswer> resolve(std::string host, Family family, Duration timeout) override;
  Task<FetchResponse> fetch(FetchRequest request) override;

 private:
  Clock& clock_;
  std::map<std::string, FakeSite> sites_;
  bool cut_ = false;
  std::size_t fetches_ = 0;
};

/// What arrived at a fake relay.
class FakeRelay : public Mailer {
 public:
  struct Arrived {
    WallTime at;
    std::string to;
    std::string subject;
    std::string message;
  };
  explicit FakeRelay(Clock& clock) : clock_(clock) {}
  void refuse(std::optional<MailVerdict> verdict) { verdict_ = verdict; }
  const std::vector<Arrived>& mails() const { return mails_; }
  std::vector<std::string> subjects_to(const std::string& address) const;
  void forget() { mails_.clear(); }

  Task<MailOutcome> send(Mail mail) override;

 private:
  Clock& clock_;
  std::optional<MailVerdict> verdict_;
  std::vector<Arrived> mails_;
};

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
