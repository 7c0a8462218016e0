#include "campaign/desk.h"

#include <algorithm>

#include "campaign/filing_check.h"
#include "campaign/receipt.h"

namespace sitewatch::campaign {
namespace {

constexpr Duration look_again = std::chrono::seconds{30};
constexpr int periods_back = 12;
constexpr std::size_t sponsors_a_turn = 256;

AlertIdentity overdue_identity(Period period, const SponsorId& sponsor) {
  AlertIdentity identity;
  identity.alert = AlertName::ReportOverdue;
  identity.sponsor = sponsor;
  identity.period = period.text();
  return identity;
}

std::string clock_text(Duration time_of_day) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time_of_day).count();
  const auto two = [](auto value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return two(minutes / 60) + ":" + two(minutes % 60);
}

}  // namespace

Desk::Desk(DeskPorts ports, DeskSettings settings)
    : ports_{ports}, settings_{std::move(settings)}, alarm_{ports.clock.make_alarm()} {
  index_settings();
}

void Desk::start(std::vector<Filing> filed) {
  for (const Filing& filing : filed) remember(filing);
  stopped_ = false;
  ports_.tasks.spawn("duty watch", watch());
}

void Desk::reconfigure(DeskSettings settings) {
  const std::vector<Sponsor> before = std::exchange(settings_, std::move(settings)).sponsors;
  index_settings();
  ++generation_;
  settled_.clear();
  quiet_until_ = {};
  if (stopped_) return;
  end_alerts_of_gone_sponsors(before);
  alarm_->wake();
}

void Desk::stop() {
  stopped_ = true;
  alarm_->wake();
}

Task<void> Desk::watch() {
  while (!stopped_) {
    const WallTime now = ports_.clock.wall_now();
    if (now >= quiet_until_) {
      quiet_until_ = next_deadline(now);
      const std::vector<Period> periods = closed_periods(now);
      for (const Period period : periods)
        if (!stopped_ && !settled_.contains(period)) co_await settle_period(period);
    }
    const SteadyTime again = ports_.clock.steady_now() + look_again;
    if (!stopped_) co_await alarm_->wait_until(again);
  }
}

Task<void> Desk::settle_period(Period period) {
  const std::uint64_t generation = generation_;
  const DutyDates dates = dates_of(period);
  for (std::size_t i = 0; i < settings_.sponsors.size(); ++i) {
    settle(period, settings_.sponsors[i], dates);
    if ((i + 1) % sponsors_a_turn != 0) continue;
    const SteadyTime now = ports_.clock.steady_now();
    co_await ports_.clock.sleep_until(now);
    if (stopped_ || generation != generation_) co_return;
  }
  settled_.insert(period);
}

void Desk::settle(Period period, const Sponsor& sponsor, const DutyDates& dates) {
  const std::vector<Filing>& filings = filings_of(period, sponsor.id);
  if (!filings.empty())
    end_with_receipt(filings.back());
  else if (owes(sponsor))
    ports_.alerts.raise(condition_of(period, sponsor, dates));
  else
    ports_.alerts.clear(overdue_identity(period, sponsor.id), Ending::unmonitored, ports_.clock.wall_now(), {});
}

void Desk::end_alerts_of_gone_sponsors(const std::vector<Sponsor>& before) {
  const WallTime now = ports_.clock.wall_now();
  for (const Sponsor& sponsor : before) {
    if (find_sponsor(sponsor.id)) continue;
    for (const Period period : closed_periods(now))
      ports_.alerts.clear(overdue_identity(period, sponsor.id), Ending::unmonitored, now, {});
  }
}

void Desk::end_with_receipt(const Filing& filing) {
  Facts facts;
  facts.values["receipt"] = filing.receipt;
  facts.values["received_at"] = filing.received_at;
  ports_.alerts.clear(overdue_identity(filing.period, filing.sponsor), Ending::receipt, ports_.clock.wall_now(),
                      std::move(facts));
}

