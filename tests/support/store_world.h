#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "adapters/sqlite_alert_store.h"
#include "adapters/sqlite_campaign_store.h"
#include "adapters/sqlite_observation_store.h"
#include "adapters/sqlite_site_store.h"
#include "adapters/sqlite_visit_store.h"
#include "support/fake_clock.h"
#include "support/lossy_vfs.h"
#include "support/memory_store.h"
#include "support/temporary_folder.h"
#include "support/test_spawner.h"

namespace sitewatch {

/// A loop that is driven until one task has its answer.
class TaskRunner {
 public:
  template <class T>
  T wait(Task<T> task) {
    std::optional<T> answer;
    tasks_.spawn("task", keep(std::move(task), answer));
    if (!tasks_.run_until_empty() || !answer) throw std::runtime_error("no answer within a minute");
    return std::move(*answer);
  }
  boost::asio::io_context& loop() { return loop_; }
  TestSpawner& tasks() { return tasks_; }

 private:
  template <class T>
  static Task<void> keep(Task<T> task, std::optional<T>& answer) {
    answer.emplace(co_await std::move(task));
  }

  boost::asio::io_context loop_;
  TestSpawner tasks_{loop_};
};

/// The five stores over one file.
struct SqliteStores {
  SqliteStores(std::unique_ptr<SqliteDatabase> opened, const Clock& clock)
      : database(std::move(opened)), alerts(*database, clock) {}
  std::unique_ptr<SqliteDatabase> database;
  SqliteSiteStore sites{*database};
  SqliteVisitStore visits{*database};
  SqliteObservationStore observations{*database};
  SqliteAlertStore alerts;
  SqliteCampaignStore campaigns{*database};
};

/// Opens the store or throws its error.
inline std::unique_ptr<SqliteStores> open_stores(const std::string& folder, const Clock& clock,
                                                 SqliteOptions options = {}) {
  Result<std::unique_ptr<SqliteDatabase>> database = SqliteDatabase::open(folder, options);
  if (!database) throw std::runtime_error(database.error().message);
  return std::make_unique<SqliteStores>(std::move(*database), clock);
}

/// One kind of store behind the five ports, for the contract suites.
class StoreWorld {
 public:
  virtual ~StoreWorld() = default;
  virtual SiteStore& sites() = 0;
  virtual VisitStore& visits() = 0;
  virtual ObservationStore& observations() = 0;
  virtual AlertStore& alerts() = 0;
  virtual CampaignStore& campaigns() = 0;
  /// Ends the store and opens it again.
  virtual void restart() = 0;
  virtual void fill_disk() = 0;
  virtual void empty_disk() = 0;

  template <class T>
  T wait(Task<T> task) {
    return runner.wait(std::move(task));
  }
  TaskRunner runner;
  FakeClock clock{runner.loop()};
};

class MemoryStoreWorld : public StoreWorld {
 public:
  SiteStore& sites() override { return store_.sites; }
  VisitStore& visits() override { return store_.visits; }
  ObservationStore& observations() override { return store_.observations; }
  AlertStore& alerts() override { return store_.alerts; }
  CampaignStore& campaigns() override { return store_.campaigns; }
  void restart() override {}
  void fill_disk() override { store_.fail_from_now_on(); }
  void empty_disk() override { store_.work_again(); }

 private:
  MemoryStore store_{clock};
};

class SqliteStoreWorld : public StoreWorld {
 public:
  SiteStore& sites() override { return stores_->sites; }
  VisitStore& visits() override { return stores_->visits; }
  ObservationStore& observations() override { return stores_->observations; }
  AlertStore& alerts() override { return stores_->alerts; }
  CampaignStore& campaigns() override { return stores_->campaigns; }
  void restart() override {
    stores_.reset();
    stores_ = open_stores(folder_.path(), clock);
  }
  void fill_disk() override { disk_.fill(); }
  void empty_disk() override { disk_.mend(); }

 private:
  TemporaryFolder folder_{Medium::memory};
  LossyDisk disk_;
  std::unique_ptr<SqliteStores> stores_ = open_stores(folder_.path(), clock);
};

/// "memory" or "sqlite".
inline std::unique_ptr<StoreWorld> make_store_world(const std::string& kind) {
  if (kind == "memory") return std::make_unique<MemoryStoreWorld>();
  return std::make_unique<SqliteStoreWorld>();
}

}  // namespace sitewatch
