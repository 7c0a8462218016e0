#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "alert/outbox_queue.h"
#include "ports/alert_store.h"
#include "ports/clock.h"
#include "ports/mailer.h"
#include "ports/task_spawner.h"

namespace sitewatch::alert {

/// How long a mail rests after its nth failed attempt: 1 minute, doubling up to 1 hour, less up to a quarter by a hash
/// of message id and attempt, so that many mails do not return together and a restart changes nothing.
Duration mail_backoff(std::string_view message_id, int attempts);

/// Sends what is in the outbox: urgent rows first, then the oldest; one at a time. A row is marked sent only after the
/// relay's 250. What the relay refuses for good is parked, kept and counted; everything else is tried for as long as it
/// takes. Each row has one recipient, so that a refused address holds up nobody else. Control loop only.
class OutboxSender {
 public:
  struct Ports {
    Clock& clock;
    AlertStore& store;
    Mailer& mailer;
    TaskSpawner& tasks;
  };
  /// (receiver class, result) at every exit: sent, temporary, uncertain, parked.
  using Count = std::function<void(std::string_view, std::string_view)>;

  OutboxSender(Ports ports, Count count) : ports_(ports), count_(std::move(count)) {}

  /// `rows` are the stored pending and parked ones. Spawns the loop.
  void start(std::vector<OutboxRow> rows, int rate_per_minute);
  /// A reload may have brought another relay or password: every pause ends, and what was refused is tried once more.
  void reconfigure(int rate_per_minute);

  /// Rows that are stored: their messages are read from the store when their turn comes.
  void add_stored(std::vector<OutboxRow> rows);
  /// Rows that could not be stored: sent from memory, until saved() says they are on disk.
  void add_unsaved(std::vector<OutboxRow> rows);
  /// The rows of add_unsaved() with their negative ids, some of them sent by now; for the next try to store them.
  std::vector<OutboxRow> unsaved() const;
  /// `stored` came from unsaved() and is on disk; `ids[i]` is the new id of `stored[i]`.
  void saved(const std::vector<OutboxRow>& stored, const std::vector<std::int64_t>& ids);

  OutboxCounts counts() const { return queue_.counts(); }
  /// Refused mails stay listed by the store; here they stop counting once they are old news.
  void forget_parked_before(WallTime instant);
  SteadyTime last_turn() const { return last_turn_; }
  /// A mail is on its way; the mailer has a time limit of its own.
  bool sending() const { return on_its_way_.has_value(); }

 private:
  Task<void> run();
  Task<void> mark_what_is_unmarked();
  Task<void> attempt(std::int64_t id);
  Task<std::optional<std::string>> message_of(std::int64_t id);
  void settle(std::int64_t id, const MailOutcome& outcome);
  void postpone(QueuedMail& queued, const MailOutcome& outcome);
  void forgive_relay_faults();
  std::optional<std::int64_t> next_row(WallTime now, SteadyTime steady);
  Duration until_next(WallTime now, SteadyTime steady) const;
  bool within_rate(SteadyTime now);

  Ports ports_;
  Count count_;
  std::unique_ptr<Alarm> alarm_;
  OutboxQueue queue_;                   ///< Unsaved rows have negative ids.
  std::deque<SteadyTime> sent_lately_;  ///< Attempts of the last minute.
  int rate_ = 20;
  int relay_failures_ = 0;  ///< In a row: no relay could be reached.
  std::optional<SteadyTime> paused_until_;
  std::optional<std::int64_t> on_its_way_;
  SteadyTime last_turn_{};
  std::int64_t next_local_ = -1;
};

/// "sponsor:ID" → "sponsor": what may be a metric label.
std::string_view receiver_class(std::string_view receiver);

}  // namespace sitewatch::alert
