#include "campaign/duty_watch.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace sitewatch::campaign {
namespace {

constexpr Duration look_interval = std::chrono::seconds{30};
constexpr int periods_ahead = 1;  // A duty early in the month is reminded of in the month before.
constexpr std::size_t duties_a_turn = 100;
/// A daemon that was down on the day of the list of who is late still sends it for so long.
constexpr Duration late_list_is_news = std::chrono::hours{24 * 7};

/// The latest of ascending instants that has come; none before the first.
std::optional<WallTime> latest(const std::vector<WallTime>& instants, WallTime now) {
  const auto after = std::upper_bound(instants.begin(), instants.end(), now);
  return after == instants.begin() ? std::nullopt : std::optional{*std::prev(after)};
}

WallTime earliest_after(WallTime now, const DutyDates& dates, const DutySteps& steps) {
  WallTime next = WallTime::max();
  const auto offer = [&](WallTime instant) {
    if (instant > now) next = std::min(next, instant);
  };
  for (const WallTime instant : steps.reminders) offer(instant);
  for (const WallTime instant : steps.chases) offer(instant);
  for (const WallTime instant : {steps.roster, steps.late_list, dates.deadline.closes, dates.deadline.grace_end})
    offer(instant);
  return next;
}

AlertIdentity calendar_identity(int year) {
  AlertIdentity identity;
  identity.alert = AlertName::CalendarIncomplete;
  identity.period = std::to_string(year);
  return identity;
}

}  // namespace

DutyWatch::DutyWatch(Ports ports, DutyBook& book)
    : ports_(ports), book_(book), facts_(book, ports.status), alarm_(ports.clock.make_alarm()) {}

void DutyWatch::stop() {
  stopped_ = true;
  alarm_->wake();
}

void DutyWatch::look_again(Period period) {
  next_look_.erase(period);
  quiet_until_ = {};
  alarm_->wake();
}

void DutyWatch::look_again() {
  ++generation_;
  next_look_.clear();
  quiet_until_ = {};
  alarm_->wake();
}

Task<void> DutyWatch::run() {
  begun_ = true;
  while (!stopped_) {
    const WallTime now = ports_.clock.wall_now();
    if (now < last_look_) look_again();  // The clock was set back: what lay behind us may lie ahead again.
    last_look_ = now;
    follow_suspension();
    if (now >= quiet_until_) co_await look(now);
    const SteadyTime again = ports_.clock.steady_now() + look_interval;
    if (!stopped_) co_await alarm_->wait_until(again);
  }
}

/// A list that was due while no mail went out is made when mail is back, of what is so by then.
void DutyWatch::follow_suspension() {
  const bool suspended = ports_.alerts.suspended();
  if (mail_was_held_ && !suspended) look_again();
  mail_was_held_ = suspended;
}

Task<void> DutyWatch::look(WallTime now) {
  const std::uint64_t generation = generation_;
  watch_calendar(now);
  const bool noted = co_await note_owed(book_.period_of(now));
  const std::vector<Period> all = periods(now);
  for (const Period period : all) {
    const auto known = next_look_.find(period);
    if (stopped_ || (known != next_look_.end() && now < known->second)) continue;
    co_await settle_period(period, now);
  }
  const auto is_known = [this](Period period) { return next_look_.contains(period); };
  const bool whole = noted && generation == generation_ && std::all_of(all.begin(), all.end(), is_known);
  if (!whole) co_return;  // Again at the next look.
  quiet_until_ = book_.settings().zone.at(book_.settings().zone.day(now), std::chrono::hours{24});
  for (const auto& [period, next] : next_look_) quiet_until_ = std::min(quiet_until_, next);
}

/// Whoever owes at some time in a month owes for that month, whatever the inventory says later.
Task<bool> DutyWatch::note_owed(Period period) {
  const auto noting = std::pair{period, generation_};
  if (noted_ == noting) co_return true;
  std::vector<OwedSite> owed = book_.not_noted(period);
  if (!owed.empty()) {
    const Result<void> stored = co_await ports_.store.note_owed(owed);
    if (!stored) {
      spdlog::warn("duty period={} owed_not_noted=\"{}\"", period.text(), stored.error().message);
      co_return false;
    }
    book_.add(owed);
  }
  noted_ = noting;
  co_return true;
}

