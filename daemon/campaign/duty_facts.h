#pragma once

#include <vector>

#include "campaign/duty_book.h"
#include "ports/alert_sink.h"
#include "ports/status_view.h"

namespace sitewatch::campaign {

/// What mails about duties say: facts by the names of their templates. Pure but for `status`, which may be null.
class DutyFacts {
 public:
  DutyFacts(const DutyBook& book, const StatusView* status) : book_(book), status_(status) {}

  /// `remind_at`: the latest reminder that has come; it decides whether the unit is due to hear of it again.
  AlertCondition due_soon(Period period, const Sponsor& sponsor, const Duty& duty, const DutySteps& steps,
                          WallTime remind_at) const;
  /// Dated at the deadline, not when it was noticed.
  AlertCondition overdue(Period period, const Sponsor& sponsor, const Duty& duty) const;
  Facts ending(const Filing& filing) const;

  Bulletin receipt(const Filing& filing, const Duty& duty) const;
  Bulletin returned(const DutyDecision& decision, const Duty& duty) const;
  Bulletin decided(const DutyDecision& decision, const Duty& duty) const;
  /// A list for the office: its rows, and the counts of the period. The facts count all units and hold the first ones:
  /// a mail shows no more, and thousands would take too long.
  struct ListOf {
    BulletinKind kind = BulletinKind::roster;
    std::string key;
    Period period;
    WallTime at{};
    DutyDates dates;
    std::vector<const Sponsor*> units;
    std::int64_t due = 0;
    std::int64_t filed = 0;
  };
  Bulletin list(const ListOf& list, WallTime now) const;

 private:
  FactRow about(Period period, const Duty& duty) const;
  std::vector<FactRow> site_rows(const Sponsor& sponsor, const std::vector<SiteId>& sites) const;
  std::vector<FactRow> names_of(const Sponsor& sponsor, const std::vector<SiteId>& sites) const;
  std::string last_month(Period period, const Sponsor& sponsor, WallTime now) const;

  const DutyBook& book_;
  const StatusView* status_;
};

AlertIdentity report_identity(AlertName alert, Period period, const SponsorId& sponsor);

}  // namespace sitewatch::campaign
