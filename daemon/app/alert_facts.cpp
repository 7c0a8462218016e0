#include "app/alert_facts.h"

namespace sitewatch {
namespace {

constexpr std::uint32_t notice_percent = 3;
constexpr std::uint32_t limit_percent = 5;  // 国办发〔2015〕15号, 站点无法访问

AlertCondition condition(AlertName alert, const SiteRow& row, const Config& config) {
  AlertCondition made;
  made.identity = about_site(alert, row.site->id);
  made.sponsor = row.site->sponsor;
  made.portal = row.site->portal;
  auto& values = made.facts.values;
  values["site"] = row.site->name;
  values["sponsor"] = row.sponsor ? row.sponsor->name : row.site->sponsor;
  values["url"] = row.site->home_urls.front().text();
  values["vantage"] = config.probe.vantage;
  values["egress_ip"] = config.probe.egress_address;
  return made;
}

/// How long every scheduled visit may go on failing until the limit is reached; none once it is.
std::optional<Duration> budget(const WindowCount& count, Duration interval) {
  if (!count.enough_visits || reaches(count, limit_percent)) return std::nullopt;
  std::int64_t more = 0;
  for (WindowCount ahead = count; !reaches(ahead, limit_percent); ++more) {
    // Each further failed visit takes the place of an old good one: the window's length stays the same.
    ++ahead.failed;
    if (ahead.ok > 0) --ahead.ok;
  }
  return more * interval;
}

void add_window(FactRow& values, const SiteRow& row, WallTime now) {
  const WindowCount count = row.targets.front().window.count(now);
  values["visits"] = std::int64_t{count.valid()};
  values["failed"] = std::int64_t{count.failed};
  values["ratio"] = count.ratio() * 100;
  values["over"] = count.enough_visits && reaches(count, limit_percent);
  const Duration interval = row.site->probe.interval;
  if (const auto left = budget(count, interval)) values["budget_seconds"] = std::int64_t{left->count() / 1000};
  if (const auto when = row.targets.front().window.falls_below(now, limit_percent, interval))
    values["drops_at"] = *when;
}

void add_reason(FactRow& values, FailureReason reason, int http_status) {
  values["reason"] = std::string{name(reason)};
  values["http_status"] = std::int64_t{http_status};
}

}  // namespace

AlertIdentity about_site(AlertName alert, const SiteId& site) {
  AlertIdentity identity;
  identity.alert = alert;
  identity.site = site;
  return identity;
}

AlertCondition site_down(const SiteRow& row, const Config& config, WallTime now) {
  const TargetRow& target = row.targets.front();
  AlertCondition made = condition(AlertName::SiteDown, row, config);
  made.severity = row.site->portal ? Severity::critical : Severity::warning;
  made.starts = target.health.since;
  auto& values = made.facts.values;
  values["since"] = made.starts;
  add_reason(values, target.health.reason, target.last_status);
  values["limit"] = std::int64_t{row.site->probe.timeout.count() / 1000};
  values["failures"] = std::int64_t{target.health.bad_in_row};
  values["sponsor_after_seconds"] = std::int64_t{row.site->probe.sponsor_after.count() / 1000};
  for (const WallTime at : target.bad_times) made.facts.lists["failure_times"].push_back({{"at", at}});
  add_window(values, row, now);
  return made;
}

Facts site_recovered(const SiteRow& row, const Config&, WallTime now) {
  const TargetRow& target = row.targets.front();
  Facts facts;
  facts.values["until"] = target.health.since;
  facts.values["successes"] = std::int64_t{target.health.good_in_row};
  facts.values["seconds"] = target.last_seconds;
  add_window(facts.values, row, now);
  return facts;
}

std::optional<AlertCondition> unreachable_ratio(const SiteRow& row, const Config& config, WallTime now) {
  const WindowCount count = row.targets.front().window.count(now);
  if (!reaches(count, notice_percent)) return std::nullopt;
  AlertCondition made = condition(AlertName::SiteUnreachableRatio, row, config);
  made.severity = reaches(count, limit_percent) ? Severity::warning : Severity::info;
  made.starts = now;
  made.facts.values["since"] = now;
  made.facts.values["limit"] = std::int64_t{made.severity == Severity::warning ? limit_percent : notice_percent};
  add_window(made.facts.values, row, now);
  return made;
}

AlertCondition challenged(const SiteRow& row, const Config& config, WallTime since) {
  AlertCondition made = condition(AlertName::SiteChallenged, row, config);
  made.severity = Severity::info;
  made.starts = since;
  made.facts.values["since"] = since;
  add_reason(made.facts.values, FailureReason::challenged,
             row.targets.front().last ? row.targets.front().last->http_status : 0);
  return made;
}

std::optional<AlertCondition> certificate_expiring(const SiteRow& row, const Config& config, WallTime now) {
  const ProbeResult* const last = row.targets.front().last_judged_result();
  if (!last || !last->certificate || last->certificate->fault != CertificateFault::none) return std::nullopt;
  const WallTime expires = last->certificate->earliest_expiry;
  const auto days = std::chrono::floor<date::days>(expires - now).count();
  if (days > 30) return std::nullopt;
  AlertCondition made = condition(AlertName::CertificateExpiring, row, config);
  made.severity = days <= 1 ? Severity::critical : days <= 7 ? Severity::warning : Severity::info;
  made.starts = expires - date::days{30};
  made.facts.values["since"] = made.starts;
  made.facts.values["days"] = std::int64_t{days};
  made.facts.values["expires"] = expires;
  return made;
}

std::optional<AlertCondition> certificate_invalid(const SiteRow& row, const Config& config, WallTime now) {
  const ProbeResult* const last = row.targets.front().last_judged_result();
  if (!last || !last->certificate || last->certificate->fault == CertificateFault::none) return std::nullopt;
  const CertificateFacts& certificate = *last->certificate;
  AlertCondition made = condition(AlertName::CertificateInvalid, row, config);
  made.severity = Severity::warning;
  made.starts = certificate.fault == CertificateFault::expired ? certificate.earliest_expiry : now;
  made.facts.values["since"] = made.starts;
  made.facts.values["fault"] = std::string{name(certificate.fault)};
  made.facts.values["expires"] = certificate.earliest_expiry;
  return made;
}

}  // namespace sitewatch
