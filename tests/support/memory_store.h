#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ports/alert_store.h"
#include "ports/campaign_store.h"
#include "ports/clock.h"
#include "ports/observation_store.h"
#include "ports/site_store.h"
#include "ports/visit_store.h"

namespace sitewatch {

/// What the five fakes share: the rows, open for tests to look at, and the disk that may refuse.
struct MemoryTables {
  explicit MemoryTables(const Clock& the_clock) : clock(the_clock) {}
  const Clock& clock;  ///< Only to tell which alerts ended long ago.

  SiteRegister sites;

  std::map<TargetId, TargetState> states;
  std::vector<VisitRow> visits;  ///< In order of arrival.
  std::vector<FailedVisit> failures;
  std::vector<TransitionRow> transitions;
  std::map<std::pair<TargetId, date::sys_days>, DayCount> days;

  std::map<std::pair<SiteId, std::string>, Observation> observations;
  std::map<std::pair<SiteId, std::string>, ItemHistory> known_items;
  std::map<std::pair<SiteId, std::string>, std::vector<PastReading>> past_readings;  ///< Oldest first.

  std::map<std::pair<Fingerprint, WallTime>, Alert> alerts;
  std::map<std::tuple<Fingerprint, WallTime, std::string>, NotificationEntry> log;
  std::map<std::int64_t, OutboxRow> outbox;
  std::map<std::int64_t, Silence> silences;
  std::map<std::int64_t, Maintenance> maintenances;

  std::vector<Filing> filings;
  std::vector<DutyDecision> decisions;
  std::set<OwedSite> owed;

  /// What every write answers from now on, and how many still succeed before.
  std::optional<Error> refusal;
  int writes_left = 0;
  std::uint64_t writes = 0;  ///< That succeeded.

  /// One write: the refusal, or nothing.
  std::optional<Error> write();
};

class MemorySiteStore : public SiteStore {
 public:
  explicit MemorySiteStore(MemoryTables& tables) : tables_(tables) {}
  Task<Result<SiteRegister>> load() override;
  Task<Result<void>> write(SiteRegister changes) override;
  Task<Result<void>> adopt(SiteId was, SiteId now) override;

 private:
  MemoryTables& tables_;
};

class MemoryVisitStore : public VisitStore {
 public:
  explicit MemoryVisitStore(MemoryTables& tables) : tables_(tables) {}
  Task<Result<VisitHistory>> load() override;
  Task<Result<void>> write(VisitBatch batch) override;
  Task<Result<std::vector<FailedVisit>>> failures(SiteId site, TimeSpan span) override;
  Task<Result<std::vector<FailedVisit>>> leave_out(SiteId site, TimeSpan span) override;
  Task<Result<void>> prune(WallTime now) override;

 private:
  MemoryTables& tables_;
};

class MemoryObservationStore : public ObservationStore {
 public:
  explicit MemoryObservationStore(MemoryTables& tables) : tables_(tables) {}
  Task<Result<std::vector<Observation>>> load() override;
  Task<Result<std::vector<Observation>>> of(SiteId site) override;
  Task<Result<void>> write(std::vector<Observation> observations) override;
  Task<Result<std::vector<PastReading>>> past(SiteId site, std::string column) override;
  Task<Result<ItemHistory>> items(SiteId site, std::string column) override;

 private:
  MemoryTables& tables_;
};

class MemoryAlertStore : public AlertStore {
 public:
  explicit MemoryAlertStore(MemoryTables& tables) : tables_(tables) {}
  Task<Result<AlertHistory>> load() override;
  Task<Result<std::vector<std::int64_t>>> commit(AlertChange change) override;
  Task<Result<std::string>> message(std::int64_t outbox_id) override;
  Task<Result<void>> update(OutboxRow row) override;
  Task<Result<std::vector<OutboxRow>>> notifications(int most) override;
  Task<Result<std::int64_t>> put(Silence silence) override;
  Task<Result<std::int64_t>> put(Maintenance maintenance) override;

 private:
  MemoryTables& tables_;
};

class MemoryCampaignStore : public CampaignStore {
 public:
  explicit MemoryCampaignStore(MemoryTables& tables) : tables_(tables) {}
  Task<Result<CampaignHistory>> load(Period since) override;
  Task<Result<Filing>> append(Filing filing) override;
  Task<Result<DutyDecision>> append(DutyDecision decision) override;
  Task<Result<void>> note_owed(std::vector<OwedSite> owed) override;

 private:
  MemoryTables& tables_;
};

/// The five store ports over one set of rows. Give the same MemoryStore to a second daemon to play a restart.
class MemoryStore {
 public:
  explicit MemoryStore(const Clock& clock) : tables(clock) {}

  /// A full disk: after `writes_left` more writes each one is refused and changes nothing. Reads go on.
  void fail_from_now_on(int writes_left = 0);
  void fail_from_now_on(Error error, int writes_left = 0);
  void work_again() { tables.refusal.reset(); }

  MemoryTables tables;
  MemorySiteStore sites{tables};
  MemoryVisitStore visits{tables};
  MemoryObservationStore observations{tables};
  MemoryAlertStore alerts{tables};
  MemoryCampaignStore campaigns{tables};
};

}  // namespace sitewatch
