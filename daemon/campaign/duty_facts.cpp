#include "campaign/duty_facts.h"

#include <algorithm>

#include "text/lateness.h"

namespace sitewatch::campaign {
namespace {

constexpr std::size_t units_listed = 300;

std::string site_name(const std::vector<const Site*>& sites, const SiteId& id) {
  const auto found = std::find_if(sites.begin(), sites.end(), [&](const Site* each) { return each->id == id; });
  return found == sites.end() ? id : (*found)->name;
}

}  // namespace

AlertIdentity report_identity(AlertName alert, Period period, const SponsorId& sponsor) {
  AlertIdentity identity;
  identity.alert = alert;
  identity.sponsor = sponsor;
  identity.period = period.text();
  return identity;
}

FactRow DutyFacts::about(Period period, const Duty& duty) const {
  const DutySettings& settings = book_.settings();
  FactRow values;
  values["period"] = period.text();
  values["day"] = std::int64_t{settings.rule.day};
  values["exclusive"] = !settings.rule.inclusive;
  values["deadline"] = duty.dates.deadline.closes;
  values["listed_from"] = duty.dates.deadline.grace_end;
  values["cutoff"] = clock_text(settings.rule.cutoff);
  values["basis"] = settings.basis;
  values["nil_allowed"] = settings.nil_allowed;
  values["extended"] = duty.record->extended_until().has_value();
  return values;
}

std::vector<FactRow> DutyFacts::site_rows(const Sponsor& sponsor, const std::vector<SiteId>& sites) const {
  std::vector<FactRow> rows;
  for (const Site* const site : book_.sites_of(sponsor.id)) {
    if (std::find(sites.begin(), sites.end(), site->id) == sites.end()) continue;
    FactRow row;
    row["n"] = static_cast<std::int64_t>(rows.size() + 1);
    row["name"] = site->name;
    row["disposition"] = std::string{name(site->disposition)};
    const std::optional<SiteView> view = status_ ? status_->find(site->id) : std::nullopt;
    row["state"] = std::string{name(view ? view->state : HealthState::unknown)};
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<FactRow> DutyFacts::names_of(const Sponsor& sponsor, const std::vector<SiteId>& sites) const {
  std::vector<FactRow> rows;
  rows.reserve(sites.size());
  for (const SiteId& id : sites) rows.push_back({{"name", site_name(book_.sites_of(sponsor.id), id)}});
  return rows;
}

AlertCondition DutyFacts::due_soon(Period period, const Sponsor& sponsor, const Duty& duty, const DutySteps& steps,
                                   WallTime remind_at) const {
  AlertCondition condition;
  condition.identity = report_identity(AlertName::ReportDueSoon, period, sponsor.id);
  condition.severity = Severity::info;
  condition.sponsor = sponsor.id;
  condition.starts = steps.reminders.front();
  condition.facts.values = about(period, duty);
  condition.facts.values["remind_at"] = remind_at;
  condition.facts.values["returned"] = duty.assessment.state == ReportState::returned;
  condition.facts.lists["left_out"] = names_of(sponsor, duty.assessment.left_out);
  condition.facts.lists["sites"] = site_rows(sponsor, duty.owed);
  condition.facts.values["count"] = static_cast<std::int64_t>(condition.facts.lists["sites"].size());
  return condition;
}

AlertCondition DutyFacts::overdue(Period period, const Sponsor& sponsor, const Duty& duty) const {
  AlertCondition condition;
  condition.identity = report_identity(AlertName::ReportOverdue, period, sponsor.id);
  condition.severity = Severity::warning;
  condition.sponsor = sponsor.id;
  condition.starts = duty.dates.deadline.closes;
  condition.facts.values = about(period, duty);
  condition.facts.lists["sites"] = site_rows(sponsor, duty.owed);
  condition.facts.values["count"] = static_cast<std::int64_t>(condition.facts.lists["sites"].size());
  return condition;
}

Facts DutyFacts::ending(const Filing& filing) const {
  Facts facts;
  facts.values["receipt"] = filing.receipt;
  facts.values["received_at"] = filing.received_at;
  return facts;
}

Bulletin DutyFacts::receipt(const Filing& filing, const Duty& duty) const {
  const Sponsor* const sponsor = book_.find_sponsor(filing.sponsor);
  Bulletin bulletin{BulletinKind::receipt, filing.receipt, filing.sponsor, filing.period, {}};
  FactRow& values = bulletin.facts.values;
  values = about(filing.period, duty);
  values["receipt"] = filing.receipt;
  values["received_at"] = filing.received_at;
  values["entered_at"] = filing.entered_at;
  values["on_behalf"] = entered_on_behalf(filing);
  values["channel"] = filing.channel;
  values["entry_reason"] = filing.reason;
  values["nil_reason"] = filing.nil_reason;
  values["note"] = filing.note;
  values["state"] = std::string{name(duty.assessment.state)};
  values["revision"] = std::int64_t{filing.revision};
  const WallTime first = duty.assessment.filed_at.value_or(filing.received_at);
  const bool late = !duty.record->waived() && first >= duty.dates.deadline.closes;
  values["late"] = late;
  values["late_days"] = std::int64_t{late ? days_late(duty.dates.last_day, first, book_.settings().zone) : 0};
  for (const SiteProgress& progress : filing.sites) {
    FactRow row{{"name", site_name(book_.sites_of(filing.sponsor), progress.site)},
                {"closure", progress.closure},
                {"obstacles", progress.obstacles},
                {"expected_on", progress.expected_on}};
    if (progress.migration_percent) row["migration_percent"] = std::int64_t{*progress.migration_percent};
    bulletin.facts.lists["filed_sites"].push_back(std::move(row));
  }
  if (sponsor) bulletin.facts.lists["left_out"] = names_of(*sponsor, duty.assessment.left_out);
  return bulletin;
}

Bulletin DutyFacts::returned(const DutyDecision& decision, const Duty& duty) const {
  Bulletin bulletin = decided(decision, duty);
  bulletin.kind = BulletinKind::returned;
  // Told again after a restart, it still names what was given back and not what came since.
  const std::vector<Filing>& filings = duty.record->filings;
  const auto given_back = std::find_if(filings.begin(), filings.end(),
                                       [&](const Filing& each) { return each.revision == decision.revision; });
  bulletin.facts.values["receipt"] = given_back == filings.end() ? std::string{} : given_back->receipt;
  return bulletin;
}

Bulletin DutyFacts::decided(const DutyDecision& decision, const Duty& duty) const {
  Bulletin bulletin{BulletinKind::decided, std::to_string(decision.no), decision.sponsor, decision.period, {}};
  FactRow& values = bulletin.facts.values;
  values = about(decision.period, duty);
  values["kind"] = std::string{name(decision.kind)};
  values["reason"] = decision.reason;
  values["by"] = decision.by;
  values["at"] = decision.at;
  values["open"] = is_open(duty.assessment.state);
  if (const auto filed_at = duty.assessment.filed_at) {
    values["filed_at"] = *filed_at;
    values["late"] = *filed_at >= duty.dates.deadline.closes;
  }
  return bulletin;
}

std::string DutyFacts::last_month(Period period, const Sponsor& sponsor, WallTime now) const {
  const std::optional<Duty> before = book_.duty(plus_months(period, -1), sponsor, now);
  if (!before || before->dates.deadline.closes < book_.settings().effective_from) return "none";
  switch (before->assessment.state) {
    case ReportState::filed:
    case ReportState::filed_late:
    case ReportState::waived:
      return std::string{name(before->assessment.state)};
    case ReportState::partial:
    case ReportState::returned:
      return *before->assessment.filed_at < before->dates.deadline.closes ? "filed" : "filed_late";
    case ReportState::in_grace:
    case ReportState::overdue:
      return "missing";
    default:
      return "none";
  }
}

Bulletin DutyFacts::list(const ListOf& list, WallTime now) const {
  Bulletin bulletin{list.kind, list.key, {}, list.period, {}};
  const Duty period_duty{.dates = list.dates, .owed = {}, .assessment = {}, .record = &book_.record(list.period, {})};
  FactRow& values = bulletin.facts.values;
  values = about(list.period, period_duty);
  values["at"] = list.at;
  values["due"] = list.due;
  values["filed"] = list.filed;
  values["missing"] = static_cast<std::int64_t>(list.units.size());
  values["listed"] = now >= list.dates.deadline.grace_end;
  const std::size_t rows = std::min(list.units.size(), units_listed);
  for (std::size_t i = 0; i < rows; ++i) {
    const Sponsor* const unit = list.units[i];
    const Duty duty = book_.duty_of(list.period, *unit, now);
    bulletin.facts.lists["units"].push_back({{"sponsor", unit->id},
                                             {"unit", unit->name},
                                             {"contact", unit->contact},
                                             {"phone", unit->phone},
                                             {"sites", static_cast<std::int64_t>(duty.owed.size())},
                                             {"state", std::string{name(duty.assessment.state)}},
                                             {"last_month", last_month(list.period, *unit, now)}});
  }
  return bulletin;
}

}  // namespace sitewatch::campaign
