#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ports/report_desk.h"
#include "ports/status_view.h"
#include "text/catalogue.h"

namespace sitewatch::web {

/// What the monthly summary says of one sponsor's duty: one cell, and what stands behind it.
struct DutyWords {
  std::string report;
  std::vector<std::string> remarks;
};

/// Plain words, for a Sheet. Facts as they are known at `now`, never a verdict: what has not come is 尚未收到.
class SummaryWords {
 public:
  SummaryWords(const Catalogue& catalogue, WallTime now) : catalogue_(catalogue), now_(now) {}

  DutyWords duty(const ReportRow& row) const;
  /// Of a sponsor that owes nothing.
  DutyWords nothing() const { return {said("report.nothing", {}), {}}; }
  /// How far a site is, as its unit reported it; empty where it said nothing of that.
  std::string stage(const SiteProgress& progress) const;
  /// Whether the site can be reached and is kept up; nothing where all is well.
  std::vector<std::string> site(const SiteView& view) const;

  /// text of "summary.KEY" with its placeholders filled.
  std::string said(std::string_view key, const FactRow& values) const;
  std::string joined(const std::vector<std::string>& parts, std::string_view joint) const;

 private:
  void add_decision(DutyWords& words, const DutyDecision& decision) const;
  FactRow facts_of(const ReportRow& row) const;
  std::string reach(const SiteView& view) const;
  std::string home(const SiteView& view) const;

  const Catalogue& catalogue_;
  WallTime now_;
};

}  // namespace sitewatch::web