Task<void> DutyWatch::settle_period(Period period, WallTime now) {
  const std::uint64_t generation = generation_;
  changed_meanwhile_.clear();
  Lists lists;
  for (std::size_t i = 0; i < book_.settings().sponsors.size(); ++i) {
    const Sponsor& sponsor = book_.settings().sponsors[i];
    const std::optional<Duty> duty = settled(period, sponsor, now);
    if (duty && !is_history(*duty)) lists.add(sponsor, *duty);
    // Lists have a turn of their own, too.
    const bool last_of_many = i >= duties_a_turn && i + 1 == book_.settings().sponsors.size();
    if ((i + 1) % duties_a_turn != 0 && !last_of_many) continue;
    co_await next_turn();
    if (stopped_ || generation != generation_) co_return;
  }
  post_lists(period, std::move(lists), now);
  next_look_[period] = next_step(period, now);
}

Task<void> DutyWatch::next_turn() {
  const SteadyTime turn = ports_.clock.steady_now();
  co_await ports_.clock.sleep_until(turn);
}

void DutyWatch::settle(Period period, const Sponsor& sponsor, WallTime now) {
  changed_meanwhile_.insert(sponsor.id);
  if (watches()) settled(period, sponsor, now);
}

/// The duty whose alerts are now as they should be; none if there is nothing to be done for it.
std::optional<Duty> DutyWatch::settled(Period period, const Sponsor& sponsor, WallTime now) {
  // What is too old to be filed is asked for no longer; that it came is not claimed.
  if (period < oldest_period(book_.settings().zone.day(now))) {
    end_alerts(period, sponsor, Ending::lapsed, now);
    return std::nullopt;
  }
  std::optional<Duty> duty = book_.duty(period, sponsor, now);
  if (duty)
    settle_alerts(period, sponsor, *duty, now);
  else
    end_alerts(period, sponsor, Ending::unmonitored, now);
  return duty;
}

void DutyWatch::end_alerts(Period period, const Sponsor& sponsor, Ending ending, WallTime now) {
  for (const AlertName alert : {AlertName::ReportDueSoon, AlertName::ReportOverdue})
    ports_.alerts.clear(report_identity(alert, period, sponsor.id), ending, now, {});
}

void DutyWatch::settle_alerts(Period period, const Sponsor& sponsor, const Duty& duty, WallTime now) {
  const ReportState state = duty.assessment.state;
  const DutySteps steps = book_.steps(duty.dates);
  const auto reminded = latest(steps.reminders, now);
  const bool open = is_open(state) && !is_history(duty);
  const bool due_soon = open && reminded && now < duty.dates.deadline.closes;
  const bool overdue = open && (state == ReportState::in_grace || state == ReportState::overdue);

  const std::vector<Filing>& filings = duty.record->filings;
  const auto end = [&](AlertName alert) {
    const bool by_receipt = !filings.empty() && (alert == AlertName::ReportOverdue || !is_open(state));
    Facts facts = by_receipt ? facts_.ending(filings.back()) : Facts{};
    ports_.alerts.clear(report_identity(alert, period, sponsor.id), by_receipt ? Ending::receipt : Ending::lapsed, now,
                        std::move(facts));
  };
  if (due_soon)
    ports_.alerts.raise(facts_.due_soon(period, sponsor, duty, steps, *reminded));
  else
    end(AlertName::ReportDueSoon);
  if (overdue)
    ports_.alerts.raise(facts_.overdue(period, sponsor, duty));
  else
    end(AlertName::ReportOverdue);
}

/// A deadline before the daemon was to start is shown and never mailed.
bool DutyWatch::is_history(const Duty& duty) const {
  return duty.dates.deadline.closes < book_.settings().effective_from;
}

void DutyWatch::Lists::add(const Sponsor& sponsor, const Duty& duty) {
  if (duty.assessment.state == ReportState::waived) return;
  const bool filed = duty.assessment.filed_at.has_value();
  DutyFacts::ListOf& same_day = by_last_day[duty.dates.last_day];
  for (DutyFacts::ListOf* const list : {&all, &same_day}) {
    ++list->due;
    list->filed += filed ? 1 : 0;
  }
  all.units.push_back(&sponsor);
  if (!filed) same_day.units.push_back(&sponsor);
}

