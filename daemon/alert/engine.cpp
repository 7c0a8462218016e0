#include "alert/engine.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "alert/engine_state.h"

namespace sitewatch::alert {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration tick = seconds{30};
constexpr Duration longest_quiet = minutes{15};
constexpr Duration store_retry = seconds{5};
constexpr Duration outbox_patience = minutes{15};
constexpr Duration keep_ended = hours{30 * 24};
constexpr Duration keep_parked = hours{30 * 24};
constexpr Duration housekeeping_interval = hours{1};
constexpr Duration alive_within = seconds{90};
constexpr int flap_windows = 120;  // In group_wait: one hour.
constexpr std::size_t alerts_a_commit = 200;

AlertIdentity about_ourselves(AlertName alert) {
  AlertIdentity identity;
  identity.alert = alert;
  return identity;
}

AlertIdentity notifications_failing() {
  return about_ourselves(AlertName::NotificationsFailing);
}

Language language_of(const Settings& settings) {
  return language_named(settings.language).value_or(Language::zh_cn);
}

}  // namespace

Engine::State::State(EnginePorts the_ports, Settings the_settings, Hooks the_hooks)
    : ports(the_ports),
      settings(std::move(the_settings)),
      hooks(std::move(the_hooks)),
      catalogue(Catalogue::of(language_of(settings), settings.zone)),
      table(flap_windows * settings.group_wait),
      pacer(settings.group_wait),
      sender({ports.clock, ports.store, ports.mailer, ports.tasks},
             [this](std::string_view receiver, std::string_view result) { count(receiver, result); }) {}

Engine::Engine(EnginePorts ports, Settings settings, Hooks hooks)
    : state_(std::make_unique<State>(ports, std::move(settings), std::move(hooks))) {}

Engine::~Engine() = default;

void Engine::start(AlertHistory history, bool baseline_done) {
  State& state = *state_;
  const WallTime now = state.ports.clock.wall_now();
  for (const NotificationEntry& entry : history.log)
    if (entry.last_at > now - hours{1}) state.pacer.mailed(entry.receiver, entry.last_at);
  state.table.load(std::move(history.alerts), std::move(history.log));
  state.silences = std::move(history.silences);
  state.maintenances = std::move(history.maintenances);
  state.baseline_done = baseline_done;
  // Whoever watches our network begins anew too, and tells only changes: what was open ends here, our absence included.
  state.table.clear(about_ourselves(AlertName::OwnNetworkDown), Ending::recovered, now, {});
  // The first brief is that of the first morning, not one about the time before we came.
  if (!state.table.last_brief()) state.table.note_brief(now);
  state.last_turn = state.ports.clock.steady_now();
  state.alarm = state.ports.clock.make_alarm();
  state.sender.start(std::move(history.outbox), state.settings.rate_per_minute);
  // What the daemon finds on its first round belongs into one mail.
  state.flush_soon(state.settings.group_wait);
  state.ports.tasks.spawn("alerts", state.run());
}

Settings Engine::reconfigure(Settings settings) {
  State& state = *state_;
  std::swap(state.settings, settings);
  ++state.generation;
  state.catalogue = Catalogue::of(language_of(state.settings), state.settings.zone);
  state.pacer.set(state.settings.group_wait);
  state.without_address.clear();
  state.sender.reconfigure(state.settings.rate_per_minute);
  state.flush_soon(state.settings.group_wait);
  return settings;
}

void Engine::baseline_complete() {
  if (state_->baseline_done || state_->baseline_due) return;
  state_->baseline_due = true;
  state_->wake();
}

bool Engine::baseline_done() const {
  return state_->baseline_done;
}
OutboxCounts Engine::outbox() const {
  return state_->sender.counts();
}
bool Engine::mail_blocked() const {
  return state_->table.fires(notifications_failing());
}

bool Engine::alive(SteadyTime now) const {
  return now - state_->last_turn < alive_within &&
         (state_->sender.sending() || now - state_->sender.last_turn() < alive_within);
}

