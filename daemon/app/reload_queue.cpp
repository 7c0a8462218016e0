#include "app/reload_queue.h"

namespace sitewatch {

Task<ReloadQueue::Mistakes> ReloadQueue::call() {
  if (!next_) next_ = std::make_shared<Round>();
  const std::shared_ptr<Round> round = next_;
  round->waiting.push_back(clock_.make_alarm());
  Alarm* const alarm = round->waiting.back().get();
  if (!running_) {
    running_ = true;
    tasks_.spawn("reload", run_rounds());
  }
  co_await alarm->wait_until(SteadyTime::max());
  co_return round->answer;
}

Task<void> ReloadQueue::run_rounds() {
  while (next_) {
    const std::shared_ptr<Round> round = std::move(next_);
    next_ = nullptr;
    round->answer = co_await run_();
    for (auto& each : round->waiting) each->wake();
  }
  running_ = false;
}

}  // namespace sitewatch