void DutyWatch::post_lists(Period period, Lists lists, WallTime now) {
  mail_was_held_ = mail_was_held_ || ports_.alerts.suspended();
  if (mail_was_held_) return;
  DutyFacts::ListOf& all = lists.all;
  all.key = period.text();
  all.period = period;
  all.dates = book_.dates(period);
  const DutySteps steps = book_.steps(all.dates);
  all.at = steps.roster;
  if (!steps.reminders.empty() && now >= steps.roster && now < steps.reminders.front()) post_list(all, now);
  for (auto& [last_day, list] : lists.by_last_day) {
    list.period = period;
    list.dates = duty_dates(last_day, book_.settings().rule, {book_.settings().zone, book_.settings().workdays});
    post_last_day(list, now);
  }
}

/// What the office gets about those whose last day is the same: who is missing on it, or who was after it.
void DutyWatch::post_last_day(DutyFacts::ListOf& list, WallTime now) {
  const DutySteps steps = book_.steps(list.dates);
  const auto chase = latest(steps.chases, now);
  const bool is_late = now >= steps.late_list && now < list.dates.deadline.grace_end + late_list_is_news;
  if (!is_late && (!chase || now >= list.dates.deadline.closes)) return;
  // Who filed while the others were looked at is not named.
  const auto gone = std::erase_if(list.units, [&](const Sponsor* unit) {
    return changed_meanwhile_.contains(unit->id) && !book_.record(list.period, unit->id).filings.empty();
  });
  list.filed += static_cast<std::int64_t>(gone);
  list.kind = is_late ? BulletinKind::late : BulletinKind::chasing;
  list.at = is_late ? steps.late_list : *chase;
  // Two last days may have the same working days around them.
  list.key = list.period.text() + ' ' + date::format("%F", list.dates.last_day) + ' ' +
             std::to_string(to_milliseconds(list.at));
  post_list(list, now);
}

void DutyWatch::post_list(const DutyFacts::ListOf& list, WallTime now) {
  if (list.units.empty() || ports_.alerts.was_posted(list.kind, list.key)) return;
  spdlog::info("report list={} period={} due={} filed={} missing={}", name(list.kind), list.period.text(), list.due,
               list.filed, list.units.size());
  ports_.alerts.post(facts_.list(list, now));
}

void DutyWatch::watch_calendar(WallTime now) {
  const DutySettings& settings = book_.settings();
  const Day today = settings.zone.day(now);
  const bool ask_for_next = today >= today.year() / date::December / 15;
  for (const date::year year : {today.year(), today.year() + date::years{1}}) {
    const bool wanted = settings.calendar_expected && (year == today.year() || ask_for_next);
    const AlertIdentity identity = calendar_identity(int{year});
    if (!wanted || settings.workdays.knows_year(year)) {
      ports_.alerts.clear(identity, Ending::recovered, now, {});
      continue;
    }
    AlertCondition condition;
    condition.identity = identity;
    condition.severity = Severity::info;
    condition.starts = settings.zone.at((year - date::years{1}) / date::December / 15, Duration{0});
    condition.facts.values["year"] = std::int64_t{int{year}};
    ports_.alerts.raise(std::move(condition));
  }
}

void DutyWatch::end_alerts_of(const std::vector<Sponsor>& gone) {
  const WallTime now = ports_.clock.wall_now();
  const std::vector<Period> all = periods(now);
  for (const Sponsor& sponsor : gone)
    for (const Period period : all) end_alerts(period, sponsor, Ending::unmonitored, now);
}

std::vector<Period> DutyWatch::periods(WallTime now) const {
  const Period newest = plus_months(book_.period_of(now), periods_ahead);
  // And the one that has just become too old.
  const Period oldest = plus_months(oldest_period(book_.settings().zone.day(now)), -1);
  std::vector<Period> found;
  for (Period period = oldest; period <= newest; period = plus_months(period, 1))
    if (book_.settings().covers(period)) found.push_back(period);
  return found;
}

/// None if it is already.
WallTime DutyWatch::too_old_at(Period period, WallTime now) const {
  const Period then = plus_months(period, months_kept + 1);
  const WallTime at = book_.settings().zone.at(date::year{then.year} / date::month{then.month} / 1, Duration{0});
  return at > now ? at : WallTime::max();
}

WallTime DutyWatch::next_step(Period period, WallTime now) const {
  const DutyDates& dates = book_.dates(period);
  WallTime next = std::min(earliest_after(now, dates, book_.steps(dates)), too_old_at(period, now));
  for (const Day last_day : book_.extended_days(period)) {
    const DutyDates extended =
        duty_dates(last_day, book_.settings().rule, {book_.settings().zone, book_.settings().workdays});
    next = std::min(next, earliest_after(now, extended, book_.steps(extended)));
  }
  return next;
}

}  // namespace sitewatch::campaign
