#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "campaign/duty_book.h"
#include "campaign/duty_watch.h"
#include "ports/alert_sink.h"
#include "ports/campaign_store.h"
#include "ports/clock.h"
#include "ports/report_desk.h"
#include "ports/status_view.h"
#include "ports/task_spawner.h"

namespace sitewatch::campaign {

/// What the desk uses; all of it outlives the desk.
struct DeskPorts {
  Clock& clock;
  CampaignStore& store;
  AlertSink& alerts;
  TaskSpawner& tasks;
  const StatusView* status = nullptr;  ///< For the measured state of a site in a mail; may be absent.
};

/// Takes reports and decisions in, and watches that reports come. Control loop only; must outlive the tasks it spawns.
class Desk : public ReportDesk {
 public:
  Desk(DeskPorts ports, DutySettings settings);

  /// `history` is what the store holds. Says what is so after the time in which the daemon was down, then looks again
  /// at least every 30 s.
  void start(const CampaignHistory& history);
  /// A sponsor that no longer owes a period has its alert ended as unmonitored. Answers the settings before.
  DutySettings reconfigure(DutySettings settings);
  /// Sites that have other ids now, by former id; call before reconfigure().
  void adopt(std::map<SiteId, SiteId> new_ids) { book_.adopt(std::move(new_ids)); }
  /// No alert is raised or ended from here on.
  void stop() { watch_.stop(); }

  Task<tl::expected<Receipt, FilingRefusal>> file(FilingRequest request) override;
  Task<tl::expected<Decided, FilingRefusal>> decide(DecisionRequest request) override;
  using ReportDesk::reports;
  std::vector<ReportRow> reports(Period period, std::size_t from, std::size_t count) const override;
  std::optional<DutyDetail> duty(Period period, const SponsorId& sponsor) const override;
  const Filing* find_receipt(const std::string& number) const override { return book_.find_receipt(number); }
  Period period_in_force() const override { return book_.period_of(ports_.clock.wall_now()); }
  DutyReading reading(Period period) const override;
  const std::vector<Sponsor>& sponsors() const override { return book_.settings().sponsors; }
  std::uint64_t generation() const override { return book_.generation(); }
  DutySteps steps(Period period) const override { return book_.steps(book_.dates(period)); }
  WallTime form_expires(Period period) const override;

 private:
  Filing filing_from(FilingRequest request, Period period, WallTime now);
  Receipt receipt_of(const Filing& filing, bool repeated, WallTime now) const;
  const Filing* filed_before(const Filing& filing) const;
  std::optional<FilingRefusal> unseen_revision(const Filing& filing, std::optional<std::int64_t> if_revision) const;
  tl::expected<Receipt, FilingRefusal> repeated(const Filing& asked, const Filing& known, WallTime now) const;
  ReportRow row_of(Period period, const Sponsor& sponsor, const Duty& duty) const;
  std::vector<DutySite> form_sites(Period period, const Sponsor& sponsor, const Duty& duty) const;
  void tell_unit(const Filing& filing, WallTime now);
  void tell_unit(const DutyDecision& decision, WallTime now);

  DeskPorts ports_;
  DutyBook book_;
  DutyWatch watch_;
  std::multimap<std::pair<Period, SponsorId>, Filing> filing_;  ///< What is checked and not on disk yet.
  std::set<std::pair<Period, SponsorId>> deciding_;             ///< The same for decisions.
};

}  // namespace sitewatch::campaign