AlertCondition Desk::condition_of(Period period, const Sponsor& sponsor, const DutyDates& dates) const {
  AlertCondition condition;
  condition.identity = overdue_identity(period, sponsor.id);
  condition.severity = Severity::warning;
  condition.sponsor = sponsor.id;
  condition.starts = dates.deadline.closes;
  std::vector<FactRow> sites = site_rows(sponsor.id);
  FactRow& values = condition.facts.values;
  values["period"] = period.text();
  values["day"] = std::int64_t{settings_.rule.day};
  values["exclusive"] = !settings_.rule.inclusive;
  values["deadline"] = dates.deadline.closes;
  values["listed_from"] = dates.deadline.grace_end;
  values["cutoff"] = clock_text(settings_.rule.cutoff);
  values["basis"] = settings_.basis;
  values["count"] = static_cast<std::int64_t>(sites.size());
  values["reminders"] = std::string{};
  condition.facts.lists["sites"] = std::move(sites);
  return condition;
}

std::vector<FactRow> Desk::site_rows(const SponsorId& sponsor) const {
  std::vector<FactRow> rows;
  for (const Site* site : sites_of(sponsor)) {
    if (!owes_progress(site->disposition)) continue;
    FactRow row;
    row["n"] = static_cast<std::int64_t>(rows.size() + 1);
    row["name"] = site->name;
    row["disposition"] = std::string{name(site->disposition)};
    const std::optional<SiteView> view = ports_.status ? ports_.status->find(site->id) : std::nullopt;
    row["state"] = std::string{name(view ? view->state : HealthState::unknown)};
    rows.push_back(std::move(row));
  }
  return rows;
}

Task<tl::expected<Receipt, FilingRefusal>> Desk::file(FilingRequest request) {
  const WallTime now = ports_.clock.wall_now();
  const FilingScope scope{find_sponsor(request.sponsor), sites_of(request.sponsor), period_in_force(), now};
  FilingRefusal refusal;
  refusal.faults = check_filing(request, scope);
  if (!refusal.faults.empty()) co_return tl::unexpected<FilingRefusal>(std::move(refusal));

  const Period period = *Period::parse(request.period);
  if (const Filing* known = filed_before(request, period)) co_return receipt_of(*known, true);

  Filing filing = filing_from(std::move(request), period, now);
  const std::string given = filing.receipt;
  Result<Filing> stored = co_await ports_.store.append(std::move(filing));
  if (!stored) {
    refusal.unavailable = stored.error().message;
    co_return tl::unexpected<FilingRefusal>(std::move(refusal));
  }
  remember(*stored);
  if (!stopped_) end_with_receipt(*stored);
  co_return receipt_of(*stored, stored->receipt != given);
}

std::vector<ReportRow> Desk::reports(Period period) const {
  const WallTime now = ports_.clock.wall_now();
  const DutyDates dates = dates_of(period);
  std::vector<ReportRow> rows;
  for (const Sponsor& sponsor : settings_.sponsors) {
    const std::vector<Filing>& filings = filings_of(period, sponsor.id);
    if (filings.empty() && !owes(sponsor)) continue;
    const std::vector<SiteId> owed = owed_sites(sponsor.id);
    Assessment assessment = assess(dates, filings, owed, now);
    ReportRow row;
    row.sponsor = sponsor.id;
    row.sponsor_name = sponsor.name;
    row.period = period;
    row.state = assessment.state;
    row.deadline = dates.deadline;
    row.filed_at = assessment.filed_at;
    row.receipt = std::move(assessment.receipt);
    row.sites = static_cast<int>(owed.size());
    rows.push_back(std::move(row));
  }
  return rows;
}

Period Desk::period_in_force() const {
  return period_of(settings_.zone.day(ports_.clock.wall_now()));
}

