#include "web/fake_ports.h"

#include <algorithm>

namespace sitewatch::web {

FakeStatus::Row& FakeStatus::add(const std::string& id, const std::string& name, HealthState state) {
  Row& row = rows.emplace_back();
  row.site.id = id;
  row.site.name = name;
  row.site.sponsor = "unit-" + id;
  row.sponsor.id = row.site.sponsor;
  row.sponsor.name = name.substr(0, name.find("网站"));
  if (auto url = Url::parse("http://" + id + ".example/")) row.site.home_urls.push_back(*url);
  row.target = target_id(id, 0);
  row.health.state = state;
  row.health.since = from_milliseconds(1'772'400'000'000);
  row.last.target = row.target;
  row.last.site = id;
  row.last.started_at = from_milliseconds(1'772'409'000'000);
  row.last.http_status = 200;
  row.last.verdict = Verdict::good;
  row.last.seconds = 0.25;
  row.health.good_in_row = 1;
  if (state == HealthState::down) {
    row.health.good_in_row = 0;
    row.health.bad_in_row = 3;
    row.health.reason = FailureReason::http_5xx;
    row.last.verdict = Verdict::bad;
    row.last.reason = FailureReason::http_5xx;
    row.last.http_status = 503;
  }
  return row;
}

SiteView FakeStatus::site(std::size_t index) const {
  const Row& row = rows.at(index);
  SiteView view;
  view.site = &row.site;
  view.sponsor = &row.sponsor;
  view.state = row.health.state;
  view.reason = row.last.reason;
  view.judged_now = row.judged;
  view.since = row.health.since;
  view.last_judged = row.last.started_at;
  view.window = {
      .ok = 1915, .failed = row.health.state == HealthState::down ? 101u : 0u, .unknown = 2, .enough_visits = true};
  TargetView target;
  target.id = &row.target;
  target.url = row.site.home_urls.empty() ? std::string{} : row.site.home_urls.front().text();
  target.health = &row.health;
  target.last = &row.last;
  target.last_judged = row.judged ? &row.last : nullptr;
  view.targets.push_back(target);
  row.record.newest = row.reading.newest;
  view.home = ColumnView{.column = "home",
                         .state = row.column_state,
                         .read_at = row.last.started_at,
                         .record = &row.record,
                         .reading = &row.reading};
  view.columns = row.columns;
  view.findings = row.findings;
  view.rule_set = "CN-2019-19";
  return view;
}

std::optional<SiteView> FakeStatus::find(const SiteId& id) const {
  for (std::size_t index = 0; index < rows.size(); ++index)
    if (rows[index].site.id == id) return site(index);
  return std::nullopt;
}

Task<Result<std::vector<FailedVisit>>> FakeStatus::outages(SiteId, TimeSpan span) {
  asked_span = span;
  co_return failures;
}

const Alert* FakeAlertDesk::find_alert(Fingerprint alert) const {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Alert& each) { return fingerprint(each.identity) == alert; });
  return found == all.end() ? nullptr : &*found;
}

std::vector<NotificationEntry> FakeAlertDesk::told(Fingerprint alert) const {
  std::vector<NotificationEntry> found;
  std::copy_if(log.begin(), log.end(), std::back_inserter(found),
               [&](const NotificationEntry& each) { return each.alert == alert; });
  return found;
}

Task<Result<void>> FakeAlertDesk::correct(Fingerprint alert, std::string reason, std::string by) {
  if (fails) co_return tl::unexpected(*fails);
  if (!find_alert(alert)) co_return failure("no such alert");
  corrections.push_back(text(alert) + '|' + reason + '|' + by);
  co_return Result<void>{};
}

Task<Result<std::int64_t>> FakeAlertDesk::add_silence(Silence silence) {
  if (fails) co_return tl::unexpected(*fails);
  silence.id = static_cast<std::int64_t>(all_silences.size()) + 1;
  all_silences.push_back(silence);
  co_return silence.id;
}

Task<Result<void>> FakeAlertDesk::expire_silence(std::int64_t id) {
  const auto gone = std::erase_if(all_silences, [&](const Silence& each) { return each.id == id; });
  if (gone == 0) co_return failure("no such silence");
  co_return Result<void>{};
}

Task<Result<std::int64_t>> FakeAlertDesk::add_maintenance(Maintenance maintenance) {
  maintenance.id = static_cast<std::int64_t>(all_maintenances.size()) + 1;
  all_maintenances.push_back(maintenance);
  co_return maintenance.id;
}

Task<Result<void>> FakeAlertDesk::end_maintenance(std::int64_t id) {
  const auto gone = std::erase_if(all_maintenances, [&](const Maintenance& each) { return each.id == id; });
  if (gone == 0) co_return failure("no such maintenance");
  co_return Result<void>{};
}

