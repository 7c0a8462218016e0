#include "probe/turnstile.h"

#include <algorithm>
#include <cassert>

namespace sitewatch {

/// A waiter's place in the queue, given up if its coroutine is cancelled.
class Turnstile::Place {
 public:
  Place(Turnstile& turnstile, std::uint64_t key) : turnstile_(turnstile), key_(key) {
    waiter.alarm = turnstile_.clock_.make_alarm();
    turnstile_.lanes_[key_].queue.push_back(&waiter);
    ++turnstile_.waiting_;
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    if (!taken_) turnstile_.forget(key_, waiter);
  }
  Turn take() {
    taken_ = true;
    return Turn{turnstile_, key_};
  }

  Waiter waiter;

 private:
  Turnstile& turnstile_;
  std::uint64_t key_;
  bool taken_ = false;
};

Turnstile::Turn& Turnstile::Turn::operator=(Turn&& other) noexcept {
  if (this == &other) return *this;
  release();
  turnstile_ = std::exchange(other.turnstile_, nullptr);
  key_ = other.key_;
  return *this;
}

void Turnstile::Turn::release() {
  if (Turnstile* const turnstile = std::exchange(turnstile_, nullptr)) turnstile->leave(key_);
}

bool Turnstile::try_enter(std::uint64_t key, Turn& turn) {
  Lane& lane = lanes_[key];
  if (lane.inside >= most_ || !lane.queue.empty()) return false;
  ++lane.inside;
  turn = Turn{*this, key};
  return true;
}

Task<Turnstile::Turn> Turnstile::enter(std::uint64_t key) {
  Turn turn;
  if (try_enter(key, turn)) co_return turn;
  Place place{*this, key};
  while (!place.waiter.admitted) co_await place.waiter.alarm->wait_until(SteadyTime::max());
  turn = place.take();
  co_return turn;
}

void Turnstile::leave(std::uint64_t key) {
  const auto found = lanes_.find(key);
  assert(found != lanes_.end());
  Lane& lane = found->second;
  --lane.inside;
  while (!lane.queue.empty() && lane.inside < most_) {
    Waiter& next = *lane.queue.front();
    lane.queue.pop_front();
    --waiting_;
    ++lane.inside;
    next.admitted = true;
    next.alarm->wake();
  }
  if (lane.inside == 0 && lane.queue.empty()) lanes_.erase(found);
}

void Turnstile::forget(std::uint64_t key, Waiter& waiter) {
  if (waiter.admitted) {
    leave(key);
    return;
  }
  auto& queue = lanes_[key].queue;
  queue.erase(std::remove(queue.begin(), queue.end(), &waiter), queue.end());
  --waiting_;
}

}  // namespace sitewatch
