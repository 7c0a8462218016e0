#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <limits>
#include <map>
#include <set>
#include <sstream>

#include "metrics/registry.h"
#include "metrics/site_series.h"
#include "metrics/text_writer.h"

namespace sitewatch::metrics {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string written(SiteSeries& series, std::size_t slice = 64u << 10) {
  std::string all;
  for (bool more = true; more;) {
    std::string part;
    more = series.write(part, slice);
    EXPECT_LT(part.size(), slice + 2000);
    all += part;
  }
  return all;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) all.push_back(line);
  return all;
}

/// What promtool says of a text; empty when it is content.
std::string promtool(const std::string& text) {
  const std::string file = ::testing::TempDir() + "metrics-under-check.txt";
  if (std::FILE* out = std::fopen(file.c_str(), "w")) {
    std::fwrite(text.data(), 1, text.size(), out);
    std::fclose(out);
  }
  std::FILE* pipe = popen(("promtool check metrics <" + file + " 2>&1").c_str(), "r");
  std::string said;
  for (int byte = 0; (byte = std::fgetc(pipe)) != EOF;) said += static_cast<char>(byte);
  const int status = pclose(pipe);
  if (status != 0) said += " status " + std::to_string(status);
  return said;
}

ProbeResult good_visit() {
  ProbeResult result;
  result.verdict = Verdict::good;
  result.phases = {.resolve = 0.01, .connect = 0.02, .tls = 0.03, .processing = 0.04, .transfer = 0.05};
  result.seconds = 0.15;
  result.http_status = 200;
  result.http_version = 11;
  result.redirects = 1;
  result.tls = true;
  result.tls_version = "TLS 1.3";
  result.content_length = 90'000;
  result.last_modified = from_milliseconds(1'772'000'000'000);
  result.address = Address::parse("192.0.2.1");
  result.families[0] = {.tried = true, .verdict = Verdict::good};
  result.certificate.emplace().earliest_expiry = from_milliseconds(1'780'000'000'000);
  return result;
}

SiteMetrics site(std::string id, const ProbeResult* judged = nullptr) {
  SiteMetrics metrics;
  metrics.site = id;
  metrics.name = "区教育局";
  metrics.sponsor = "edu";
  metrics.sponsor_name = "区教育局";
  metrics.state = HealthState::up;
  metrics.since = from_milliseconds(1'772'409'600'000);
  metrics.last_judged = from_milliseconds(1'772'409'700'500);
  metrics.window = {.ok = 1915, .failed = 101, .unknown = 3, .enough_visits = true};
  TargetMetrics target;
  target.url = "https://" + id + ".example/";
  target.judged = judged;
  if (judged) target.success = judged->verdict == Verdict::good;
  metrics.targets.push_back(target);
  return metrics;
}

ReportMetrics report(std::string sponsor) {
  return {.sponsor = sponsor,
          .sponsor_name = sponsor,
          .period = {2026, 3},
          .state = ReportState::filed,
          .deadline = from_milliseconds(1'774'022'400'000),
          .filed_at = from_milliseconds(1'774'000'000'000)};
}

TEST(SiteSeries, UsesTheNamesAndLabelsOfBlackboxExporter) {
  const ProbeResult visit = good_visit();
  SiteSeries series;
  series.add(site("edu", &visit));
  const auto all = lines(written(series));
  const std::string labels = R"(instance="https://edu.example/",site="edu",sponsor="edu",job="sitewatch")";
  for (const auto& [name, value] :
       std::map<std::string, std::string>{{"probe_success", "1"},
                                          {"probe_duration_seconds", "0.15"},
                                          {"probe_dns_lookup_time_seconds", "0.01"},
                                          {"probe_http_status_code", "200"},
                                          {"probe_http_redirects", "1"},
                                          {"probe_http_version", "1.1"},
                                          {"probe_http_ssl", "1"},
                                          {"probe_http_content_length", "90000"},
                                          {"probe_http_last_modified_timestamp_seconds", "1772000000"},
                                          {"probe_ip_protocol", "4"},
                                          {"probe_ssl_earliest_cert_expiry", "1780000000"}})
    EXPECT_THAT(all, Contains(name + "{" + labels + "} " + value));
  EXPECT_THAT(all, Contains("probe_http_duration_seconds{" + labels + ",phase=\"tls\"} 0.03"));
  EXPECT_THAT(all, Contains("probe_tls_version_info{" + labels + ",version=\"TLS 1.3\"} 1"));
  EXPECT_THAT(all, Contains("sitewatch_site_family_success{site=\"edu\",family=\"ipv4\"} 1"));
  EXPECT_THAT(all, Contains("sitewatch_site_window_visits{site=\"edu\",result=\"failed\"} 101"));
  EXPECT_THAT(all, Contains("sitewatch_site_state{site=\"edu\",state=\"up\"} 1"));
  EXPECT_THAT(all, Contains("sitewatch_site_last_judged_timestamp_seconds{site=\"edu\"} 1772409700.5"));
}

