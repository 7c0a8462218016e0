#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "ports/alert_store.h"

namespace sitewatch::alert {

/// What waits, and what is given up, in the outbox.
struct OutboxCounts {
  std::size_t pending = 0;
  std::size_t parked = 0;
  std::optional<WallTime> oldest;  ///< Of the pending ones.
};

/// A mail of the outbox, with what the sender knows of it beyond its row.
struct QueuedMail {
  OutboxRow row;
  bool unsaved = false;      ///< Its message is in memory and nowhere else.
  bool unmarked = false;     ///< The store does not know its present state yet.
  bool relay_fault = false;  ///< Its last attempt failed because no relay answered.
};

/// Mails by id, in an order that is kept while they change: to send, or to count, ten thousand takes no walk over all
/// of them for each. Pure bookkeeping, no clock and no I/O.
class OutboxQueue {
 public:
  /// Takes the place of a mail with this id.
  void put(QueuedMail mail);
  const QueuedMail* find(std::int64_t id) const;
  /// `change` may alter anything but the row's id, and no other mail; false if there is none.
  template <class Change>
  bool change(std::int64_t id, Change change) {
    const auto found = mails_.find(id);
    if (found == mails_.end()) return false;
    leave(found->second);
    change(found->second);
    enter(found->second);
    return true;
  }
  void erase(std::int64_t id);
  void rename(std::int64_t from, std::int64_t to);

  /// The mail to be tried now: urgent ones first, then the oldest. None if all rest.
  const QueuedMail* next(WallTime now);
  /// Until when all rest, as far as next() has looked; none if nothing is pending.
  std::optional<WallTime> rest_until() const;
  OutboxCounts counts() const;
  /// Ascending ids. Those of unsaved mails count down from -1.
  const std::set<std::int64_t>& unsaved() const { return unsaved_; }
  const std::set<std::int64_t>& unmarked() const { return unmarked_; }
  const std::set<std::int64_t>& parked() const { return parked_; }
  const std::set<std::int64_t>& relay_faults() const { return relay_faults_; }

 private:
  using Order = std::tuple<bool, WallTime, std::int64_t, std::int64_t>;  ///< Not urgent, created, number, id.
  static Order order(const OutboxRow& row);
  void enter(const QueuedMail& mail);
  void leave(const QueuedMail& mail);

  std::map<std::int64_t, QueuedMail> mails_;
  std::set<Order> ready_;
  std::set<std::pair<WallTime, std::int64_t>> resting_;  ///< Pending ones by their next attempt.
  std::multiset<WallTime> pending_since_;
  std::set<std::int64_t> unsaved_;
  std::set<std::int64_t> unmarked_;
  std::set<std::int64_t> parked_;
  std::set<std::int64_t> relay_faults_;
};

/// The longest rest between two attempts.
inline constexpr Duration longest_rest = std::chrono::hours{1};

}  // namespace sitewatch::alert
