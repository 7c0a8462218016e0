#pragma once

#include <chrono>
#include <utility>

#include "ports/campaign_store.h"
#include "ports/clock.h"

namespace sitewatch {

/// Takes its time before it asks another store, as a disk that is busy.
class SlowCampaignStore : public CampaignStore {
 public:
  SlowCampaignStore(CampaignStore& store, Clock& clock) : store_(store), clock_(clock) {}

  Task<Result<CampaignHistory>> load(Period since) override { return store_.load(since); }
  Task<Result<Filing>> append(Filing filing) override {
    co_await take_time();
    co_return co_await store_.append(std::move(filing));
  }
  Task<Result<DutyDecision>> append(DutyDecision decision) override {
    co_await take_time();
    co_return co_await store_.append(std::move(decision));
  }
  Task<Result<void>> note_owed(std::vector<OwedSite> owed) override {
    co_await take_time();
    co_return co_await store_.note_owed(std::move(owed));
  }

  Duration takes{0};  ///< Each write.

 private:
  Task<void> take_time() {
    if (takes <= Duration{0}) co_return;
    const SteadyTime done = clock_.steady_now() + takes;
    co_await clock_.sleep_until(done);
  }

  CampaignStore& store_;
  Clock& clock_;
};

}  // namespace sitewatch
