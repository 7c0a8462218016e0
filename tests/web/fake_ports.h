#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "ports/alert_desk.h"
#include "ports/clock.h"
#include "ports/reloader.h"
#include "ports/report_desk.h"
#include "ports/status_view.h"

namespace sitewatch::web {

/// A district of sites as a test arranges them.
class FakeStatus : public StatusView {
 public:
  struct Row {
    Site site;
    Sponsor sponsor;
    TargetId target;
    Health health;
    ProbeResult last;
    bool judged = true;
    PageReading reading;
    mutable ColumnRecord record;  ///< Its newest date is the reading's.
    std::string column_state = "fresh";
    std::vector<ColumnView> columns;
    std::vector<Finding> findings;
  };

  /// A site that is up; change the row as the test needs.
  Row& add(const std::string& id, const std::string& name, HealthState state = HealthState::up);

  std::size_t site_count() const override { return rows.size(); }
  SiteView site(std::size_t index) const override;
  std::optional<SiteView> find(const SiteId& id) const override;
  DaemonView daemon() const override { return daemon_view; }
  Task<Result<std::vector<FailedVisit>>> outages(SiteId site, TimeSpan span) override;
  Task<Result<std::vector<Observation>>> observations(SiteId /*site*/) override { co_return seen; }

  std::deque<Row> rows;
  DaemonView daemon_view;
  std::vector<FailedVisit> failures;
  std::vector<Observation> seen;
  std::optional<TimeSpan> asked_span;
};

class FakeAlertDesk : public AlertDesk {
 public:
  Task<Result<void>> correct(Fingerprint alert, std::string reason, std::string by) override;
  Task<Result<std::int64_t>> add_silence(Silence silence) override;
  Task<Result<void>> expire_silence(std::int64_t id) override;
  Task<Result<std::int64_t>> add_maintenance(Maintenance maintenance) override;
  Task<Result<void>> end_maintenance(std::int64_t id) override;
  void each_alert(const std::function<void(const Alert&)>& show) const override {
    for (const Alert& each : all) show(each);
  }
  const Alert* find_alert(Fingerprint alert) const override;
  std::vector<NotificationEntry> told(Fingerprint alert) const override;
  std::vector<Silence> silences() const override { return all_silences; }
  std::vector<Maintenance> maintenances() const override { return all_maintenances; }
  bool in_maintenance(const std::string&, WallTime) const override { return false; }
  Task<Result<std::vector<OutboxRow>>> notifications(int most) override;

  std::vector<Alert> all;
  std::vector<NotificationEntry> log;
  std::vector<Silence> all_silences;
  std::vector<Maintenance> all_maintenances;
  std::vector<OutboxRow> sent;
  std::vector<std::string> corrections;
  std::optional<Error> fails;
};

/// Keeps revisions by sponsor and period, and receipts by idempotency key.
class FakeReportDesk : public ReportDesk {
 public:
  explicit FakeReportDesk(Clock& clock) : clock_(clock) {}
  Task<tl::expected<Receipt, FilingRefusal>> file(FilingRequest request) override;
  Task<tl::expected<Decided, FilingRefusal>> decide(DecisionRequest request) override;
  using ReportDesk::reports;
  std::vector<ReportRow> reports(Period period, std::size_t from, std::size_t count) const override;
  std::optional<DutyDetail> duty(Period period, const SponsorId& sponsor) const override;
  const Filing* find_receipt(const std::string& number) const override;
  Period period_in_force() const override { return {2026, 3}; }
  DutyReading reading(Period period) const override;
  const std::vector<Sponsor>& sponsors() const override;
  std::uint64_t generation() const override { return times_replaced; }
  DutySteps steps(Period period) const override;
  WallTime form_expires(Period period) const override;

  std::vector<FilingRequest> filed;
  std::vector<DecisionRequest> decided;
  std::vector<ReportRow> rows;
  mutable std::vector<Sponsor> all_sponsors;  ///< Whoever has a row is added.
  std::uint64_t times_replaced = 0;
  std::function<void()> before_rows;  ///< Called whenever rows are asked for, if there is something to call.
  DutyRule rule;
  std::string basis;
  std::map<SponsorId, DutyDetail> details;
  std::map<std::string, Filing> receipts;
  std::string unavailable;
  std::vector<FilingRefusal::Fault> faults;  ///< Not empty: nothing is taken.

 private:
  Clock& clock_;
  std::map<std::string, Receipt> by_key_;
};

class FakeReloader : public Reloader {
 public:
  Task<std::vector<std::string>> reload() override {
    ++times;
    co_return mistakes;
  }
  std::vector<std::string> mistakes;
  int times = 0;
};

}  // namespace sitewatch::web
