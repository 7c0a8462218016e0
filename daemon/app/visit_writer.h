#pragma once

#include <map>
#include <memory>
#include <string>

#include "app/site_board.h"
#include "ports/clock.h"
#include "ports/visit_store.h"

namespace sitewatch {

/// Takes visits to the store, a batch a second. While the store refuses they wait in memory, at most `most_waiting` of
/// each kind: then the older half gives way, which is logged. States keep what they counted.
class VisitWriter {
 public:
  struct Ports {
    Clock& clock;
    VisitStore& store;
  };
  /// A state takes the place of a target's visits about this often.
  static constexpr Duration state_every = std::chrono::minutes{10};
  static constexpr std::size_t most_waiting = 200'000;
  /// More than that is written in several goes: a batch is copied, for the store may refuse it.
  static constexpr std::size_t most_a_write = 10'000;

  VisitWriter(Ports ports, SiteBoard& board) : ports_(ports), board_(board), alarm_(ports.clock.make_alarm()) {}

  void add(VisitRow visit, Day day, VisitOutcome outcome);
  /// Follows the add() of its visit, as a transition does: that one starts the clock.
  void add(FailedVisit failure);
  void add(TransitionRow transition);

  /// Runs until cancelled.
  Task<void> run();
  /// Everything that waits and the state of every target visited since its last one; at the end of the daemon.
  Task<void> write_all();

  bool writable() const { return writable_; }
  /// What waits now, without waiting for the second to end; comes back when the store took or refused it.
  Task<void> write_waiting();
  /// For the watchdog: nothing waits, or something was handed to the store lately.
  bool alive(SteadyTime now) const;

 private:
  Task<void> write(bool every_state);
  VisitBatch take_batch(WallTime now, bool every_state);
  bool nothing_waits() const;
  void add_states(VisitBatch& batch, WallTime now, bool every);
  void take_back(VisitBatch batch);

  Ports ports_;
  SiteBoard& board_;
  VisitBatch waiting_;
  std::map<std::pair<TargetId, std::int32_t>, DayCount> days_;
  std::unique_ptr<Alarm> alarm_;
  std::size_t next_row_ = 0;  ///< Where the round over the board goes on.
  WallTime pruned_{};
  bool writable_ = true;
  std::optional<SteadyTime> waits_since_;  ///< The oldest visit not yet taken by the store.
};

}  // namespace sitewatch
