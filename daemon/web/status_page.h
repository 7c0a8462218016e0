#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "web/page_parts.h"

namespace sitewatch::web {

/// Which sites the list shows; every number on the page is a link to one of them. `reports` shows the duties instead.
enum class Show : std::uint8_t { all, down, stale, certificate, unknown, todo, reports, missing };
Show show_named(std::string_view name);
std::string_view name(Show show);
std::string show_link(Show show, std::size_t from = 0);

bool is_filed(const ReportRow& row);
bool is_due(const ReportRow& row);

/// The first page: our own state, numbers, what is to be done, the sites. Made some rows at a time: first every site is
/// counted, then the rows are written.
class StatusPage : public BodySource {
 public:
  struct Query {
    Show show = Show::all;
    std::size_t from = 0;  ///< Rows to leave out.
    bool office = false;   ///< The duty's numbers lead to the office's lists.
  };
  StatusPage(const Ports& ports, std::shared_ptr<const Served> served, Query query);

  Task<bool> next(std::string& out) override;

 private:
  enum class Part : std::uint8_t { reports, alerts, told, count, head, todo, list, foot };
  struct Counts {
    std::size_t total = 0, judged = 0, down = 0, stale = 0, certificate = 0, unknown = 0;
  };
  /// Alerts about the reports of many units, shown as one row.
  struct Unfiled {
    WallTime oldest = WallTime::max();
    Period period;  ///< Of the oldest.
    std::set<SponsorId> units;
    std::vector<NotificationEntry> told;  ///< By class of receivers.
  };

  Task<void> collect_reports();
  void collect_alerts();
  void collect_told();
  void count_sites();
  bool shows(const SiteView& view) const;
  std::size_t chosen() const;

  void write_head(std::string& out);
  void write_own_state(std::string& out, const DaemonView& daemon) const;
  void write_tiles(std::string& out) const;
  void write_duty_tile(std::string& out) const;
  void write_todo(std::string& out);
  void write_exports(std::string& out) const;
  void write_alert(std::string& out, const Alert& alert) const;
  void write_unfiled(std::string& out, AlertName alert, const Unfiled& reports) const;
  void write_coming(std::string& out) const;
  void write_list_head(std::string& out) const;
  void write_filters(std::string& out) const;
  void write_sites(std::string& out);
  void write_site(std::string& out, const SiteView& view) const;
  void write_reports(std::string& out);
  void write_pages(std::string& out) const;

  const Ports& ports_;
  std::shared_ptr<const Served> served_;  // See Call.
  PageWords words_;
  Query query_;
  WallTime now_;

  Part part_ = Part::reports;
  /// Firing, oldest first, without the reports', which are one row together.
  std::vector<std::pair<WallTime, Fingerprint>> alerts_;
  std::vector<AlertIdentity> duties_;     ///< Of the alerts behind `unfiled_`.
  std::map<AlertName, Unfiled> unfiled_;  ///< Reports that are overdue, and those that are due soon.
  std::set<SiteId> certificate_alert_;
  std::vector<ReportRow> reports_;
  DutyCount duty_;
  Counts counts_;
  std::size_t row_ = 0;      ///< Next duty, site or alert.
  std::size_t skipped_ = 0;  ///< Rows that fit and were left out.
  std::size_t written_ = 0;
  bool list_begun_ = false;
};

}  // namespace sitewatch::web
