#pragma once

#include <functional>
#include <list>
#include <memory>
#include <optional>

#include "ports/clock.h"

namespace sitewatch {

/// A question to the world that many may have at once: one of them asks, the others wait for its answer, and for a
/// short while it serves whoever comes later. Control loop only.
template <class T>
class SharedQuestion {
 public:
  SharedQuestion(Clock& clock, Duration serves) : clock_(clock), serves_(serves) {}

  /// The answer to a question put no earlier than `not_before` (less the while it serves). `ask` is called only when
  /// nobody else is asking; cancelled like every wait.
  Task<T> answer(SteadyTime not_before, std::function<Task<T>()> ask) {
    while (!asked_at_ || *asked_at_ + serves_ < not_before) {
      if (asking_) {
        Onlooker onlooker{onlookers_, clock_.make_alarm()};
        co_await onlooker.alarm->wait_until(SteadyTime::max());
        continue;
      }
      const Asking asking{*this};
      const SteadyTime began = clock_.steady_now();
      answer_ = co_await ask();
      asked_at_ = began;
    }
    co_return answer_;
  }

 private:
  struct Onlooker {
    Onlooker(std::list<Alarm*>& all, std::unique_ptr<Alarm> own) : alarm(std::move(own)), all_(all) {
      place_ = all_.insert(all_.end(), alarm.get());
    }
    Onlooker(const Onlooker&) = delete;
    Onlooker& operator=(const Onlooker&) = delete;
    ~Onlooker() { all_.erase(place_); }

    std::unique_ptr<Alarm> alarm;

   private:
    std::list<Alarm*>& all_;
    std::list<Alarm*>::iterator place_;
  };

  /// Whoever ends asking, even by being cancelled, lets the others go on.
  struct Asking {
    explicit Asking(SharedQuestion& question) : question_(question) { question_.asking_ = true; }
    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;
    ~Asking() {
      question_.asking_ = false;
      for (Alarm* const each : question_.onlookers_) each->wake();
    }

   private:
    SharedQuestion& question_;
  };

  Clock& clock_;
  Duration serves_;
  T answer_{};
  bool asking_ = false;
  std::optional<SteadyTime> asked_at_;
  std::list<Alarm*> onlookers_;
};

}  // namespace sitewatch
