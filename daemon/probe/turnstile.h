#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <utility>

#include "ports/clock.h"

namespace sitewatch {

/// Lets a few at a time pass per key (a host name, an address); the others wait in the order they came. Control loop
/// only; outlives its turns.
class Turnstile {
 public:
  Turnstile(Clock& clock, int most) : clock_(clock), most_(most) {}
  Turnstile(const Turnstile&) = delete;
  Turnstile& operator=(const Turnstile&) = delete;

  /// A place inside, given back when it ends.
  class Turn {
   public:
    Turn() = default;
    Turn(Turnstile& turnstile, std::uint64_t key) : turnstile_(&turnstile), key_(key) {}
    Turn(Turn&& other) noexcept : turnstile_(std::exchange(other.turnstile_, nullptr)), key_(other.key_) {}
    Turn& operator=(Turn&& other) noexcept;
    ~Turn() { release(); }
    void release();

   private:
    Turnstile* turnstile_ = nullptr;
    std::uint64_t key_ = 0;
  };

  /// Waits for a place; cancelled like every wait.
  Task<Turn> enter(std::uint64_t key);
  /// A place if one is free and nobody waits for it; else an empty turn and false. Saves a coroutine.
  bool try_enter(std::uint64_t key, Turn& turn);
  /// Takes effect for those who come from now on.
  void limit(int most) { most_ = most; }
  std::size_t waiting() const { return waiting_; }

 private:
  struct Waiter {
    std::unique_ptr<Alarm> alarm;
    bool admitted = false;
  };
  struct Lane {
    int inside = 0;
    std::deque<Waiter*> queue;
  };
  class Place;
  void leave(std::uint64_t key);
  void forget(std::uint64_t key, Waiter& waiter);

  Clock& clock_;
  int most_;
  std::unordered_map<std::uint64_t, Lane> lanes_;  ///< Only keys with somebody inside.
  std::size_t waiting_ = 0;
};

}  // namespace sitewatch
