#include "alert/outbox_queue.h"

#include <cstdlib>
#include <iterator>

namespace sitewatch::alert {
namespace {

void mark(std::set<std::int64_t>& set, std::int64_t id, bool member) {
  if (member)
    set.insert(id);
  else
    set.erase(id);
}

}  // namespace

OutboxQueue::Order OutboxQueue::order(const OutboxRow& row) {
  return {!row.urgent, row.created, std::abs(row.id), row.id};
}

void OutboxQueue::put(QueuedMail mail) {
  const std::int64_t id = mail.row.id;
  erase(id);
  enter(mails_.emplace(id, std::move(mail)).first->second);
}

const QueuedMail* OutboxQueue::find(std::int64_t id) const {
  const auto found = mails_.find(id);
  return found == mails_.end() ? nullptr : &found->second;
}

void OutboxQueue::erase(std::int64_t id) {
  const auto found = mails_.find(id);
  if (found == mails_.end()) return;
  leave(found->second);
  mails_.erase(found);
}

void OutboxQueue::rename(std::int64_t from, std::int64_t to) {
  const auto found = mails_.find(from);
  if (found == mails_.end()) return;
  leave(found->second);
  QueuedMail mail = std::move(found->second);
  mails_.erase(found);
  mail.row.id = to;
  put(std::move(mail));
}

const QueuedMail* OutboxQueue::next(WallTime now) {
  const auto wake = [this](auto resting) {
    ready_.insert(order(mails_.at(resting->second).row));
    resting_.erase(resting);
  };
  while (!resting_.empty() && resting_.begin()->first <= now) wake(resting_.begin());
  // A rest is never longer than an hour: what is due later than that was written before somebody set the clock back.
  while (!resting_.empty() && resting_.rbegin()->first > now + 2 * longest_rest) wake(std::prev(resting_.end()));
  return ready_.empty() ? nullptr : &mails_.at(std::get<3>(*ready_.begin()));
}

std::optional<WallTime> OutboxQueue::rest_until() const {
  if (!ready_.empty()) return WallTime{};
  if (resting_.empty()) return std::nullopt;
  return resting_.begin()->first;
}

OutboxCounts OutboxQueue::counts() const {
  OutboxCounts counts;
  counts.pending = pending_since_.size();
  counts.parked = parked_.size();
  if (!pending_since_.empty()) counts.oldest = *pending_since_.begin();
  return counts;
}

void OutboxQueue::enter(const QueuedMail& mail) {
  const OutboxRow& row = mail.row;
  mark(unsaved_, row.id, mail.unsaved);
  mark(unmarked_, row.id, mail.unmarked);
  mark(relay_faults_, row.id, mail.relay_fault);
  mark(parked_, row.id, row.state == OutboxState::parked);
  if (row.state != OutboxState::pending) return;
  resting_.emplace(row.next_attempt, row.id);
  pending_since_.insert(row.created);
}

void OutboxQueue::leave(const QueuedMail& mail) {
  const OutboxRow& row = mail.row;
  for (std::set<std::int64_t>* const each : {&unsaved_, &unmarked_, &relay_faults_, &parked_}) each->erase(row.id);
  if (row.state != OutboxState::pending) return;
  ready_.erase(order(row));
  resting_.erase({row.next_attempt, row.id});
  pending_since_.erase(pending_since_.find(row.created));
}

}  // namespace sitewatch::alert
