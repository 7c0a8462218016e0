#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "domain/deadline.h"
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

/// One generation of the configuration, as far as duties go.
struct DeskSettings {
  std::vector<Sponsor> sponsors;                   ///< In inventory order.
  std::shared_ptr<const std::vector<Site>> sites;  ///< Shared with the rest of the generation. Never null.
  DutyRule rule;
  std::string basis;
  bool owed_by_all = false;
  Zone zone = Zone::utc();
  Workdays workdays;
  WallTime effective_from{};  ///< No alert for a deadline before it.
};

/// Files reports and watches that they come. Control loop only; must outlive the tasks it spawns.
class Desk : public ReportDesk {
 public:
  Desk(DeskPorts ports, DeskSettings settings);

  /// `filed` is what the store holds. Raises and ends alerts for what happened while the daemon was down, then looks
  /// again at least every 30 s.
  void start(std::vector<Filing> filed);
  /// A sponsor that no longer owes a period has its alert ended as unmonitored.
  void reconfigure(DeskSettings settings);
  /// No alert is raised or ended from here on.
  void stop();

  Task<tl::expected<Receipt, FilingRefusal>> file(FilingRequest request) override;
  std::vector<ReportRow> reports(Period period) const override;
  Period period_in_force() const override;

 private:
  using DutyKey = std::pair<Period, SponsorId>;

  Task<void> watch();
  Task<void> settle_period(Period period);
  void settle(Period period, const Sponsor& sponsor, const DutyDates& dates);
  void end_alerts_of_gone_sponsors(const std::vector<Sponsor>& before);
  void end_with_receipt(const Filing& filing);
  AlertCondition condition_of(Period period, const Sponsor& sponsor, const DutyDates& dates) const;
  std::vector<FactRow> site_rows(const SponsorId& sponsor) const;

  Filing filing_from(FilingRequest request, Period period, WallTime now);
  Receipt receipt_of(const Filing& filing, bool repeated) const;
  const Filing* filed_before(const FilingRequest& request, Period period) const;
  bool owes(const Sponsor& sponsor) const;
  DutyDates dates_of(Period period) const;
  WallTime next_deadline(WallTime now) const;
  std::vector<Period> closed_periods(WallTime now) const;
  const std::vector<Filing>& filings_of(Period period, const SponsorId& sponsor) const;
  const std::vector<const Site*>& sites_of(const SponsorId& sponsor) const;
  const Sponsor* find_sponsor(const SponsorId& id) const;
  std::vector<SiteId> owed_sites(const SponsorId& sponsor) const;
  void remember(const Filing& filing);
  void index_settings();

  DeskPorts ports_;
  DeskSettings settings_;
  std::map<SponsorId, const Sponsor*> sponsors_;            ///< Into `settings_`.
  std::map<SponsorId, std::vector<const Site*>> sites_of_;  ///< Into `settings_`.
  std::map<DutyKey, std::vector<Filing>> filings_;
  std::map<Period, int> last_number_;  ///< Of the receipts given; a refused append leaves a gap, never a double.
  std::set<Period> settled_;           ///< Closed periods whose alerts are as they should be; filings keep them so.
  WallTime quiet_until_{};             ///< No further period closes before it.
  std::uint64_t generation_ = 0;       ///< Of `settings_`: a walk over the sponsors ends when they change.
  std::unique_ptr<Alarm> alarm_;
  bool stopped_ = true;
};

}  // namespace sitewatch::campaign
