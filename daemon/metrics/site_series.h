#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "metrics/site_metrics.h"

namespace sitewatch::metrics {

/// The series of one scrape that come from rows: sites, targets, reports, alerts. First everything is added, then it is
/// written family by family, in slices, so that the caller can let others run in between. About 400 bytes a site.
class SiteSeries {
 public:
  /// A site that was added already is left out: a reload between two slices may show it twice.
  void add(const SiteMetrics& site);
  void add(const ReportMetrics& report);
  /// Every firing alert, with or without a site.
  void firing(AlertLabel alert) { ++firing_[{alert.alert, alert.severity}]; }

  /// Appends whole lines until `out` holds at least `slice` bytes or everything is written, or frees rows that are
  /// written already and appends nothing; false: nothing is left. After the first call nothing is added.
  bool write(std::string& out, std::size_t slice = 64u << 10);

  /// What add() keeps of a target and of a site; public for the tables of the source.
  struct Target {
    std::string labels;  ///< instance, site, sponsor, job
    std::string version_label;
    std::optional<bool> success;
    bool judged = false;
    bool answered = false;
    bool tls = false;
    double seconds = 0;
    Phases phases;
    int status = 0;
    int http_version = 0;
    int redirects = 0;
    int ip_protocol = 0;
    std::int64_t content_length = -1;
    std::optional<WallTime> last_modified;
    std::optional<WallTime> certificate_expiry;
  };
  struct Page {
    std::string label;  ///< column
    std::string_view type;
    std::string_view state;
    std::optional<WallTime> newest;
    std::array<int, 3> updates{};
  };
  struct Row {
    std::string label;  ///< site
    std::string info;   ///< name, sponsor, disposition, stage
    HealthState state;
    FailureReason reason;
    WallTime since;
    WallTime last_judged;
    WindowCount window;
    std::array<std::optional<bool>, 2> families;
    std::optional<ReportState> report;
    std::vector<AlertLabel> alerts;
    std::vector<Page> columns;
    std::vector<FindingMetrics> findings;
    std::string rule_set;  ///< Label block.
  };
  struct Report {
    std::string labels;  ///< sponsor, period
    ReportState state;
    WallTime deadline;
    std::optional<WallTime> filed_at;
  };

 private:
  void add_sponsor(const SponsorId& id, const std::string& name);
  void add_target(const SiteMetrics& site, const TargetMetrics& target);
  std::size_t rows_of(std::size_t family) const;
  /// Frees some rows that no family needs any more; false: none was left.
  bool release();

  std::unordered_set<std::string> seen_;
  std::unordered_set<std::string> seen_sponsors_;
  std::deque<Target> targets_;
  std::deque<Row> sites_;
  std::deque<Report> reports_;
  std::deque<std::string> sponsors_;  ///< Label blocks.
  std::map<std::pair<AlertName, Severity>, int> firing_;
  std::size_t family_ = 0;
  std::size_t row_ = 0;
  bool head_written_ = false;
};

}  // namespace sitewatch::metrics