Task<Result<std::vector<OutboxRow>>> FakeAlertDesk::notifications(int most) {
  std::vector<OutboxRow> newest = sent;
  if (newest.size() > static_cast<std::size_t>(most)) newest.resize(static_cast<std::size_t>(most));
  co_return newest;
}

Task<tl::expected<Receipt, FilingRefusal>> FakeReportDesk::file(FilingRequest request) {
  if (!unavailable.empty()) {
    FilingRefusal refusal;
    refusal.unavailable = unavailable;
    co_return tl::unexpected(refusal);
  }
  if (!faults.empty()) {
    FilingRefusal refusal;
    refusal.faults = faults;
    co_return tl::unexpected(refusal);
  }
  if (!Period::parse(request.period)) {
    FilingRefusal refusal;
    refusal.faults.push_back({"period", RefusalReason::not_a_month});
    co_return tl::unexpected(refusal);
  }
  // The store's turn: other requests run before this one is on disk.
  co_await clock_.sleep_until(clock_.steady_now());
  const std::string key = request.sponsor + '|' + request.period + '|' + request.idempotency_key;
  if (const auto known = by_key_.find(key); !request.idempotency_key.empty() && known != by_key_.end()) {
    Receipt receipt = known->second;
    const Filing& before = receipts[receipt.number];
    receipt.repeated = true;
    if (request.sites == before.sites && request.nil_reason == before.nil_reason && request.note == before.note)
      co_return receipt;
    FilingRefusal refusal;
    refusal.conflict = receipt.number;
    refusal.faults.push_back({"idempotency_key", RefusalReason::key_used});
    co_return tl::unexpected(refusal);
  }
  filed.push_back(request);
  Receipt receipt{.number = request.period + '-' + std::to_string(filed.size()),
                  .filed_at = clock_.wall_now(),
                  .state = ReportState::filed,
                  .repeated = false};
  by_key_[key] = receipt;
  Filing& filing = receipts[receipt.number];
  filing.receipt = receipt.number;
  filing.sponsor = request.sponsor;
  filing.period = *Period::parse(request.period);
  filing.sites = request.sites;
  filing.nil_reason = request.nil_reason;
  filing.note = request.note;
  filing.received_at = request.received_at.value_or(receipt.filed_at);
  filing.entered_at = receipt.filed_at;
  filing.channel = request.channel;
  filing.entered_by = request.entered_by;
  filing.reason = request.reason;
  filing.revision = static_cast<int>(filed.size());
  co_return receipt;
}

Task<tl::expected<Decided, FilingRefusal>> FakeReportDesk::decide(DecisionRequest request) {
  decided.push_back(request);
  if (!unavailable.empty()) co_return tl::unexpected(FilingRefusal{{}, unavailable});
  if (request.reason.empty()) co_return tl::unexpected(FilingRefusal{{{"reason", RefusalReason::no_reason}}, {}});
  co_return Decided{request.kind == DecisionKind::waive ? ReportState::waived : ReportState::extended, {}};
}

std::optional<DutyDetail> FakeReportDesk::duty(Period, const SponsorId& sponsor) const {
  const auto found = details.find(sponsor);
  return found == details.end() ? std::nullopt : std::optional{found->second};
}

const Filing* FakeReportDesk::find_receipt(const std::string& number) const {
  const auto found = receipts.find(number);
  return found == receipts.end() ? nullptr : &found->second;
}

DutyReading FakeReportDesk::reading(Period period) const {
  // The zone of the tests that look at dates; a calendar without holidays.
  const Zone zone = Zone::named("Asia/Shanghai").value_or(Zone::utc());
  const Workdays workdays;
  return {.covered = !rows.empty(), .rule = rule, .dates = duty_dates(period, rule, {zone, workdays}), .basis = basis};
}

DutySteps FakeReportDesk::steps(Period period) const {
  const Zone zone = Zone::utc();
  const Workdays workdays;
  return duty_steps(duty_dates(period, {}, {zone, workdays}), {}, {zone, workdays});
}

WallTime FakeReportDesk::form_expires(Period period) const {
  return steps(plus_months(period, 1)).reminders.front();
}

const std::vector<Sponsor>& FakeReportDesk::sponsors() const {
  for (const ReportRow& row : rows) {
    const auto is_its = [&row](const Sponsor& each) { return each.id == row.sponsor; };
    if (std::none_of(all_sponsors.begin(), all_sponsors.end(), is_its))
      all_sponsors.push_back({.id = row.sponsor, .name = row.sponsor_name});
  }
  return all_sponsors;
}

std::vector<ReportRow> FakeReportDesk::reports(Period period, std::size_t from, std::size_t count) const {
  if (before_rows) before_rows();
  std::vector<ReportRow> found;
  const std::vector<Sponsor>& all = sponsors();
  for (std::size_t place = from; place < all.size() && place - from < count; ++place)
    for (const ReportRow& row : rows)
      if (row.period == period && row.sponsor == all[place].id) found.push_back(row);
  return found;
}

}  // namespace sitewatch::web
