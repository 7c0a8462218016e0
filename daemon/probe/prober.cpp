#include "probe/prober.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace sitewatch {

namespace {

using namespace std::chrono_literals;

/// Visits begun before the loop turns to other work.
constexpr int most_at_once = 64;
constexpr Duration capacity_check = 20ms;
/// Visits that wait for their turn at a host cost memory only, but not without limit.
constexpr std::size_t most_waiting_share = 4;
/// So many visits with enough descriptors, and one more is made at a time.
constexpr std::size_t visits_to_rise = 8;
/// A jump this large between the two steady clocks is a suspend, not a rounding.
constexpr std::chrono::nanoseconds suspend_threshold = 1s;
/// Woken this much too late, the whole process stood still.
constexpr std::chrono::nanoseconds stall_threshold = 30s;

std::size_t most_in_flight(const ProbeSettings& settings) {
  return static_cast<std::size_t>(std::max(settings.max_in_flight, 1));
}

}  // namespace

/// One visit under way; counted until its end, however it ends.
class Prober::Running {
 public:
  explicit Running(Prober& prober) : prober_(prober) { ++prober_.running_; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() { --prober_.running_; }

 private:
  Prober& prober_;
};

Prober::Prober(Ports ports, ProbeSettings settings, Observers observers)
    : ports_(ports),
      settings_(std::move(settings)),
      observers_(std::move(observers)),
      visitor_(ports.clock, ports.resolver, ports.http, settings_.visit),
      guard_({ports.clock, ports.resolver, ports.http, ports.tasks}, settings_.guard,
             [this](bool up, WallTime since) { network_changed(up, since); }),
      timetable_(ports.clock.steady_now()),
      alarm_(ports.clock.make_alarm()),
      ceiling_(most_in_flight(settings_)) {}

Prober::~Prober() = default;

void Prober::start(SiteList sites) {
  guard_.expect_sites(sites->size());
  waiting_until_ = ports_.clock.steady_now();
  timetable_.use(std::move(sites), waiting_until_);
  ports_.tasks.spawn("prober", run());
}

void Prober::replace(SiteList sites, ProbeSettings settings) {
  settings_ = std::move(settings);
  ceiling_ = most_in_flight(settings_);
  visitor_.use(settings_.visit);
  guard_.use(settings_.guard);
  guard_.expect_sites(sites->size());
  timetable_.use(std::move(sites), ports_.clock.steady_now());
  alarm_->wake();
}

void Prober::stop() {
  stopping_ = true;
  alarm_->wake();
}

Duration Prober::behind() const {
  const auto due = timetable_.next_due();
  const SteadyTime now = ports_.clock.steady_now();
  if (!due || *due >= now) return Duration{0};
  return std::chrono::duration_cast<Duration>(now - *due);
}

std::chrono::nanoseconds Prober::slept() const {
  return ports_.clock.boot_now() - ports_.clock.steady_now().time_since_epoch();
}

Task<void> Prober::run() {
  while (!stopping_) {
    const SteadyTime now = ports_.clock.steady_now();
    pass_over_if_stalled(now);
    const bool full = !start_due(now);
    const auto due = timetable_.next_due();
    waiting_until_ = full ? now + capacity_check : due.value_or(SteadyTime::max());
    co_await alarm_->wait_until(waiting_until_);
  }
}

void Prober::network_changed(bool up, WallTime since) {
  // What piled up in the outage is not caught up on: the schedule goes on as if it had been kept.
  if (up) missed_ += timetable_.pass_over(ports_.clock.steady_now());
  if (observers_.own_network) observers_.own_network(up, since);
}

void Prober::pass_over_if_stalled(SteadyTime now) {
  const SteadyTime wanted = std::min(waiting_until_, now);
  if (now - wanted > stall_threshold) missed_ += timetable_.pass_over(now);
}

void Prober::adapt(FailureReason reason) {
  const std::size_t most = most_in_flight(settings_);
  if (reason != FailureReason::own_descriptors) {
    if (ceiling_ >= most || ++credit_ < visits_to_rise) return;
    credit_ = 0;
    ++ceiling_;
    return;
  }
  if (ceiling_ == most) spdlog::warn("out of descriptors: visits in flight are reduced from {}", most);
  ceiling_ = std::max<std::size_t>(ceiling_ / 2, 1);
  credit_ = 0;
}

bool Prober::start_due(SteadyTime now) {
  const std::size_t most = std::min(most_in_flight(settings_), ceiling_);
  for (int begun = 0; begun < most_at_once; ++begun) {
    const std::size_t idle = std::min(running_, visitor_.waiting() + guard_.held());
    if (running_ - idle >= most || running_ >= most * most_waiting_share) return false;
    auto next = timetable_.take(now);
    if (!next) return true;
    missed_ += next->missed;
    ports_.tasks.spawn("probe", probe(timetable_.sites(), std::move(*next)));
  }
  return true;
}

Task<void> Prober::probe(SiteList sites, Timetable::Run run) {
  const Running running{*this};
  const Site& site = (*sites)[run.site];
  const SteadyTime began = ports_.clock.steady_now();
  const auto late = std::chrono::duration_cast<Duration>(began - run.due);
  const VisitKind kind = run.recheck ? VisitKind::recheck : VisitKind::scheduled;

  ProbeResult result;
  if (guard_.visits_are_pointless()) {
    result = unasked(site, kind);
  } else {
    Url url = site.home_urls[run.url];
    Task<Visit> visiting = visitor_.visit(site, std::move(url), kind);
    Visit visit = co_await judged_visit(site, std::move(visiting));
    result = std::move(visit.result);
  }
  adapt(result.reason);
  result.target = run.target;
  result.lag += late;
  if (observers_.lag) observers_.lag(result.lag);

  const std::optional<Duration> recheck_in = ports_.sink.accept(result);
  const SteadyTime now = ports_.clock.steady_now();
  std::optional<SteadyTime> not_before;
  if (result.retry_after) not_before = now + std::max(*result.retry_after - ports_.clock.wall_now(), Duration{0});
  timetable_.finish(run.target, now, recheck_in, not_before);
  if (timetable_.next_due() < waiting_until_) alarm_->wake();
}

Task<Visit> Prober::visit(const Site& site, Url url, VisitKind kind) {
  if (guard_.visits_are_pointless()) {
    Visit none;
    none.result = unasked(site, kind);
    co_return none;
  }
  Task<Visit> visiting = visitor_.visit(site, std::move(url), kind);
  Visit visit = co_await judged_visit(site, std::move(visiting));
  co_return visit;
}

Task<Visit> Prober::read(const Site& site, PageRequest request) {
  if (guard_.visits_are_pointless()) {
    Visit none;
    none.result = unasked(site, VisitKind::reading);
    co_return none;
  }
  Task<Visit> visiting = visitor_.read(site, std::move(request));
  Visit visit = co_await judged_visit(site, std::move(visiting));
  co_return visit;
}

Task<Visit> Prober::judged_visit(const Site& site, Task<Visit> visiting) {
  const SteadyTime came = ports_.clock.steady_now();
  const std::chrono::nanoseconds slept_before = slept();
  Visit visit = co_await std::move(visiting);
  sense_.observe(ports_.clock.wall_now(), ports_.clock.boot_now());
  sense_.apply(visit.result);
  if (slept() - slept_before > suspend_threshold) {
    // This machine slept during the visit: whatever broke, broke by that.
    visit.result.verdict = Verdict::unknown;
    visit.result.reason = FailureReason::own_network;
    co_return visit;
  }
  const SteadyTime started = came + visit.result.lag;
  co_await guard_.judge(site, visit.result, started);
  co_return visit;
}

ProbeResult Prober::unasked(const Site& site, VisitKind kind) const {
  ProbeResult result;
  result.site = site.id;
  result.kind = kind;
  result.started_at = ports_.clock.wall_now();
  result.phase = Phase::resolve;
  result.verdict = Verdict::unknown;
  result.reason = FailureReason::own_network;
  return result;
}

}  // namespace sitewatch
