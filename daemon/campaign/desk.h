#pragma once

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
  std::vector<Sponsor> sponsors;  ///< In inventory order.
  std::vector<Site> sites;
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
  void evaluate(WallTime now);
  void evaluate(Period period, const Sponsor& sponsor, WallTime now);
  void drop_alerts_of_others(const std::vector<Period>& periods, WallTime now);
  AlertCondition condition_of(Period period, const Sponsor& sponsor, const DutyDates& dates) const;
  void finish(const Filing& filing);

  bool owes(const Sponsor& sponsor) const;
  std::vector<Period> watched_periods(WallTime now) const;
  DutyDates dates_of(Period period) const;
  Assessment assess_now(Period period, const SponsorId& sponsor, WallTime now) const;
  const std::vector<Filing>& filings_of(Period period, const SponsorId& sponsor) const;
  const Sponsor* find_sponsor(const SponsorId& id) const;
  std::string next_receipt(Period period);
  void remember(const Filing& filing);
  void index_settings();

  DeskPorts ports_;
  DeskSettings settings_;
  std::map<SponsorId, std::vector<const Site*>> sites_of_;
  std::map<SponsorId, std::vector<SiteId>> owed_sites_;
  std::map<DutyKey, std::vector<Filing>> filings_;
  std::map<Period, int> last_number_;
  std::set<DutyKey> raised_;   ///< Alerts this run has raised and not ended.
  std::set<DutyKey> settled_;  ///< Duties whose alert this run has ended or that need none any more.
  std::unique_ptr<Alarm> alarm_;
  bool stopped_ = true;
};

}  // namespace sitewatch::campaign
