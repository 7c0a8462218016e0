#include "campaign/desk.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "campaign/decision_check.h"
#include "campaign/filing_check.h"
#include "campaign/receipt.h"
#include "text/escape.h"

namespace sitewatch::campaign {
namespace {

/// What was stored so lately may not have been told when the daemon ended; telling again does no harm.
constexpr Duration tell_again = std::chrono::hours{24 * 3};

const Filing* first_received(const std::vector<Filing>& filings) {
  const auto first = std::min_element(filings.begin(), filings.end(),
                                      [](const Filing& a, const Filing& b) { return a.received_at < b.received_at; });
  return first == filings.end() ? nullptr : &*first;
}

/// What the newest filing that names the site says of it.
const SiteProgress* last_said(const std::vector<Filing>& filings, const SiteId& site) {
  for (auto filing = filings.rbegin(); filing != filings.rend(); ++filing)
    for (const SiteProgress& progress : filing->sites)
      if (progress.site == site) return &progress;
  return nullptr;
}

std::string why_returned(const DutyRecord& record) {
  const auto newest = std::find_if(record.decisions.rbegin(), record.decisions.rend(),
                                   [](const DutyDecision& each) { return each.kind == DecisionKind::give_back; });
  return newest == record.decisions.rend() ? std::string{} : newest->reason;
}

// Whoever entered or approved it may have given a person's name: that is no matter of the log.
void log(const Filing& filing) {
  spdlog::info("report filed sponsor={} period={} receipt={} revision={} channel={} sites={} received_at={}",
               log_escaped(filing.sponsor), filing.period.text(), filing.receipt, filing.revision, filing.channel,
               filing.sites.size(), date::format("%FT%TZ", date::floor<std::chrono::seconds>(filing.received_at)));
}

void log(const DutyDecision& decision) {
  spdlog::info("report decision={} sponsor={} period={} no={}{}", name(decision.kind), log_escaped(decision.sponsor),
               decision.period.text(), decision.no,
               decision.until ? " until=" + date::format("%F", *decision.until) : std::string{});
}

/// Who enters it may differ: a token may have been replaced between two tries.
bool says_the_same(const Filing& one, const Filing& other) {
  const auto received = [](const Filing& each) {
    return each.received_at == each.entered_at ? std::nullopt : std::optional{each.received_at};
  };
  return one.sites == other.sites && one.nil_reason == other.nil_reason && one.note == other.note &&
         one.reason == other.reason && one.channel == other.channel && received(one) == received(other);
}

}  // namespace

Desk::Desk(DeskPorts ports, DutySettings settings)
    : ports_{ports},
      book_{std::move(settings)},
      watch_{{ports.clock, ports.store, ports.alerts, ports.status}, book_} {}

void Desk::start(const CampaignHistory& history) {
  const WallTime now = ports_.clock.wall_now();
  book_.load(history);
  for (const Filing& filing : history.filings)
    if (filing.entered_at > now - tell_again) tell_unit(filing, now);
  for (const DutyDecision& decision : history.decisions)
    if (decision.at > now - tell_again) tell_unit(decision, now);
  ports_.tasks.spawn("duty watch", watch_.run());
}

DutySettings Desk::reconfigure(DutySettings settings) {
  DutySettings before = book_.use(std::move(settings));
  if (!watch_.watches()) return before;
  std::vector<Sponsor> gone;
  const auto is_gone = [this](const Sponsor& each) { return !book_.find_sponsor(each.id); };
  std::copy_if(before.sponsors.begin(), before.sponsors.end(), std::back_inserter(gone), is_gone);
  watch_.end_alerts_of(gone);
  watch_.look_again();
  return before;
}

Task<tl::expected<Receipt, FilingRefusal>> Desk::file(FilingRequest request) {
  const WallTime now = ports_.clock.wall_now();
  const FilingScope scope{.sponsor = book_.find_sponsor(request.sponsor),
                          .sites = book_.sites_of(request.sponsor),
                          .this_month = period_in_force(),
                          .now = now,
                          .zone = book_.settings().zone,
                          .nil_allowed = book_.settings().nil_allowed};
  FilingRefusal refusal;
  refusal.faults = check_filing(request, scope);
  if (!refusal.faults.empty()) co_return tl::unexpected<FilingRefusal>(std::move(refusal));

  const Period period = *Period::parse(request.period);
  const std::optional<std::int64_t> if_revision = request.if_revision;
  Filing filing = filing_from(std::move(request), period, now);
  if (const Filing* known = filed_before(filing)) co_return repeated(filing, *known, now);

  if (std::optional<FilingRefusal> unseen = unseen_revision(filing, if_revision))
    co_return tl::unexpected<FilingRefusal>(std::move(*unseen));

  filing.receipt = receipt_number(period, book_.next_number(period));
  const auto on_its_way = filing_.emplace(std::pair{period, filing.sponsor}, filing);
  Result<Filing> stored = co_await ports_.store.append(std::move(filing));
  const Filing asked = std::move(filing_.extract(on_its_way).mapped());
  if (!stored) {
    refusal.unavailable = stored.error().message;
    co_return tl::unexpected<FilingRefusal>(std::move(refusal));
  }
  book_.add(*stored);
  if (stored->receipt == asked.receipt) log(*stored);
  if (const Sponsor* const sponsor = book_.find_sponsor(stored->sponsor)) {
    tell_unit(*stored, now);
    watch_.settle(period, *sponsor, ports_.clock.wall_now());
  }
  // The same key may have been on its way to the store already.
  if (stored->receipt != asked.receipt) co_return repeated(asked, *stored, now);
  co_return receipt_of(*stored, false, now);
}

Task<tl::expected<Decided, FilingRefusal>> Desk::decide(DecisionRequest request) {
  const WallTime now = ports_.clock.wall_now();
  const Sponsor* const asked = book_.find_sponsor(request.sponsor);
  const auto period = Period::parse(request.period);
  const std::optional<Duty> duty = asked && period ? book_.duty(*period, *asked, now) : std::nullopt;
  FilingRefusal refusal;
  refusal.faults = check_decision(request, {asked, duty ? &*duty : nullptr});
  const std::pair deciding{period.value_or(Period{}), request.sponsor};
  if (refusal.faults.empty() && !deciding_.insert(deciding).second)
    refusal.faults.push_back({"kind", RefusalReason::decision_under_way});
  if (!refusal.faults.empty()) co_return tl::unexpected<FilingRefusal>(std::move(refusal));

  const int revision = duty->record->filings.empty() ? 0 : duty->record->filings.back().revision;
  Result<DutyDecision> stored = co_await ports_.store.append(decision_from(std::move(request), revision, now));
  deciding_.erase(deciding);
  if (!stored) {
    refusal.unavailable = stored.error().message;
    co_return tl::unexpected<FilingRefusal>(std::move(refusal));
  }
  book_.add(*stored);
  log(*stored);
  const Sponsor* const sponsor = book_.find_sponsor(stored->sponsor);
  if (!sponsor) co_return Decided{};  // Left the inventory meanwhile; the row is kept.
  tell_unit(*stored, now);
  watch_.settle(stored->period, *sponsor, ports_.clock.wall_now());
  watch_.look_again(stored->period);  // An extension has dates of its own.
  const Duty now_so = book_.duty_of(stored->period, *sponsor, ports_.clock.wall_now());
  co_return Decided{now_so.assessment.state, now_so.dates.deadline};
}

std::vector<ReportRow> Desk::reports(Period period, std::size_t from, std::size_t count) const {
  const WallTime now = ports_.clock.wall_now();
  const std::vector<Sponsor>& all = sponsors();
  const std::size_t end = from + std::min(count, all.size() - std::min(from, all.size()));
  std::vector<ReportRow> rows;
  for (std::size_t place = from; place < end; ++place)
    if (const std::optional<Duty> duty = book_.duty(period, all[place], now))
      rows.push_back(row_of(period, all[place], *duty));
  return rows;
}

std::optional<DutyDetail> Desk::duty(Period period, const SponsorId& sponsor) const {
  const Sponsor* const found = book_.find_sponsor(sponsor);
  if (!found) return std::nullopt;
  const Duty duty = book_.duty_of(period, *found, ports_.clock.wall_now());
  DutyDetail detail;
  detail.row = row_of(period, *found, duty);
  detail.sites = form_sites(period, *found, duty);
  detail.record = duty.record;
  detail.basis = book_.settings().basis;
  return detail;
}

DutyReading Desk::reading(Period period) const {
  const DutySettings& settings = book_.settings();
  return {settings.covers(period), settings.rule, book_.dates(period), settings.basis};
}

WallTime Desk::form_expires(Period period) const {
  const DutyDates next = book_.dates(plus_months(period, 1));
  const DutySteps steps = book_.steps(next);
  return steps.reminders.empty() ? next.deadline.closes : steps.reminders.front();
}

ReportRow Desk::row_of(Period period, const Sponsor& sponsor, const Duty& duty) const {
  ReportRow row;
  row.sponsor = sponsor.id;
  row.sponsor_name = sponsor.name;
  row.contact = sponsor.contact;
  row.phone = sponsor.phone;
  row.period = period;
  row.state = duty.assessment.state;
  row.last_day = duty.dates.last_day;
  row.deadline = duty.dates.deadline;
  row.filed_at = duty.assessment.filed_at;
  row.receipt = duty.assessment.receipt;
  row.sites = static_cast<int>(duty.owed.size());
  if (const DutyDecision* const decision = duty.record->decision_in_force()) row.decision = *decision;
  if (const Filing* const first = first_received(duty.record->filings)) {
    row.channel = first->channel;
    if (entered_on_behalf(*first)) {
      row.entered_at = first->entered_at;
      row.entered_by = first->entered_by;
      row.entry_reason = first->reason;
    }
    row.revision = duty.record->filings.back().revision;
    row.nil_reason = duty.record->filings.back().nil_reason;
    if (row.state == ReportState::returned) row.returned_for = why_returned(*duty.record);
  }
  for (const Site* const site : book_.sites_of(sponsor.id))
    if (std::count(duty.assessment.left_out.begin(), duty.assessment.left_out.end(), site->id) > 0)
      row.left_out.push_back(site->name);
  return row;
}

std::vector<DutySite> Desk::form_sites(Period period, const Sponsor& sponsor, const Duty& duty) const {
  std::vector<DutySite> sites;
  for (const Site* const site : book_.sites_of(sponsor.id)) {
    DutySite each{site, std::count(duty.owed.begin(), duty.owed.end(), site->id) > 0, {}};
    each.last.site = site->id;
    for (int back = 0; back <= months_kept; ++back) {
      const DutyRecord& record = book_.record(plus_months(period, -back), sponsor.id);
      const SiteProgress* const said = last_said(record.filings, site->id);
      if (!said) continue;
      each.last = *said;
      break;
    }
    sites.push_back(std::move(each));
  }
  std::stable_partition(sites.begin(), sites.end(), [](const DutySite& each) { return each.owed; });
  return sites;
}

std::optional<FilingRefusal> Desk::unseen_revision(const Filing& filing,
                                                   std::optional<std::int64_t> if_revision) const {
  if (!if_revision) return std::nullopt;
  const std::vector<Filing>& filings = book_.record(filing.period, filing.sponsor).filings;
  const auto [first, last] = filing_.equal_range({filing.period, filing.sponsor});
  // The same key on its way is this report sent again: the store tells them apart.
  const auto is_another = [&filing](const auto& entry) {
    return filing.idempotency_key.empty() || entry.second.idempotency_key != filing.idempotency_key;
  };
  const auto on_its_way = std::find_if(first, last, is_another);
  const std::int64_t newest = filings.empty() ? 0 : filings.back().revision;
  FilingRefusal refusal;
  if (on_its_way != last)
    refusal.conflict = on_its_way->second.receipt;
  else if (*if_revision < newest)
    refusal.conflict = filings.back().receipt;
  else if (*if_revision == newest)
    return std::nullopt;
  refusal.faults.push_back(
      {"if_revision", refusal.conflict.empty() ? RefusalReason::no_such_revision : RefusalReason::newer_revision});
  return refusal;
}

/// Without its receipt.
Filing Desk::filing_from(FilingRequest request, Period period, WallTime now) {
  Filing filing;
  filing.sponsor = std::move(request.sponsor);
  filing.period = period;
  filing.sites = std::move(request.sites);
  filing.nil_reason = std::move(request.nil_reason);
  filing.note = std::move(request.note);
  filing.received_at = request.received_at.value_or(now);
  filing.entered_at = now;
  filing.channel = std::move(request.channel);
  filing.entered_by = std::move(request.entered_by);
  filing.reason = std::move(request.reason);
  filing.idempotency_key = std::move(request.idempotency_key);
  return filing;
}

Receipt Desk::receipt_of(const Filing& filing, bool repeated, WallTime now) const {
  Receipt receipt{filing.receipt, filing.received_at, ReportState::filed, repeated};
  if (const Sponsor* const sponsor = book_.find_sponsor(filing.sponsor))
    receipt.state = book_.duty_of(filing.period, *sponsor, now).assessment.state;
  return receipt;
}

const Filing* Desk::filed_before(const Filing& filing) const {
  if (filing.idempotency_key.empty()) return nullptr;
  for (const Filing& each : book_.record(filing.period, filing.sponsor).filings)
    if (each.idempotency_key == filing.idempotency_key) return &each;
  return nullptr;
}

tl::expected<Receipt, FilingRefusal> Desk::repeated(const Filing& asked, const Filing& known, WallTime now) const {
  if (says_the_same(asked, known)) return receipt_of(known, true, now);
  FilingRefusal refusal;
  refusal.conflict = known.receipt;
  refusal.faults.push_back({"idempotency_key", RefusalReason::key_used});
  return tl::unexpected<FilingRefusal>(std::move(refusal));
}

void Desk::tell_unit(const Filing& filing, WallTime now) {
  const Sponsor* const sponsor = book_.find_sponsor(filing.sponsor);
  if (!sponsor || ports_.alerts.was_posted(BulletinKind::receipt, filing.receipt)) return;
  ports_.alerts.post(watch_.facts().receipt(filing, book_.duty_of(filing.period, *sponsor, now)));
}

void Desk::tell_unit(const DutyDecision& decision, WallTime now) {
  const Sponsor* const sponsor = book_.find_sponsor(decision.sponsor);
  if (!sponsor) return;
  const Duty duty = book_.duty_of(decision.period, *sponsor, now);
  const DutyFacts& facts = watch_.facts();
  ports_.alerts.post(decision.kind == DecisionKind::give_back ? facts.returned(decision, duty)
                                                              : facts.decided(decision, duty));
}

}  // namespace sitewatch::campaign
