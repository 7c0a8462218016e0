#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "alert/engine.h"
#include "campaign/desk.h"
#include "support/fake_clock.h"
#include "support/memory_store.h"
#include "support/recording_mailer.h"
#include "support/slow_campaign_store.h"
#include "support/test_spawner.h"

namespace sitewatch {

/// The monthly duty from filing to mail, without the rest of the daemon: the real desk and the real alert flow over a
/// store in memory, a relay that remembers and a clock that is told to move. Holidays are those of the product.
class DutyWorld {
 public:
  struct Options {
    int sponsors = 3;  ///< "s001" …, each with two sites to migrate.
    std::string zone = "Asia/Shanghai";
    std::string start;  ///< "2026-01-01 00:00", on the office's clocks.
    int pace = 1;       ///< How many times as fast as the steady clock the wall runs, as on a machine that dozes.
    bool calendar_expected = false;  ///< Whether a missing notice of the next year is a fault.
  };
  explicit DutyWorld(Options options);
  ~DutyWorld();

  /// Ends both as kill -9 would and starts others on the same store.
  void restart();
  void go_to(const std::string& time);
  WallTime at(const std::string& time) const;

  using Filed = std::optional<tl::expected<Receipt, FilingRefusal>>;
  using Taken = std::optional<tl::expected<Decided, FilingRefusal>>;

  tl::expected<Receipt, FilingRefusal> file(FilingRequest request);
  tl::expected<Decided, FilingRefusal> decide(DecisionRequest request);
  /// The same without waiting for the store; `answer` must outlive it.
  void begin_to_file(FilingRequest request, Filed& answer);
  void begin_to_decide(DecisionRequest request, Taken& answer);
  /// A report of the sponsor's own on these of its sites ("a", "b").
  FilingRequest report(int sponsor, const std::string& period, const std::vector<std::string>& sites) const;
  static std::string id(int sponsor);

  boost::asio::io_context loop;
  Zone zone;
  FakeClock clock;
  MemoryStore store;
  SlowCampaignStore campaigns;  ///< Between the desk and `store`.
  RecordingMailer mailer;
  campaign::DutySettings duty;
  alert::Settings mail;
  std::unique_ptr<alert::Engine> alerts;
  std::unique_ptr<campaign::Desk> desk;

 private:
  void begin();

  int pace_;
  std::unique_ptr<TestSpawner> tasks_;
};

}  // namespace sitewatch
