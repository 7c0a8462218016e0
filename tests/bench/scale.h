#pragma once

#include <cstddef>
#include <string>

namespace sitewatch::bench {

struct ScalePlan {
  std::string program;  ///< The daemon.
  std::string folder;   ///< For everything written; exists.
  int sites = 0;
  int seconds = 0;  ///< How long it is watched.
};

/// Probes at a fixed rate, one a second and site: lag, missed visits, CPU beside the bare loop paced alike.
void measure_paced(const ScalePlan& plan);
/// Start, memory, scrapes and pages of a district with a week of stored history, one visit a site in `plan.seconds`.
void measure_district(const ScalePlan& plan);
/// Mails when every site fails at once: by our own link, and really. Time runs 30 times as fast as by default.
void measure_outage(const ScalePlan& plan);
/// Ten columns a site beside probes over HTTPS, at their usual intervals: CPU and lag over `plan.seconds`.
void measure_columns(const ScalePlan& plan);

}  // namespace sitewatch::bench
