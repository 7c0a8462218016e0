#include "web/scrape.h"

namespace sitewatch::web {
namespace {

constexpr int periods_shown = 12;
constexpr std::size_t sites_a_slice = 128;

Period before(Period period) {
  return period.month == 1 ? Period{period.year - 1, 12} : Period{period.year, period.month - 1};
}

/// The verdict stored with the state says what the last judged visit was, also when that was before a restart.
std::optional<bool> last_success(const TargetView& target) {
  if (target.last_judged) return target.last_judged->verdict == Verdict::good;
  if (!target.health || target.health->state == HealthState::unknown) return std::nullopt;
  if (target.health->good_in_row > 0) return true;
  if (target.health->bad_in_row > 0) return false;
  return target.health->state == HealthState::up;
}

metrics::ColumnMetrics column_metrics(const ColumnView& column, const Zone& zone) {
  metrics::ColumnMetrics shown;
  shown.column = column.column;
  shown.type = column.definition ? name(column.definition->type) : home_column;
  shown.state = column.state;
  shown.updates = column.updates;
  if (column.record && column.record->newest)
    shown.newest = zone.at(*column.record->newest, std::chrono::milliseconds{0});
  return shown;
}

}  // namespace

metrics::SiteMetrics site_metrics(const SiteView& view, const Zone& zone) {
  metrics::SiteMetrics shown;
  shown.site = view.site->id;
  shown.name = view.site->name;
  shown.sponsor = view.site->sponsor;
  shown.sponsor_name = view.sponsor ? view.sponsor->name : std::string{};
  shown.disposition = view.site->disposition;
  shown.state = view.state;
  shown.reason = view.reason;
  shown.since = view.since;
  shown.last_judged = view.last_judged;
  shown.window = view.window;
  for (const TargetView& target : view.targets) {
    metrics::TargetMetrics row;
    row.url = target.url;
    row.success = last_success(target);
    row.judged = target.last_judged;
    shown.targets.push_back(std::move(row));
  }
  if (view.home) shown.columns.push_back(column_metrics(*view.home, zone));
  for (const ColumnView& column : view.columns) shown.columns.push_back(column_metrics(column, zone));
  for (const Finding& finding : view.findings) shown.findings.push_back({finding.kind, finding.matches});
  if (view.home) shown.rule_set = view.rule_set;
  return shown;
}

Scrape::Scrape(const Ports& ports, Zone zone) : ports_(ports), zone_(zone) {
  begin_reports();
}

Task<bool> Scrape::next(std::string& out) {
  switch (part_) {
    case Part::daemon:
      add_daemon(out);
      break;
    case Part::reports:
      add_reports();
      break;
    case Part::alerts:
      add_alerts();
      break;
    case Part::sites:
      add_sites();
      break;
    case Part::series:
      co_return series_.write(out);
  }
  co_return true;
}

void Scrape::add_daemon(std::string& out) {
  const DaemonView daemon = ports_.status.daemon();
  metrics::DaemonGauges gauges;
  gauges.own_network_up = daemon.own_network_up;
  gauges.store_writable = daemon.store_writable;
  gauges.calendar_years = daemon.calendar_years;
  gauges.store_needs_operator = !daemon.store_notice.empty();
  gauges.outbox_pending = daemon.outbox_pending;
  gauges.log_lines_dropped = daemon.log_lines_dropped;
  if (daemon.outbox_oldest) gauges.outbox_oldest_age = daemon.now - *daemon.outbox_oldest;
  ports_.metrics.set(gauges);
  out = ports_.metrics.text();
  part_ = Part::reports;
}

void Scrape::begin_reports() {
  generation_ = ports_.reports.generation();
  period_ = ports_.reports.period_in_force();
  periods_ = 0;
  sponsor_ = 0;
  report_now_.clear();
  series_ = metrics::SiteSeries{};
}

void Scrape::add_reports() {
  if (generation_ != ports_.reports.generation()) begin_reports();  // A series must not be there twice.
  for (const ReportRow& row : ports_.reports.reports(period_, sponsor_, sponsors_a_turn)) {
    if (periods_ == 0) report_now_.emplace(row.sponsor, row.state);
    metrics::ReportMetrics report;
    report.sponsor = row.sponsor;
    report.sponsor_name = row.sponsor_name;
    report.period = row.period;
    report.state = row.state;
    report.deadline = row.deadline.closes;
    report.filed_at = row.filed_at;
    series_.add(report);
  }
  sponsor_ += sponsors_a_turn;
  if (sponsor_ < ports_.reports.sponsors().size()) return;
  sponsor_ = 0;
  period_ = before(period_);
  if (++periods_ == periods_shown) part_ = Part::alerts;
}

void Scrape::add_alerts() {
  ports_.alerts.each_alert([this](const Alert& alert) {
    if (!alert.firing()) return;
    const metrics::AlertLabel label{alert.identity.alert, alert.severity};
    series_.firing(label);
    if (!alert.identity.site.empty()) alerts_of_[alert.identity.site].push_back(label);
  });
  part_ = Part::sites;
}

void Scrape::add_sites() {
  for (std::size_t count = 0; count < sites_a_slice; ++count, ++site_) {
    if (site_ >= ports_.status.site_count()) {
      part_ = Part::series;
      return;
    }
    const SiteView view = ports_.status.site(site_);
    metrics::SiteMetrics shown = site_metrics(view, zone_);
    if (const auto report = report_now_.find(shown.sponsor); report != report_now_.end()) shown.report = report->second;
    if (const auto found = alerts_of_.find(shown.site); found != alerts_of_.end()) shown.alerts = found->second;
    series_.add(shown);
  }
}

}  // namespace sitewatch::web
