#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "campaign/duty_book.h"
#include "campaign/duty_facts.h"
#include "ports/alert_sink.h"
#include "ports/campaign_store.h"
#include "ports/clock.h"

namespace sitewatch::campaign {

/// Looks at every duty whenever something may have changed by time alone, and says what is so: who is reminded, who is
/// late, which list the office gets. Trusts no timer: the wall clock is read at least every 30 s, and everything is
/// recomputed from rows. Control loop only.
class DutyWatch {
 public:
  struct Ports {
    Clock& clock;
    CampaignStore& store;
    AlertSink& alerts;
    const StatusView* status = nullptr;
  };
  DutyWatch(Ports ports, DutyBook& book);

  /// Runs until stop(), also one that came before its first turn.
  Task<void> run();
  void stop();
  /// Between run()'s first turn and stop(): no alert is raised or ended outside of it.
  bool watches() const { return begun_ && !stopped_; }
  /// Settings or many records are others now: everything is looked at anew.
  void look_again();
  /// Of this period alone.
  void look_again(Period period);
  /// This one duty changed by a filing or a decision.
  void settle(Period period, const Sponsor& sponsor, WallTime now);
  /// What fires about sponsors that are gone ends as unmonitored.
  void end_alerts_of(const std::vector<Sponsor>& gone);
  const DutyFacts& facts() const { return facts_; }

 private:
  /// Who is in which list for the office.
  struct Lists {
    DutyFacts::ListOf all;
    std::map<Day, DutyFacts::ListOf> by_last_day;
    void add(const Sponsor& sponsor, const Duty& duty);
  };

  void follow_suspension();
  Task<void> look(WallTime now);
  /// False: not on disk yet.
  Task<bool> note_owed(Period period);
  Task<void> settle_period(Period period, WallTime now);
  Task<void> next_turn();
  void settle_alerts(Period period, const Sponsor& sponsor, const Duty& duty, WallTime now);
  void end_alerts(Period period, const Sponsor& sponsor, Ending ending, WallTime now);
  std::optional<Duty> settled(Period period, const Sponsor& sponsor, WallTime now);
  void post_lists(Period period, Lists lists, WallTime now);
  void post_last_day(DutyFacts::ListOf& list, WallTime now);
  void post_list(const DutyFacts::ListOf& list, WallTime now);
  void watch_calendar(WallTime now);
  std::vector<Period> periods(WallTime now) const;
  WallTime too_old_at(Period period, WallTime now) const;
  WallTime next_step(Period period, WallTime now) const;
  bool is_history(const Duty& duty) const;

  Ports ports_;
  DutyBook& book_;
  DutyFacts facts_;
  std::set<SponsorId> changed_meanwhile_;                  ///< Since the look at a period began.
  std::map<Period, WallTime> next_look_;                   ///< Periods that need no look before.
  std::optional<std::pair<Period, std::uint64_t>> noted_;  ///< Whose duties are noted, in which generation.
  WallTime last_look_{};
  WallTime quiet_until_{};  ///< Time alone changes nothing before it.
  std::uint64_t generation_ = 0;
  std::unique_ptr<Alarm> alarm_;
  bool mail_was_held_ = false;
  bool begun_ = false;
  bool stopped_ = false;
};

}  // namespace sitewatch::campaign