void Engine::raise(AlertCondition condition) {
  State& state = *state_;
  const bool baseline = !state.baseline_done && !state.baseline_due && !is_never_baseline(condition.identity.alert);
  if (state.table.raise(std::move(condition), baseline, state.ports.clock.wall_now()))
    state.flush_soon(state.settings.group_wait);
}

void Engine::clear(const AlertIdentity& identity, Ending ending, WallTime at, Facts facts) {
  if (state_->table.clear(identity, ending, at, facts)) state_->flush_soon(state_->settings.group_wait);
}

void Engine::suspend(bool suspended) {
  if (state_->suspended == suspended) return;
  state_->suspended = suspended;
  if (suspended) state_->forget_lists();
  // On return every site is looked at again before anything is said about it.
  state_->flush_due.reset();
  state_->flush_soon(state_->settings.group_wait);
}

bool Engine::suspended() const {
  return state_->suspended;
}

void Engine::State::flush_soon(Duration wait) {
  const SteadyTime due = ports.clock.steady_now() + wait;
  if (!flush_due || *flush_due > due) flush_due = due;
  wake();
}

void Engine::State::wake() {
  if (alarm) alarm->wake();
}

SteadyTime Engine::State::next_turn() const {
  const SteadyTime now = ports.clock.steady_now();
  SteadyTime next = now + std::clamp<Duration>(settings.group_wait, seconds{1}, tick);
  if (flush_due && !suspended) next = std::min(next, *flush_due);
  if (save_again) next = std::min(next, *save_again);
  if (!bulletins.empty() && !suspended) next = now;
  return std::max(next, now);
}

Task<void> Engine::State::run() {
  for (;;) {
    last_turn = ports.clock.steady_now();
    co_await turn();
    const SteadyTime next = next_turn();
    co_await alarm->wait_until(next);
  }
}

Task<void> Engine::State::turn() {
  const WallTime now = ports.clock.wall_now();
  watch_outbox(now);
  co_await save({});
  if (suspended) co_return;
  co_await tell(own_network_mails(table));
  co_await tell_bulletins(now);
  if (baseline_due) co_await tell_baseline(now);
  if (baseline_done && table.last_brief() && moment(now).last_brief > *table.last_brief()) co_await tell_brief(now);
  if (suspended || (flush_due && *flush_due > ports.clock.steady_now())) co_return;
  const bool quiet = !flush_due && now >= planned_at && now < quiet_until;
  if (quiet) co_return;
  flush_due.reset();
  planned_at = now;
  std::vector<PlannedMail> mails = co_await planned(now);
  // What was planned may have to wait for its receiver's sake.
  if (!mails.empty()) quiet_until = now;
  co_await tell(std::move(mails));
  co_await housekeeping(now);
}

Task<std::vector<PlannedMail>> Engine::State::planned(WallTime now) {
  const std::uint64_t planned_in = generation;
  const FlushView view{settings, silences, maintenances, moment(now), flap_windows / 2 * settings.group_wait};
  Planning planning{table, view};
  while (planning.step(alerts_a_step)) {
    co_await breath();
    // Its entries may have been renamed.
    if (generation != planned_in) co_return std::vector<PlannedMail>{};
  }
  co_await breath();
  if (generation != planned_in) co_return std::vector<PlannedMail>{};
  quiet_until = std::min(planning.quiet_until(), now + longest_quiet);
  co_return planning.mails();
}

Task<void> Engine::State::tell(std::vector<PlannedMail> mails) {
  std::vector<OutboxRow> rows;
  const WallTime now = ports.clock.wall_now();
  const std::uint64_t planned_in = generation;
  std::size_t lines = 0;
  for (std::size_t i = 0; i < mails.size(); ++i) {
    if (i == 0 && mails.size() > mails_a_commit) co_await breath();
    std::vector<OutboxRow> made = co_await told(mails[i], now);
    if (generation != planned_in) co_return;  // Nothing was noted: a long mail waits alone.
    std::move(made.begin(), made.end(), std::back_inserter(rows));
    lines += mails[i].lines.size();
    mails[i] = {};  // Thousands at once would take their time to free.
    const bool last = i + 1 == mails.size();
    // Before a mail that takes turns of its own, too: what is noted does not wait for it.
    const bool long_one_next = !last && mails[i + 1].lines.size() >= lines_a_commit;
    if (!last && !long_one_next && (i + 1) % mails_a_commit != 0 && lines < lines_a_commit) continue;
    lines = 0;
    std::vector<OutboxRow> batch = std::move(rows);
    rows.clear();
    co_await save(std::move(batch));
    last_turn = ports.clock.steady_now();
    // A reload came while the store was waited for: the rest points at entries of ids that may be gone. It asked for a
    // flush of its own.
    if (generation != planned_in) co_return;
  }
}

