#include "app/result_router.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "app/alert_facts.h"
#include "domain/probe_names.h"

namespace sitewatch {
namespace {

constexpr std::size_t most_bad_times = 5;
/// Longer than any visit, with what it waits for its turn and for a doubt of our own to be settled.
constexpr std::chrono::hours longest_visit{1};

/// Sites on their way out get no mail that asks to mend them.
bool is_watched(const Site& site) {
  return site.disposition != Disposition::close;
}

VisitRow row_of(const ProbeResult& result) {
  return {result.target, result.started_at, result.kind, result.verdict, result.reason};
}

}  // namespace

VisitOutcome outcome_of(Verdict verdict, FailureReason reason) {
  if (verdict == Verdict::unknown || !counts_as_visit(reason)) return VisitOutcome::unknown;
  return verdict == Verdict::good ? VisitOutcome::ok : VisitOutcome::failed;
}

std::optional<Duration> ResultRouter::accept(const ProbeResult& result) {
  observer_(result);
  const auto [row, index] = board_.find_target(result.target);
  if (!row) return std::nullopt;
  TargetRow& target = row->targets[index];

  const VisitRow visit = row_of(result);
  const Health before = target.health;
  const HealthStep step = apply(*row, target, visit);
  target.remember(result);
  store(*row, target, result, visit, before);
  if (index == 0) alert(*row, result, before, ports_.clock.wall_now());
  return step.recheck_in;
}

bool ResultRouter::is_left_out(const SiteId& site, WallTime at) const {
  const auto [first, last] = left_out_.equal_range(site);
  return ports_.desk.in_maintenance(site, at) ||
         std::any_of(first, last, [at](const auto& each) { return each.second.contains(at); });
}

HealthStep ResultRouter::apply(SiteRow& row, TargetRow& target, const VisitRow& visit) {
  target.dirty = true;
  if (visit.kind == VisitKind::scheduled && !is_left_out(row.site->id, visit.at))
    target.window.record(visit.at, outcome_of(visit.verdict, visit.reason));
  if (visit.verdict == Verdict::good) target.bad_times.clear();
  if (visit.verdict == Verdict::bad && target.bad_times.size() < most_bad_times) target.bad_times.push_back(visit.at);
  if (visit.verdict != Verdict::unknown) target.last_judged = visit.at;
  return advance(target.health, visit.verdict, visit.reason, visit.at, row.site->probe);
}

void ResultRouter::replay(const VisitRow& visit) {
  const auto [row, index] = board_.find_target(visit.target);
  if (row) (void)apply(*row, row->targets[index], visit);
}

void ResultRouter::store(SiteRow& row, TargetRow& target, const ProbeResult& result, const VisitRow& visit,
                         Health before) {
  const bool left_out = is_left_out(row.site->id, visit.at);
  const VisitOutcome outcome = left_out ? VisitOutcome::unknown : outcome_of(visit.verdict, visit.reason);
  ports_.writer.add(visit, board_.config().time_zone.day(visit.at), outcome);
  if (visit.verdict == Verdict::bad) {
    ports_.writer.add(FailedVisit{result.target, visit.at, visit.kind, visit.reason, result.phase,
                                  result.address ? result.address->text() : std::string{},
                                  board_.config().probe.vantage, result.seconds, result.http_status, left_out});
  }
  if (before.state != target.health.state) {
    const bool first_and_fine = before.state == HealthState::unknown && target.health.state == HealthState::up;
    if (!first_and_fine)
      spdlog::info("event=site_state site={} target={} from={} to={} reason={}", row.site->id, result.target,
                   name(before.state), name(target.health.state), name(visit.reason));
    ports_.writer.add(TransitionRow{result.target, visit.at, before.state, target.health.state, visit.reason});
  }
}

void ResultRouter::alert(SiteRow& row, const ProbeResult& result, Health before, WallTime now) {
  TargetRow& target = row.targets.front();
  const Config& config = board_.config();
  if (!is_watched(*row.site)) return;

  if (result.reason == FailureReason::challenged) {
    if (!target.challenged_since) target.challenged_since = result.started_at;
    ports_.alerts.raise(challenged(row, config, *target.challenged_since));
  }
  if (result.verdict == Verdict::unknown) return;

  if (target.challenged_since) {
    target.challenged_since.reset();
    ports_.alerts.clear(about_site(AlertName::SiteChallenged, row.site->id), Ending::recovered, now, {});
  }
  if (target.health.state == HealthState::down) {
    target.owes_all_clear = false;
    ports_.alerts.raise(site_down(row, config, now));
  } else if (result.verdict == Verdict::good && (before.state != HealthState::up || target.owes_all_clear)) {
    const WallTime since = target.owes_all_clear ? result.started_at : target.health.since;
    target.owes_all_clear = false;
    give_all_clear(row, since, now);
  }
  if (result.kind == VisitKind::scheduled) {
    if (auto ratio = unreachable_ratio(row, config, now)) {
      ports_.alerts.raise(std::move(*ratio));
    } else {
      ports_.alerts.clear(about_site(AlertName::SiteUnreachableRatio, row.site->id), Ending::recovered, now, {});
    }
  }
  alert_certificate(row, now);
}

void ResultRouter::give_all_clear(const SiteRow& row, WallTime since, WallTime now) {
  Facts facts = site_recovered(row, board_.config(), now);
  facts.values["until"] = since;
  ports_.alerts.clear(about_site(AlertName::SiteDown, row.site->id), Ending::recovered, since, std::move(facts));
}

void ResultRouter::alert_certificate(SiteRow& row, WallTime now) {
  const ProbeResult* const last = row.targets.front().last_judged_result();
  // A visit that never reached the handshake says nothing about the certificate.
  if (!last || !last->certificate) return;
  const Config& config = board_.config();
  if (auto invalid = certificate_invalid(row, config, now)) {
    ports_.alerts.raise(std::move(*invalid));
  } else {
    ports_.alerts.clear(about_site(AlertName::CertificateInvalid, row.site->id), Ending::recovered, now, {});
  }
  if (auto expiring = certificate_expiring(row, config, now)) {
    ports_.alerts.raise(std::move(*expiring));
  } else {
    ports_.alerts.clear(about_site(AlertName::CertificateExpiring, row.site->id), Ending::recovered, now, {});
  }
}

void ResultRouter::reconcile(WallTime now) {
  std::vector<const SiteRow*> over;
  ports_.desk.each_alert([&](const Alert& alert) {
    SiteRow* const row = alert.firing() ? board_.find(alert.identity.site) : nullptr;
    if (!row) return;
    TargetRow& target = row->targets.front();
    if (alert.identity.alert == AlertName::SiteChallenged) target.challenged_since = alert.starts;
    if (alert.identity.alert != AlertName::SiteDown || target.health.state == HealthState::down) return;
    // An alert is on disk at once, its visits a second later: only a state that began after the alert ends it.
    if (target.health.state == HealthState::up && target.health.since > alert.starts) {
      over.push_back(row);
    } else {
      target.owes_all_clear = true;
    }
  });
  for (const SiteRow* const row : over) give_all_clear(*row, row->targets.front().health.since, now);
  for (const SiteRow& row : board_.rows())
    if (is_watched(*row.site) && row.targets.front().health.state == HealthState::down)
      ports_.alerts.raise(site_down(row, board_.config(), now));
}

void ResultRouter::leave_out(const SiteId& site, TimeSpan span) {
  const WallTime now = ports_.clock.wall_now();
  std::erase_if(left_out_, [now](const auto& each) { return each.second.to < now - longest_visit; });
  if (span.to >= now - longest_visit) left_out_.emplace(site, span);
}

void ResultRouter::leave_out(const std::vector<FailedVisit>& visits) {
  for (const FailedVisit& each : visits) {
    const auto [row, index] = board_.find_target(each.target);
    if (!row || each.kind != VisitKind::scheduled) continue;
    row->targets[index].window.forget(each.at, VisitOutcome::failed);
    row->targets[index].dirty = true;
    // Stored soon: a state of before the correction would count the visits again after a restart.
    row->targets[index].stored = {};
  }
}

}  // namespace sitewatch
