#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "alert/engine.h"
#include "support/fake_clock.h"
#include "support/memory_store.h"
#include "support/recording_mailer.h"
#include "support/test_spawner.h"

namespace sitewatch::alert {

/// The alert flow in a world of its own: a clock that is told to move, a store in memory, a relay that remembers.
class AlertWorld {
 public:
  struct Options {
    bool mail_units = true;
    bool baseline_done = true;
    std::optional<WallTime> effective_from{};
    std::string language = "zh-CN";
    int rate_per_minute = 1000;
    std::string form_link{};  ///< Before unit and period.
    std::vector<Route> routes{};
  };

  AlertWorld();
  explicit AlertWorld(Options options);
  ~AlertWorld();

  /// Ends the engine as kill -9 would and starts another on the same store.
  void restart();
  void reload(const Options& options);
  void advance(std::chrono::nanoseconds by) { clock.advance(by); }
  /// To this local time of March 2026.
  void advance_to(unsigned day, int hour, int minute = 0);

  void raise(AlertCondition condition) { engine->raise(std::move(condition)); }
  void site_down(const std::string& site, std::optional<WallTime> since = {}, bool portal = false);
  void site_up(const std::string& site);
  void clear(const AlertIdentity& identity, Ending ending = Ending::recovered, Facts facts = {});
  AlertCondition condition(AlertName name, Severity severity, const std::string& site) const;
  void run(Task<void> task);
  /// The same without waiting for it.
  void begin_to_run(Task<void> task) { spawner_->spawn("test", std::move(task)); }
  void post(Bulletin bulletin);

  std::vector<std::string> subjects() const { return mailer.subjects(); }
  std::vector<std::string> to_ops() const { return mailer.subjects_to("ops@office.example"); }
  std::vector<std::string> to_office() const { return mailer.subjects_to("office@office.example"); }
  std::vector<std::string> to_unit() const { return mailer.subjects_to("edu@edu.example"); }
  const Mail& last_mail() const { return mailer.accepted.back(); }

  boost::asio::io_context loop;
  FakeClock clock;
  MemoryStore store;
  RecordingMailer mailer;
  std::map<std::string, int> counts;  ///< "receiver/result" → times.
  std::vector<Alert> corrected;
  std::vector<Upcoming> upcoming;
  std::function<void()> at_brief;  ///< Called when the brief begins, if there is something to call.
  std::unique_ptr<Engine> engine;

 private:
  void begin(bool baseline_done);

  Options options_;
  std::unique_ptr<TestSpawner> spawner_;
};

Settings test_settings(const AlertWorld::Options& options);
AlertIdentity about(AlertName name, const std::string& site);
/// This local time of March 2026 in Asia/Shanghai; the 2nd is a Monday.
WallTime march(unsigned day, int hour, int minute = 0);

}  // namespace sitewatch::alert
