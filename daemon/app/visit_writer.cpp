#include "app/visit_writer.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace sitewatch {
namespace {

constexpr std::size_t rows_a_round = 512;

std::int32_t day_number(Day day) {
  return static_cast<std::int32_t>(date::sys_days{day}.time_since_epoch().count());
}

template <class T>
void append(std::vector<T>& front, std::vector<T>& back) {
  front.insert(front.end(), std::make_move_iterator(back.begin()), std::make_move_iterator(back.end()));
  back = std::move(front);
}

template <class T>
void bound(std::vector<T>& rows, const char* what) {
  if (rows.size() <= VisitWriter::most_waiting) return;
  // Half at a time, so that a store that is away for hours does not cost a move of the whole list per visit.
  constexpr std::size_t half = VisitWriter::most_waiting / 2;
  rows.erase(rows.begin(), rows.begin() + half);
  spdlog::error("store away for too long: dropped={} {}", half, what);
}

template <class T>
std::vector<T> take_some(std::vector<T>& rows) {
  if (rows.size() <= VisitWriter::most_a_write) return std::exchange(rows, {});
  const auto end = rows.begin() + VisitWriter::most_a_write;
  std::vector<T> taken(std::make_move_iterator(rows.begin()), std::make_move_iterator(end));
  rows.erase(rows.begin(), end);
  return taken;
}

}  // namespace

void VisitWriter::add(VisitRow visit, Day day, VisitOutcome outcome) {
  if (visit.kind == VisitKind::scheduled) {
    DayCount& count = days_[{visit.target, day_number(day)}];
    count.target = visit.target;
    count.day = day;
    (outcome == VisitOutcome::ok ? count.ok : outcome == VisitOutcome::failed ? count.failed : count.unknown) += 1;
  }
  waiting_.visits.push_back(std::move(visit));
  if (!waits_since_) {
    waits_since_ = ports_.clock.steady_now();
    alarm_->wake();
  }
  bound(waiting_.visits, "visits");
}

void VisitWriter::add(FailedVisit failure) {
  waiting_.failures.push_back(std::move(failure));
  bound(waiting_.failures, "failed visits");
}

void VisitWriter::add(TransitionRow transition) {
  waiting_.transitions.push_back(std::move(transition));
  bound(waiting_.transitions, "transitions");
}

bool VisitWriter::nothing_waits() const {
  return waiting_.visits.empty() && waiting_.failures.empty() && waiting_.transitions.empty();
}

Task<void> VisitWriter::run() {
  while (true) {
    co_await alarm_->wait_until(SteadyTime::max());
    // A second's visits share a transaction.
    while (waits_since_) {
      co_await ports_.clock.sleep_until(ports_.clock.steady_now() + std::chrono::seconds{1});
      co_await write(false);
    }
  }
}

bool VisitWriter::alive(SteadyTime now) const {
  return !waits_since_ || !writable_ || now - *waits_since_ < std::chrono::minutes{2};
}

Task<void> VisitWriter::write_all() {
  do {
    co_await write(true);
  } while (writable_ && !nothing_waits());
}

Task<void> VisitWriter::write_waiting() {
  do {
    co_await write(false);
  } while (writable_ && !nothing_waits());
}

Task<void> VisitWriter::write(bool every_state) {
  const WallTime now = ports_.clock.wall_now();
  const std::optional<SteadyTime> since = waits_since_;
  VisitBatch batch = take_batch(now, every_state);
  if (nothing_waits()) waits_since_.reset();
  if (batch.visits.empty() && batch.states.empty() && batch.failures.empty() && batch.transitions.empty()) co_return;

  VisitBatch copy = batch;
  const Result<void> written = co_await ports_.store.write(std::move(copy));
  writable_ = written.has_value();
  if (!writable_) {
    take_back(std::move(batch));
    waits_since_ = since ? since : ports_.clock.steady_now();
    co_return;
  }
  if (now - pruned_ < std::chrono::hours{6}) co_return;
  pruned_ = now;
  const Result<void> pruned = co_await ports_.store.prune(now);
  if (!pruned) pruned_ = {};
}

VisitBatch VisitWriter::take_batch(WallTime now, bool every_state) {
  VisitBatch batch;
  batch.visits = take_some(waiting_.visits);
  batch.failures = take_some(waiting_.failures);
  batch.transitions = take_some(waiting_.transitions);
  for (auto& [key, count] : days_) batch.days.push_back(std::move(count));
  days_.clear();
  // A state has counted every visit so far: stored before the last of them, a restart would count those twice.
  if (waiting_.visits.empty()) add_states(batch, now, every_state);
  return batch;
}

void VisitWriter::add_states(VisitBatch& batch, WallTime now, bool every) {
  auto& rows = board_.rows();
  const std::size_t count = every ? rows.size() : std::min(rows.size(), rows_a_round);
  for (std::size_t i = 0; i < count; ++i, ++next_row_) {
    if (next_row_ >= rows.size()) next_row_ = 0;
    for (TargetRow& target : rows[next_row_].targets) {
      if (!target.dirty || (!every && now - target.stored < state_every)) continue;
      batch.states.push_back(target.state());
      target.stored = now;
      target.dirty = false;
    }
  }
}

void VisitWriter::take_back(VisitBatch batch) {
  append(batch.visits, waiting_.visits);
  append(batch.failures, waiting_.failures);
  append(batch.transitions, waiting_.transitions);
  for (DayCount& each : batch.days) {
    DayCount& count = days_[{each.target, day_number(each.day)}];
    count.target = each.target;
    count.day = each.day;
    count.ok += each.ok;
    count.failed += each.failed;
    count.unknown += each.unknown;
  }
  for (const TargetState& each : batch.states) {
    const auto [row, index] = board_.find_target(each.target);
    if (!row) continue;
    row->targets[index].dirty = true;
    row->targets[index].stored = {};
  }
}

}  // namespace sitewatch