Task<void> Engine::State::save(std::vector<OutboxRow> mails) {
  if (table.unsaved.log.size() >= lines_a_commit) co_await breath();
  std::vector<OutboxRow> earlier = sender.unsaved();
  if (table.unsaved.empty() && mails.empty() && earlier.empty()) co_return;
  if (save_again && ports.clock.steady_now() < *save_again) {
    sender.add_unsaved(std::move(mails));
    co_return;
  }
  co_await save_backlog(mails.empty() && earlier.empty());
  AlertChange change = table.unsaved.take();
  AlertChange attempt = change;
  for (OutboxRow row : earlier) {
    row.id = 0;
    attempt.outbox.push_back(std::move(row));
  }
  attempt.outbox.insert(attempt.outbox.end(), mails.begin(), mails.end());
  const Result<std::vector<std::int64_t>> ids = co_await ports.store.commit(std::move(attempt));
  if (!ids) {
    if (!save_again)
      spdlog::error("alerts cannot be stored, mail goes out from memory error=\"{}\"", ids.error().message);
    table.unsaved.restore(std::move(change));
    sender.add_unsaved(std::move(mails));
    save_again = ports.clock.steady_now() + store_retry;
    co_return;
  }
  if (save_again) spdlog::info("alerts can be stored again");
  save_again.reset();
  const std::vector<std::int64_t> first(ids->begin(), ids->begin() + static_cast<std::ptrdiff_t>(earlier.size()));
  sender.saved(earlier, first);
  for (std::size_t i = 0; i < mails.size(); ++i) mails[i].id = (*ids)[earlier.size() + i];
  if (!mails.empty()) sender.add_stored(std::move(mails));
}

/// Thousands of alerts that changed at once go to the store some at a time; what is told of them follows.
Task<void> Engine::State::save_backlog(bool no_mails) {
  for (;;) {
    AlertChange change;
    if (table.unsaved.alerts.size() > alerts_a_commit) change = table.unsaved.take_alerts(alerts_a_commit);
    if (change.alerts.empty() && no_mails && table.unsaved.log.size() > lines_a_commit)
      change = table.unsaved.take_log(lines_a_commit);
    if (change.alerts.empty() && change.log.empty()) co_return;
    AlertChange attempt = change;
    const Result<std::vector<std::int64_t>> stored = co_await ports.store.commit(std::move(attempt));
    if (stored) continue;
    table.unsaved.restore(std::move(change));
    co_return;
  }
}

void Engine::State::watch_outbox(WallTime now) {
  const OutboxCounts counts = sender.counts();
  const bool late = counts.oldest && *counts.oldest + outbox_patience < now;
  if (counts.parked > 0 || late) {
    AlertCondition condition;
    condition.identity = notifications_failing();
    condition.severity = Severity::critical;
    condition.starts = now;
    condition.facts.values["pending"] = static_cast<std::int64_t>(counts.pending);
    condition.facts.values["parked"] = static_cast<std::int64_t>(counts.parked);
    table.raise(std::move(condition), false, now);
  } else {
    table.clear(notifications_failing(), Ending::recovered, now, {});
  }
}

void Engine::State::count(std::string_view receiver, std::string_view result) const {
  if (hooks.count_notification) hooks.count_notification(receiver_class(receiver), result);
}

Task<void> Engine::State::housekeeping(WallTime now) {
  if (now >= kept_house_at && now < kept_house_at + housekeeping_interval) co_return;
  kept_house_at = now;
  while (table.forget_before(now - keep_ended, alerts_a_step)) co_await breath();
  sender.forget_parked_before(now - keep_parked);
}

}  // namespace sitewatch::alert
