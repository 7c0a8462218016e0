#pragma once

#include <map>

#include "domain/zone.h"
#include "metrics/site_series.h"
#include "web/http.h"
#include "web/server.h"

namespace sitewatch::web {

/// The text of /metrics, made piece by piece: first every row is looked at, some at a time, then all of it is written.
class Scrape : public BodySource {
 public:
  /// The ports outlive the source.
  Scrape(const Ports& ports, Zone zone);

  Task<bool> next(std::string& out) override;

 private:
  enum class Part : std::uint8_t { daemon, reports, alerts, sites, series };
  void add_daemon(std::string& out);
  void begin_reports();
  void add_reports();
  void add_alerts();
  void add_sites();

  const Ports& ports_;
  Zone zone_;
  Part part_ = Part::daemon;
  std::uint64_t generation_ = 0;  ///< Of the sponsors.
  Period period_;
  int periods_ = 0;
  std::size_t sponsor_ = 0;
  std::size_t site_ = 0;
  std::map<SponsorId, ReportState> report_now_;
  std::map<SiteId, std::vector<metrics::AlertLabel>> alerts_of_;
  metrics::SiteSeries series_;
};

/// What the exporter shows of a site; `last_judged` results are pointed at, so use it before the loop's next turn.
/// A day read from a page is midnight in `zone`.
metrics::SiteMetrics site_metrics(const SiteView& view, const Zone& zone);

}  // namespace sitewatch::web
