#include "app/visit_writer.h"

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
  if (waiting_.visits.size() <= most_waiting) return;
  // Half at a time, so that a store that is away for hours does not cost a move of the whole list per visit.
  const auto half = waiting_.visits.begin() + most_waiting / 2;
  dropped_ += static_cast<std::uint64_t>(std::distance(waiting_.visits.begin(), half));
  waiting_.visits.erase(waiting_.visits.begin(), half);
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
  co_await write(true);
}

Task<void> VisitWriter::write(bool every_state) {
  const WallTime now = ports_.clock.wall_now();
  VisitBatch batch = std::move(waiting_);
  waiting_ = {};
  const std::optional<SteadyTime> since = std::exchange(waits_since_, std::nullopt);
  for (auto& [key, count] : days_) batch.days.push_back(std::move(count));
  days_.clear();
  add_states(batch, now, every_state);
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
