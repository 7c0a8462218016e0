// P1: what was acknowledged survives a power loss that drops unsynced writes and tears pages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "support/store_world.h"

namespace sitewatch {
namespace {

constexpr int power_cuts = 120;
constexpr int cuts_per_directory = 20;  // Each directory begins with the making of its store.

/// A daemon's life from start to power cut, again and again.
class PowerLoss {
 public:
  PowerLoss() = default;
  LossyDisk disk;
  std::set<std::string> filed;
  std::set<Fingerprint> alerted;
  int lost = 0;
  int damaged = 0;

  void begin_anew() { folder_ = std::make_unique<TemporaryFolder>(Medium::memory); }

  void live_until_power_fails(std::uint64_t operation) {
    disk.fail_power_at(operation);
    try {
      auto stores = open_stores(folder_->path(), clock_);
      while (file(*stores) && alert(*stores)) {
      }
    } catch (const std::runtime_error&) {
      // The power failed while the store was opened.
    }
    disk.restore_power(operation);
  }

  void look_after_restart() {
    auto stores = open_stores(folder_->path(), clock_);
    damaged += !stores->database->opening().moved_aside.empty();
    SqliteDatabase::Work check = [](SqliteConnection& connection) {
      if (const std::string found = connection.text("PRAGMA integrity_check"); found != "ok")
        throw SqliteFailure(0, found);
    };
    damaged += !runner_.wait(stores->database->read(check));
    const std::vector<Filing> filings = runner_.wait(stores->campaigns.load({0, 1})).value().filings;
    for (const Filing& filing : filings) filed.erase(filing.receipt);
    const AlertHistory history = runner_.wait(stores->alerts.load()).value();
    for (const Alert& alert : history.alerts) alerted.erase(fingerprint(alert.identity));
    lost += static_cast<int>(filed.size() + alerted.size());
    filed.clear();
    alerted.clear();
  }

 private:
  bool file(SqliteStores& stores) {
    Filing made;
    made.receipt = "R-" + std::to_string(++number_);
    made.sponsor = "S";
    made.note = std::string(number_ % 7 * 1000, 'n');
    const auto stored = runner_.wait(stores.campaigns.append(made));
    if (stored) filed.insert(made.receipt);
    return stored.has_value();
  }

  bool alert(SqliteStores& stores) {
    AlertChange change;
    change.alerts.resize(1);
    change.alerts[0].identity.site = "s" + std::to_string(++number_) + ".example";
    change.outbox.resize(2);
    change.outbox[1].message = std::string(3000, 'm');
    const Fingerprint print = fingerprint(change.alerts[0].identity);
    const auto stored = runner_.wait(stores.alerts.commit(std::move(change)));
    if (stored) alerted.insert(print);
    return stored.has_value();
  }

  std::unique_ptr<TemporaryFolder> folder_ = std::make_unique<TemporaryFolder>(Medium::memory);
  TaskRunner runner_;
  FakeClock clock_{runner_.loop()};
  std::size_t number_ = 0;
};

void cut_the_power(PowerLoss& world, int times) {
  std::mt19937_64 random(20260302);
  for (int i = 0; i < times; ++i) {
    if (i % cuts_per_directory == 0) world.begin_anew();
    world.live_until_power_fails(1 + random() % 120);
    world.look_after_restart();
  }
}

TEST(PowerLossTest, NothingAcknowledgedIsLost) {
  PowerLoss world;
  cut_the_power(world, power_cuts);
  EXPECT_EQ(world.lost, 0);
  EXPECT_EQ(world.damaged, 0);
}

TEST(PowerLossTest, WithoutSyncsRowsAreLostSoTheTestIsNotBlind) {
  PowerLoss world;
  world.disk.ignore_syncs();
  cut_the_power(world, 30);
  EXPECT_GT(world.lost, 0);
}

}  // namespace
}  // namespace sitewatch
