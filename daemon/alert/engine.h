#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "alert/mail_text.h"
#include "alert/outbox_sender.h"
#include "alert/settings.h"
#include "ports/alert_desk.h"
#include "ports/alert_sink.h"
#include "ports/alert_store.h"
#include "ports/clock.h"
#include "ports/mailer.h"
#include "ports/task_spawner.h"

namespace sitewatch::alert {

/// What the engine uses; all of it outlives the engine.
struct EnginePorts {
  Clock& clock;
  AlertStore& store;
  Mailer& mailer;
  TaskSpawner& tasks;
};

/// A line of the brief's "due within five working days".
struct Upcoming {
  WallTime at{};
  std::string what;  ///< In the reader's language.
};

/// What the engine tells and asks the rest of the daemon; an empty function is not called.
struct Hooks {
  /// Every exit of the mail path: (receiver class: ops, office, sponsor or a configured name; result: sent, temporary,
  /// uncertain, parked, trial, no_address).
  std::function<void(std::string_view receiver, std::string_view result)> count_notification;
  /// A person marked this alert false and it is on disk: its time [starts, ends) leaves the statistics.
  std::function<void(const Alert&)> corrected;
  /// A maintenance was added or ended and is on disk.
  std::function<void(const Maintenance&)> maintenance_changed;
  /// Deadlines up to an instant, for the brief.
  std::function<Task<std::vector<Upcoming>>(WallTime until)> upcoming;
  /// The full address of a unit's own form, empty if there is none. Secret: asked when that unit's mail is written.
  FormLink form_link;
};

/// Alerts from condition to mail. Level-triggered in, at least once out: a decision, its log entries and its mails are
/// one transaction; mails leave only after it, or straight from memory while the disk is full. Control loop only; must
/// outlive the tasks it spawns.
class Engine : public AlertSink, public AlertDesk {
 public:
  Engine(EnginePorts ports, Settings settings, Hooks hooks);
  ~Engine() override;

  /// `history` is what the store holds: nothing told is told again, repeat clocks go on. `baseline_done`: the baseline
  /// mail was sent in an earlier run. Call once, before the first raise().
  void start(AlertHistory history, bool baseline_done);
  /// Another generation: receivers, texts and times; every pause of the sender ends. Answers the one before, which
  /// takes its time to free.
  Settings reconfigure(Settings settings);
  /// Sites that bear another id from now on, by former id: their alerts, silences and maintenances go on under it.
  void adopt(const std::map<std::string, std::string>& new_ids);
  /// Every target was judged once (or two intervals passed): what fires now was so before we came. Further calls do
  /// nothing.
  void baseline_complete();
  bool baseline_done() const;

  OutboxCounts outbox() const;
  /// NotificationsFailing fires: a mail is parked, or the oldest has waited 15 minutes.
  bool mail_blocked() const;
  /// For the watchdog: both loops turned within the last 90 s, or a mail is within its own time limit.
  bool alive(SteadyTime now) const;

  void raise(AlertCondition condition) override;
  void clear(const AlertIdentity& identity, Ending ending, WallTime at, Facts facts) override;
  /// Told at once, at any hour and whatever is silenced; not while suspended. In the trial run a unit's bulletin is
  /// counted and marked, not mailed.
  void post(Bulletin bulletin) override;
  bool was_posted(BulletinKind kind, const std::string& key) const override;
  void suspend(bool suspended) override;
  bool suspended() const override;

  Task<Result<void>> correct(Fingerprint alert, std::string reason, std::string by) override;
  Task<Result<std::int64_t>> add_silence(Silence silence) override;
  Task<Result<void>> expire_silence(std::int64_t id) override;
  Task<Result<std::int64_t>> add_maintenance(Maintenance maintenance) override;
  Task<Result<void>> end_maintenance(std::int64_t id) override;
  void each_alert(const std::function<void(const Alert&)>& show) const override;
  const Alert* find_alert(Fingerprint alert) const override;
  std::vector<NotificationEntry> told(Fingerprint alert) const override;
  std::vector<Silence> silences() const override;
  std::vector<Maintenance> maintenances() const override;
  bool in_maintenance(const std::string& site, WallTime at) const override;
  Task<Result<std::vector<OutboxRow>>> notifications(int most) override;

 private:
  struct State;
  std::unique_ptr<State> state_;  // Keeps the flow's types out of what app compiles.
};

}  // namespace sitewatch::alert