TEST(SiteSeries, HasNoProbeSeriesForATargetThatWasNeverJudged) {
  SiteSeries series;
  series.add(site("new"));
  EXPECT_THAT(written(series), Not(HasSubstr("probe_")));
}

TEST(SiteSeries, KeepsTheStoredVerdictAfterARestart) {
  SiteMetrics restored = site("down");
  restored.targets.front().success = false;
  SiteSeries series;
  series.add(restored);
  const std::string text = written(series);
  EXPECT_THAT(text, HasSubstr("sponsor=\"edu\",job=\"sitewatch\"} 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("probe_duration_seconds")));
}

TEST(SiteSeries, ShowsNoProbeSeriesOfASiteClosedAsPlanned) {
  const ProbeResult visit = good_visit();
  SiteMetrics closed = site("closed", &visit);
  closed.closed = true;
  SiteSeries series;
  series.add(closed);
  const std::string text = written(series);
  EXPECT_THAT(text, Not(HasSubstr("probe_")));
  EXPECT_THAT(text, HasSubstr("sitewatch_site_info{site=\"closed\""));
}

TEST(SiteSeries, TellOfADutyItsStateItsDeadlineAndWhenItWasFiled) {
  ReportMetrics missing = report("farm");
  missing.state = ReportState::overdue;
  missing.filed_at.reset();
  SiteMetrics owing = site("edu");
  owing.report = ReportState::filed;
  SiteSeries series;
  series.add(owing);
  series.add(report("edu"));
  series.add(missing);
  const std::string text = written(series);
  for (const char* line : {R"(sitewatch_report_state{sponsor="edu",period="2026-03",state="filed"} 1)",
                           R"(sitewatch_report_state{sponsor="farm",period="2026-03",state="overdue"} 1)",
                           R"(sitewatch_report_deadline_timestamp_seconds{sponsor="edu",period="2026-03"} 1774022400)",
                           R"(sitewatch_report_deadline_timestamp_seconds{sponsor="farm",period="2026-03"} 1774022400)",
                           R"(sitewatch_report_filed_timestamp_seconds{sponsor="edu",period="2026-03"} 1774000000)",
                           R"(sitewatch_site_report_state{site="edu",state="filed"} 1)"})
    EXPECT_THAT(lines(text), Contains(line));
  EXPECT_THAT(text, Not(HasSubstr("sitewatch_report_filed_timestamp_seconds{sponsor=\"farm\"")));
}

TEST(SiteSeries, WritesEachFamilyOnceAndContiguouslyWhateverTheSlice) {
  const ProbeResult visit = good_visit();
  SiteSeries whole, sliced;
  for (SiteSeries* series : {&whole, &sliced}) {
    for (int index = 0; index < 50; ++index) series->add(site("s" + std::to_string(index), &visit));
    series->add(report("edu"));
    series->add(report("agriculture"));
    series->firing({AlertName::SiteDown, Severity::critical});
    series->firing({AlertName::SiteDown, Severity::critical});
  }
  const std::string text = written(whole);
  EXPECT_EQ(text, written(sliced, 100));
  std::set<std::string> heads, series;
  for (const std::string& line : lines(text)) {
    if (line.front() == '#') {
      EXPECT_TRUE(heads.insert(line).second) << line;
    } else {
      EXPECT_TRUE(series.insert(line.substr(0, line.rfind(' '))).second) << line;
    }
  }
  EXPECT_EQ(heads.size(), 2 * 25u);
  EXPECT_THAT(text, HasSubstr("sitewatch_alerts_firing{alertname=\"SiteDown\",severity=\"critical\"} 2\n"));
  EXPECT_EQ(promtool(text), "");
}

TEST(SiteSeries, TakesASiteThatAReloadShowsTwiceOnlyOnce) {
  SiteSeries once, twice;
  once.add(site("edu"));
  twice.add(site("edu"));
  twice.add(site("edu"));
  EXPECT_EQ(written(once), written(twice));
}

TEST(SiteSeries, LetsNoNameBreakItsLabel) {
  SiteMetrics hostile = site("edu");
  hostile.name = "a\"} 1\nsitewatch_fake 2\\\xff\xc0\xaf";
  SiteSeries plain, broken;
  plain.add(site("edu"));
  broken.add(hostile);
  const std::string text = written(broken);
  EXPECT_EQ(lines(text).size(), lines(written(plain)).size());
  EXPECT_THAT(text, HasSubstr("name=\"a\\\"} 1\\nsitewatch_fake 2\\\\\uFFFD\uFFFD\uFFFD\""));
  EXPECT_EQ(promtool(text), "");
}

TEST(TextWriter, WritesNumbersAsPrometheusReadsThem) {
  std::string text;
  TextWriter writer{text};
  writer.family("m", "gauge", "help");
  for (const double value : {0.0, -1.0, 0.1, 1e300, 1780000000.0}) writer.sample({}, value);
  writer.sample({}, std::numeric_limits<double>::infinity());
  writer.sample({}, std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(text, "# HELP m help\n# TYPE m gauge\nm 0\nm -1\nm 0.1\nm 1e+300\nm 1780000000\nm +Inf\nm NaN\n");
}

TEST(Registry, CountsFromTheFirstScrapeOn) {
  Registry registry{"1.2.3"};
  registry.probe(Verdict::bad, FailureReason::http_5xx);
  registry.notification("sponsor:edu", NotificationResult::sent);
  registry.notification("clerk@edu.example", NotificationResult::parked);
  registry.lag(Duration{7});
  registry.reload(true, from_milliseconds(1'772'409'600'000));
  registry.reload(false, from_milliseconds(1'772'409'700'000));
  DaemonGauges gauges{.own_network_up = false,
                      .store_writable = true,
                      .calendar_years = {{2026, true}, {2027, false}},
                      .outbox_pending = 3,
                      .outbox_oldest_age = std::chrono::seconds{90},
                      .log_lines_dropped = 4};
  registry.set(gauges);
  gauges.log_lines_dropped = 5;
  registry.set(gauges);
  const std::string text = registry.text();
  const auto all = lines(text);
  for (const char* line : {R"(sitewatch_probes_total{reason="http_5xx",verdict="bad"} 1)",
                           R"(sitewatch_probes_total{reason="own_network",verdict="unknown"} 0)",
                           R"(sitewatch_notifications_total{receiver="sponsor",result="sent"} 1)",
                           R"(sitewatch_notifications_total{receiver="other",result="parked"} 1)",
                           R"(sitewatch_scheduler_lag_seconds_bucket{le="0.01"} 1)",
                           R"(sitewatch_scheduler_lag_seconds_count 1)", R"(sitewatch_own_network_up 0)",
                           R"(sitewatch_store_writable 1)", R"(sitewatch_calendar_complete{year="2026"} 1)",
                           R"(sitewatch_calendar_complete{year="2027"} 0)", R"(sitewatch_store_needs_operator 0)",
                           R"(sitewatch_outbox_pending 3)", R"(sitewatch_outbox_oldest_age_seconds 90)",
                           R"(sitewatch_log_lines_dropped_total 5)", R"(sitewatch_config_last_reload_successful 0)",
                           R"(sitewatch_config_last_reload_success_timestamp_seconds 1772409600)",
                           R"(sitewatch_build_info{version="1.2.3"} 1)"})
    EXPECT_THAT(all, Contains(line));
  for (const char* name : {"process_open_fds ", "process_max_fds ", "process_cpu_seconds_total ",
                           "process_resident_memory_bytes ", "process_start_time_seconds "})
    EXPECT_THAT(all, Contains(StartsWith(name)));
  EXPECT_EQ(text.find("clerk"), std::string::npos);
  EXPECT_EQ(promtool(text), "");
}

}  // namespace
}  // namespace sitewatch::metrics
