#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "alert/brief.h"
#include "alert/engine.h"
#include "alert/mail_text.h"
#include "alert/plan.h"
#include "alert/table.h"
#include "text/catalogue.h"

namespace sitewatch::alert {

/// Mails are stored so many at a time, so that a flood of them delays nothing else for long.
inline constexpr std::size_t mails_a_commit = 8;
inline constexpr std::size_t lines_a_commit = 500;
/// Looked at in one turn of the loop.
inline constexpr std::size_t alerts_a_step = 200;

/// The engine's inside: one loop that saves what changed, then flushes what is due.
struct Engine::State {
  State(EnginePorts the_ports, Settings the_settings, Hooks the_hooks);

  Task<void> run();
  Task<void> turn();
  /// Commits what the store does not know, with these new mails; on failure they are sent from memory meanwhile.
  Task<void> save(std::vector<OutboxRow> mails);
  Task<void> save_backlog(bool no_mails);
  /// Plans as `now`; nothing when a reload came in between, which asked for a flush of its own.
  Task<std::vector<PlannedMail>> planned(WallTime now);
  Task<void> tell(std::vector<PlannedMail> mails);
  Task<void> tell_baseline(WallTime now);
  Task<void> tell_brief(WallTime now);
  /// In turns of the loop; none where a reload or a suspension came between.
  Task<std::optional<MailText>> brief(const BriefView& view, WallTime now);
  /// Some of those that wait; the rest has its turn after the alerts that are due.
  Task<void> tell_bulletins(WallTime now);

  /// One mail as it is decided: what it tells, and its rows; none for the trial run.
  struct Written {
    PlannedMail mail;
    std::string id;
    std::vector<OutboxRow> rows;
  };
  /// The mail without its rows. None if nothing is left to be told, or its receiver is to wait or has no address.
  std::optional<Written> begun(const PlannedMail& mail, WallTime now);
  void write(Written& mail, WallTime now);
  /// Notes in the table that the mail was told; its rows go to the store with that.
  std::vector<OutboxRow> decide(Written written, WallTime now);
  /// All of it; a long mail in turns, so that none is long. Nothing where a reload came between.
  Task<std::vector<OutboxRow>> told(const PlannedMail& mail, WallTime now);
  /// Lets others have the loop.
  Task<void> breath();
  std::vector<OutboxRow> outbox_rows(const std::string& receiver, const MailText& text, const OutboxRow& like,
                                     const std::vector<std::string>& threads, WallTime now) const;
  /// The same for a bulletin, which is marked as posted in any case.
  std::vector<OutboxRow> decide(const Bulletin& bulletin, WallTime now);
  /// The office's bulletins that wait are as if they had never been posted.
  void forget_lists();
  /// The mails in which the unit was told of this duty.
  std::vector<std::string> threads_of_duty(const Bulletin& bulletin);
  bool must_wait(const PlannedMail& mail, WallTime now) const;
  void watch_outbox(WallTime now);
  void count(std::string_view receiver, std::string_view result) const;
  Writing writing(WallTime now) const { return {catalogue, settings, now, hooks.form_link}; }
  Moment moment(WallTime now) const { return moment_at(now, settings.workdays, settings.zone); }
  SteadyTime next_turn() const;
  void flush_soon(Duration wait);
  void wake();
  Task<void> housekeeping(WallTime now);

  EnginePorts ports;
  Settings settings;
  Hooks hooks;
  Catalogue catalogue;
  AlertTable table;
  MailPacer pacer;
  OutboxSender sender;
  std::vector<Silence> silences;
  std::vector<Maintenance> maintenances;
  std::deque<Bulletin> bulletins;  ///< Posted and not decided yet.
  std::unique_ptr<Alarm> alarm;
  std::optional<SteadyTime> flush_due;
  WallTime planned_at{};
  WallTime kept_house_at{};
  WallTime quiet_until{};                 ///< Time alone gives no reason for a mail before it.
  std::optional<SteadyTime> save_again;   ///< While the store refuses: not before.
  std::set<std::string> without_address;  ///< Receivers counted once as unreachable.
  SteadyTime last_turn{};
  std::uint64_t generation = 0;  ///< Of `settings` and of the ids: a plan made in an earlier one is void.
  bool suspended = false;
  bool baseline_done = false;
  bool baseline_due = false;
};

}  // namespace sitewatch::alert
