#include "metrics/site_series.h"

#include <array>

#include "metrics/text_writer.h"

namespace sitewatch::metrics {
namespace {

using Target = SiteSeries::Target;
using Row = SiteSeries::Row;
using Report = SiteSeries::Report;

double seconds(WallTime time) {
  return double(to_milliseconds(time)) / 1000;
}

std::string label(std::string_view name, std::string_view value) {
  std::string block;
  append_label(block, name, value);
  return block;
}

/// A metric and how one row writes its samples of it.
template <class RowType>
struct Metric {
  std::string_view name;
  std::string_view help;
  void (*write)(TextWriter& writer, const RowType& row);
};

void phases(TextWriter& writer, const Target& target) {
  if (!target.judged) return;
  writer.sample(target.labels, R"(phase="resolve")", target.phases.resolve);
  writer.sample(target.labels, R"(phase="connect")", target.phases.connect);
  writer.sample(target.labels, R"(phase="tls")", target.phases.tls);
  writer.sample(target.labels, R"(phase="processing")", target.phases.processing);
  writer.sample(target.labels, R"(phase="transfer")", target.phases.transfer);
}

/// The names of blackbox_exporter, so that dashboards and rules made for it work.
constexpr std::array<Metric<Target>, 13> target_families{{
    {"probe_success", "Whether the last judged visit was good; kept while a verdict is unknown.",
     [](TextWriter& writer, const Target& target) {
       if (target.success) writer.sample(target.labels, *target.success ? 1 : 0);
     }},
    {"probe_duration_seconds", "How long the last judged visit took to complete in seconds.",
     [](TextWriter& writer, const Target& target) {
       if (target.judged) writer.sample(target.labels, target.seconds);
     }},
    {"probe_dns_lookup_time_seconds", "The time taken for DNS look-ups in seconds.",
     [](TextWriter& writer, const Target& target) {
       if (target.judged) writer.sample(target.labels, target.phases.resolve);
     }},
    {"probe_http_status_code", "HTTP status code of the last answer, 0 without one.",
     [](TextWriter& writer, const Target& target) {
       if (target.judged) writer.sample(target.labels, target.status);
     }},
    {"probe_http_duration_seconds", "Duration of the visit by phase, summed over all redirects.", phases},
    {"probe_http_redirects", "The number of redirects followed.",
     [](TextWriter& writer, const Target& target) {
       if (target.judged) writer.sample(target.labels, target.redirects);
     }},
    {"probe_http_version", "HTTP version of the answer.",
     [](TextWriter& writer, const Target& target) {
       if (target.http_version > 0) writer.sample(target.labels, target.http_version / 10.0);
     }},
    {"probe_http_ssl", "Whether TLS was used for the final redirect.",
     [](TextWriter& writer, const Target& target) {
       if (target.judged) writer.sample(target.labels, target.tls ? 1 : 0);
     }},
    {"probe_http_content_length", "Length of the answer in bytes as its header says, -1 if it does not.",
     [](TextWriter& writer, const Target& target) {
       if (target.answered) writer.sample(target.labels, double(target.content_length));
     }},
    {"probe_http_last_modified_timestamp_seconds", "The Last-Modified header as Unix time.",
     [](TextWriter& writer, const Target& target) {
       if (target.last_modified) writer.sample(target.labels, seconds(*target.last_modified));
     }},
    {"probe_ip_protocol", "Whether the visit that decided went over IPv4 or IPv6.",
     [](TextWriter& writer, const Target& target) {
       if (target.ip_protocol > 0) writer.sample(target.labels, target.ip_protocol);
     }},
    {"probe_ssl_earliest_cert_expiry", "Earliest expiry in the certificate chain as Unix time.",
     [](TextWriter& writer, const Target& target) {
       if (target.certificate_expiry) writer.sample(target.labels, seconds(*target.certificate_expiry));
     }},
    {"probe_tls_version_info", "The TLS version used.",
     [](TextWriter& writer, const Target& target) {
       if (!target.version_label.empty()) writer.sample(target.labels, target.version_label, 1);
     }},
}};

void window_visits(TextWriter& writer, const Row& row) {
  writer.sample(row.label, R"(result="ok")", row.window.ok);
  writer.sample(row.label, R"(result="failed")", row.window.failed);
  writer.sample(row.label, R"(result="unknown")", row.window.unknown);
}

void families(TextWriter& writer, const Row& row) {
  if (row.families[0]) writer.sample(row.label, R"(family="ipv4")", *row.families[0] ? 1 : 0);
  if (row.families[1]) writer.sample(row.label, R"(family="ipv6")", *row.families[1] ? 1 : 0);
}

void alerts(TextWriter& writer, const Row& row) {
  for (const AlertLabel& alert : row.alerts) {
    std::string labels = label("alertname", name(alert.alert));
    append_label(labels, "severity", name(alert.severity));
    writer.sample(row.label, labels, 1);
  }
}

void newest(TextWriter& writer, const Row& row) {
  for (const auto& column : row.columns) {
    if (!column.newest) continue;
    std::string labels = column.label;
    append_label(labels, "type", column.type);
    writer.sample(row.label, labels, seconds(*column.newest));
  }
}

void content_updates(TextWriter& writer, const Row& row) {
  constexpr std::array<std::string_view, 3> days{R"(,days="14")", R"(,days="30")", R"(,days="180")"};
  for (const auto& column : row.columns) {
    if (column.state == "unknown") continue;
    for (std::size_t i = 0; i < days.size(); ++i)
      writer.sample(row.label, column.label + std::string{days[i]}, column.updates[i]);
  }
}

void findings(TextWriter& writer, const Row& row) {
  for (const FindingMetrics& finding : row.findings)
    if (finding.matches) writer.sample(row.label, label("rule", name(finding.kind)) + ',' + row.rule_set, 1);
}

void veto_match(TextWriter& writer, const Row& row) {
  if (row.rule_set.empty()) return;
  const bool any = std::any_of(row.findings.begin(), row.findings.end(),
                               [](const FindingMetrics& finding) { return finding.matches; });
  writer.sample(row.label, row.rule_set, any ? 1 : 0);
}

void column_state(TextWriter& writer, const Row& row) {
  for (const auto& column : row.columns) {
    std::string labels = column.label;
    append_label(labels, "state", column.state);
    writer.sample(row.label, labels, 1);
  }
}

constexpr std::array<Metric<Row>, 15> site_families{{
    {"sitewatch_site_info", "What the inventory says of a site.",
     [](TextWriter& writer, const Row& row) { writer.sample(row.label, row.info, 1); }},
    {"sitewatch_site_state", "1 for the confirmed state.",
     [](TextWriter& writer, const Row& row) { writer.sample(row.label, label("state", name(row.state)), 1); }},
    {"sitewatch_site_state_since_timestamp_seconds", "When the confirmed state began.",
     [](TextWriter& writer, const Row& row) {
       if (row.since != WallTime{}) writer.sample(row.label, seconds(row.since));
     }},
    {"sitewatch_site_last_judged_timestamp_seconds", "When a visit last gave a verdict.",
     [](TextWriter& writer, const Row& row) {
       if (row.last_judged != WallTime{}) writer.sample(row.label, seconds(row.last_judged));
     }},
    {"sitewatch_site_failure_reason", "1 for the reason of the last visit that was not good.",
     [](TextWriter& writer, const Row& row) {
       if (row.reason != FailureReason::none) writer.sample(row.label, label("reason", name(row.reason)), 1);
     }},
    {"sitewatch_site_unreachable_ratio", "Failed share of the valid visits of the official seven days.",
     [](TextWriter& writer, const Row& row) {
       if (row.window.valid() > 0) writer.sample(row.label, row.window.ratio());
     }},
    {"sitewatch_site_window_visits", "Scheduled visits of the official seven days by result.", window_visits},
    {"sitewatch_site_family_success", "Whether the last judged visit was good over this address family.", families},
    {"sitewatch_site_alert", "1 while the alert fires.", alerts},
    {"sitewatch_content_newest_timestamp_seconds", "The newest date that could be read in a column.", newest},
    {"sitewatch_content_updates", "Distinct items published in a column in so many days.", content_updates},
    {"sitewatch_column_state", "1 for the present state of a column.", column_state},
    {"sitewatch_finding", "1 for a rule of the rule set that is broken.", findings},
    {"sitewatch_site_veto_match", "1 if an inspection would match a veto indicator now; a higher office decides.",
     veto_match},
    {"sitewatch_site_report_state", "State of the report due from the site's sponsor in the period in force.",
     [](TextWriter& writer, const Row& row) {
       if (row.report) writer.sample(row.label, label("state", name(*row.report)), 1);
     }},
}};

constexpr std::array<Metric<Report>, 3> report_families{{
    {"sitewatch_report_state", "1 for the present state of a sponsor's report.",
     [](TextWriter& writer, const Report& row) { writer.sample(row.labels, label("state", name(row.state)), 1); }},
    {"sitewatch_report_deadline_timestamp_seconds", "The instant before which filing is on time.",
     [](TextWriter& writer, const Report& row) { writer.sample(row.labels, seconds(row.deadline)); }},
    {"sitewatch_report_filed_timestamp_seconds", "When the first report of the period was received.",
     [](TextWriter& writer, const Report& row) {
       if (row.filed_at) writer.sample(row.labels, seconds(*row.filed_at));
     }},
}};

// The families in the order they are written: targets, sites, reports, sponsors, alerts firing.
constexpr std::size_t first_site = target_families.size();
constexpr std::size_t first_report = first_site + site_families.size();
constexpr std::size_t sponsor_family = first_report + report_families.size();
constexpr std::size_t firing_family = sponsor_family + 1;
constexpr std::size_t rows_freed_a_slice = 500;

/// Writes one row of the table's family, with the family's head if nothing of it was written before.
template <class RowType, std::size_t Size>
void write_row(std::string& out, bool& head_written, const std::array<Metric<RowType>, Size>& table, std::size_t family,
               const RowType& row) {
  TextWriter writer{out};
  writer.family(table[family].name, "gauge", table[family].help);
  if (head_written) writer.resume(table[family].name);
  table[family].write(writer, row);
  head_written = writer.head_written();
}

template <class RowType>
void write_row(std::string& out, bool& head_written, const Metric<RowType>& family, const RowType& row) {
  write_row(out, head_written, std::array<Metric<RowType>, 1>{family}, 0, row);
}

using Firing = std::pair<const std::pair<AlertName, Severity>, int>;
constexpr Metric<std::string> sponsor_info{
    "sitewatch_sponsor_info", "What the sponsors' table says.",
    [](TextWriter& writer, const std::string& labels) { writer.sample(labels, 1); }};
constexpr Metric<Firing> alerts_firing{"sitewatch_alerts_firing", "Alerts firing now.",
                                       [](TextWriter& writer, const Firing& row) {
                                         std::string labels = label("alertname", name(row.first.first));
                                         append_label(labels, "severity", name(row.first.second));
                                         writer.sample(labels, row.second);
                                       }};

}  // namespace

void SiteSeries::add_sponsor(const SponsorId& id, const std::string& name) {
  if (id.empty() || !seen_sponsors_.insert(id).second) return;
  std::string labels = label("sponsor", id);
  append_label(labels, "name", name);
  sponsors_.push_back(std::move(labels));
}

void SiteSeries::add_target(const SiteMetrics& site, const TargetMetrics& target) {
  Target row;
  row.labels = label("instance", target.url);
  row.success = target.success;
  append_label(row.labels, "site", site.site);
  append_label(row.labels, "sponsor", site.sponsor);
  append_label(row.labels, "job", "sitewatch");
  if (const ProbeResult* last = target.judged) {
    row.judged = true;
    row.answered = last->http_status > 0;
    row.tls = last->tls;
    row.seconds = last->seconds;
    row.phases = last->phases;
    row.status = last->http_status;
    row.http_version = last->http_version;
    row.redirects = last->redirects;
    row.content_length = last->content_length;
    row.last_modified = last->last_modified;
    if (last->address) row.ip_protocol = last->address->family == Family::ipv4 ? 4 : 6;
    if (last->certificate) row.certificate_expiry = last->certificate->earliest_expiry;
    if (!last->tls_version.empty()) row.version_label = label("version", last->tls_version);
  }
  targets_.push_back(std::move(row));
}

void SiteSeries::add(const SiteMetrics& site) {
  if (!seen_.insert(site.site).second) return;
  add_sponsor(site.sponsor, site.sponsor_name);
  Row row{.label = label("site", site.site),
          .info = label("name", site.name),
          .state = site.state,
          .reason = site.reason,
          .since = site.since,
          .last_judged = site.last_judged,
          .window = site.window,
          .families = {},
          .report = site.report,
          .alerts = site.alerts,
          .columns = {},
          .findings = site.findings,
          .rule_set = {}};
  for (const ColumnMetrics& column : site.columns)
    row.columns.push_back({label("column", column.column), column.type, column.state, column.newest, column.updates});
  if (!site.rule_set.empty()) row.rule_set = label("rule_set", site.rule_set);
  append_label(row.info, "sponsor", site.sponsor);
  append_label(row.info, "disposition", name(site.disposition));
  append_label(row.info, "stage", "");
  if (!site.targets.empty() && site.targets.front().judged)
    for (std::size_t index = 0; index < row.families.size(); ++index) {
      const FamilyResult& family = site.targets.front().judged->families[index];
      if (family.tried && family.verdict != Verdict::unknown) row.families[index] = family.verdict == Verdict::good;
    }
  sites_.push_back(std::move(row));
  if (site.closed) return;
  for (const TargetMetrics& target : site.targets) add_target(site, target);
}

void SiteSeries::add(const ReportMetrics& report) {
  add_sponsor(report.sponsor, report.sponsor_name);
  std::string labels = label("sponsor", report.sponsor);
  append_label(labels, "period", report.period.text());
  if (!seen_.insert("report " + labels).second) return;
  reports_.push_back({std::move(labels), report.state, report.deadline, report.filed_at});
}

std::size_t SiteSeries::rows_of(std::size_t family) const {
  if (family < first_site) return targets_.size();
  if (family < first_report) return sites_.size();
  if (family < sponsor_family) return reports_.size();
  return family == sponsor_family ? sponsors_.size() : firing_.size();
}

bool SiteSeries::release() {
  // Freeing ten thousand rows at once would hold the loop for 20 ms.
  for (std::size_t count = 0; count < rows_freed_a_slice; ++count) {
    if (!seen_.empty())
      seen_.erase(seen_.begin());
    else if (family_ >= first_site && !targets_.empty())
      targets_.pop_front();
    else if (family_ >= first_report && !sites_.empty())
      sites_.pop_front();
    else
      return false;
  }
  return true;
}

bool SiteSeries::write(std::string& out, std::size_t slice) {
  if (release()) return true;
  for (; family_ <= firing_family; ++family_, row_ = 0, head_written_ = false) {
    for (const std::size_t rows = rows_of(family_); row_ < rows;) {
      if (out.size() >= slice) return true;
      const std::size_t row = row_++;
      if (family_ < first_site)
        write_row(out, head_written_, target_families, family_, targets_[row]);
      else if (family_ < first_report)
        write_row(out, head_written_, site_families, family_ - first_site, sites_[row]);
      else if (family_ < sponsor_family)
        write_row(out, head_written_, report_families, family_ - first_report, reports_[row]);
      else if (family_ == sponsor_family)
        write_row(out, head_written_, sponsor_info, sponsors_[row]);
      else
        write_row<Firing>(out, head_written_, alerts_firing, *std::next(firing_.begin(), std::ptrdiff_t(row)));
    }
  }
  return release();
}

}  // namespace sitewatch::metrics