Filing Desk::filing_from(FilingRequest request, Period period, WallTime now) {
  Filing filing;
  filing.receipt = receipt_number(period, ++last_number_[period]);
  filing.sponsor = std::move(request.sponsor);
  filing.period = period;
  filing.sites = std::move(request.sites);
  filing.nil_reason = std::move(request.nil_reason);
  filing.note = std::move(request.note);
  filing.received_at = request.received_at.value_or(now);
  filing.entered_at = now;
  filing.channel = std::move(request.channel);
  filing.entered_by = std::move(request.entered_by);
  filing.idempotency_key = std::move(request.idempotency_key);
  return filing;
}

Receipt Desk::receipt_of(const Filing& filing, bool repeated) const {
  const Assessment assessment = assess(dates_of(filing.period), filings_of(filing.period, filing.sponsor),
                                       owed_sites(filing.sponsor), ports_.clock.wall_now());
  return {filing.receipt, filing.received_at, assessment.state, repeated};
}

const Filing* Desk::filed_before(const FilingRequest& request, Period period) const {
  if (request.idempotency_key.empty()) return nullptr;
  for (const Filing& filing : filings_of(period, request.sponsor))
    if (filing.idempotency_key == request.idempotency_key) return &filing;
  return nullptr;
}

bool Desk::owes(const Sponsor& sponsor) const {
  if (sponsor.without_site) return false;
  if (settings_.owed_by_all) return true;
  const std::vector<const Site*>& sites = sites_of(sponsor.id);
  return std::any_of(sites.begin(), sites.end(), [](const Site* site) { return owes_progress(site->disposition); });
}

DutyDates Desk::dates_of(Period period) const {
  return duty_dates(period, settings_.rule, settings_.zone, settings_.workdays);
}

WallTime Desk::next_deadline(WallTime now) const {
  Period period = period_of(settings_.zone.day(now));
  while (dates_of(period).deadline.closes <= now) period = plus_months(period, 1);
  return dates_of(period).deadline.closes;
}

std::vector<Period> Desk::closed_periods(WallTime now) const {
  const Period this_month = period_of(settings_.zone.day(now));
  std::vector<Period> closed;
  for (int back = periods_back; back >= 0; --back) {
    const Period period = plus_months(this_month, -back);
    const WallTime closes = dates_of(period).deadline.closes;
    if (closes <= now && closes >= settings_.effective_from) closed.push_back(period);
  }
  return closed;
}

const std::vector<Filing>& Desk::filings_of(Period period, const SponsorId& sponsor) const {
  static const std::vector<Filing> none;
  const auto found = filings_.find({period, sponsor});
  return found == filings_.end() ? none : found->second;
}

const std::vector<const Site*>& Desk::sites_of(const SponsorId& sponsor) const {
  static const std::vector<const Site*> none;
  const auto found = sites_of_.find(sponsor);
  return found == sites_of_.end() ? none : found->second;
}

const Sponsor* Desk::find_sponsor(const SponsorId& id) const {
  const auto found = sponsors_.find(id);
  return found == sponsors_.end() ? nullptr : found->second;
}

std::vector<SiteId> Desk::owed_sites(const SponsorId& sponsor) const {
  std::vector<SiteId> owed;
  for (const Site* site : sites_of(sponsor))
    if (owes_progress(site->disposition)) owed.push_back(site->id);
  return owed;
}

void Desk::remember(const Filing& filing) {
  std::vector<Filing>& filings = filings_[{filing.period, filing.sponsor}];
  const auto same = [&](const Filing& other) { return other.receipt == filing.receipt; };
  if (std::none_of(filings.begin(), filings.end(), same)) filings.push_back(filing);
  if (const auto parts = read_receipt(filing.receipt); parts && parts->period == filing.period)
    last_number_[filing.period] = std::max(last_number_[filing.period], parts->number);
}

void Desk::index_settings() {
  sponsors_.clear();
  for (const Sponsor& sponsor : settings_.sponsors) sponsors_.emplace(sponsor.id, &sponsor);
  sites_of_.clear();
  for (const Site& site : *settings_.sites) sites_of_[site.sponsor].push_back(&site);
}

}  // namespace sitewatch::campaign
