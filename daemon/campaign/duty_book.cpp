#include "campaign/duty_book.h"

#include <algorithm>

#include "campaign/receipt.h"

namespace sitewatch::campaign {

std::shared_ptr<const DutyIndex> index_of(const DutySettings& settings) {
  const auto index = std::make_shared<DutyIndex>();
  for (std::size_t i = 0; i < settings.sponsors.size(); ++i) index->positions.emplace(settings.sponsors[i].id, i);
  for (const Site& site : *settings.sites) index->sites[site.sponsor].push_back(&site);
  return index;
}

DutyBook::DutyBook(DutySettings settings) : settings_(std::move(settings)) {
  begin_generation();
}

DutySettings DutyBook::use(DutySettings settings) {
  std::swap(settings_, settings);
  begin_generation();
  return settings;
}

void DutyBook::begin_generation() {
  ++generation_;
  dates_.clear();
  if (!settings_.index) settings_.index = index_of(settings_);
}

void DutyBook::load(const CampaignHistory& history) {
  for (const Filing& filing : history.filings) add(filing);
  for (const DutyDecision& decision : history.decisions) add(decision);
  add(history.owed);
}

void DutyBook::add(const Filing& filing) {
  const Key key{filing.period, filing.sponsor};
  if (!receipts_.emplace(filing.receipt, key).second) return;
  std::vector<Filing>& filings = records_[key].filings;
  // Two filings that were stored together may answer in either order.
  const auto later = std::upper_bound(filings.begin(), filings.end(), filing,
                                      [](const Filing& a, const Filing& b) { return a.revision < b.revision; });
  rename_sites(*filings.insert(later, filing));
  if (const auto parts = read_receipt(filing.receipt); parts && parts->period == filing.period)
    last_number_[filing.period] = std::max(last_number_[filing.period], parts->number);
}

void DutyBook::add(const DutyDecision& decision) {
  std::vector<DutyDecision>& decisions = records_[{decision.period, decision.sponsor}].decisions;
  const auto later = std::lower_bound(decisions.begin(), decisions.end(), decision,
                                      [](const DutyDecision& a, const DutyDecision& b) { return a.no < b.no; });
  if (later == decisions.end() || later->no != decision.no) decisions.insert(later, decision);
}

void DutyBook::add(const std::vector<OwedSite>& owed) {
  for (const OwedSite& each : owed) {
    owed_[{each.period, each.sponsor}].insert(new_id(each.site));
    noted_.insert(each.period);
  }
}

void DutyBook::adopt(std::map<SiteId, SiteId> new_ids) {
  new_ids_ = std::move(new_ids);
  for (auto& [key, record] : records_)
    for (Filing& filing : record.filings) rename_sites(filing);
  for (auto& [key, sites] : owed_)
    for (const auto& [was, now] : new_ids_)
      if (sites.erase(was) > 0) sites.insert(now);
}

const SiteId& DutyBook::new_id(const SiteId& site) const {
  const auto found = new_ids_.find(site);
  return found == new_ids_.end() ? site : found->second;
}

void DutyBook::rename_sites(Filing& filing) const {
  for (SiteProgress& progress : filing.sites) progress.site = SiteId{new_id(progress.site)};
}

const Sponsor* DutyBook::find_sponsor(const SponsorId& id) const {
  const auto found = settings_.index->positions.find(id);
  return found == settings_.index->positions.end() ? nullptr : &settings_.sponsors[found->second];
}

const std::vector<const Site*>& DutyBook::sites_of(const SponsorId& sponsor) const {
  static const std::vector<const Site*> none;
  const auto found = settings_.index->sites.find(sponsor);
  return found == settings_.index->sites.end() ? none : found->second;
}

const DutyRecord& DutyBook::record(Period period, const SponsorId& sponsor) const {
  static const DutyRecord none;
  const auto found = records_.find({period, sponsor});
  return found == records_.end() ? none : found->second;
}

const Filing* DutyBook::find_receipt(const std::string& number) const {
  const auto key = receipts_.find(number);
  if (key == receipts_.end()) return nullptr;
  const std::vector<Filing>& filings = records_.at(key->second).filings;
  const auto found =
      std::find_if(filings.begin(), filings.end(), [&](const Filing& each) { return each.receipt == number; });
  return found == filings.end() ? nullptr : &*found;
}

int DutyBook::next_number(Period period) {
  return ++last_number_[period];
}

const DutyDates& DutyBook::dates(Period period) const {
  const auto known = dates_.find(period);
  if (known != dates_.end()) return known->second;
  return dates_.emplace(period, duty_dates(period, settings_.rule, calendar())).first->second;
}

std::vector<SiteId> DutyBook::owed_sites(Period period, const SponsorId& sponsor, Period current) const {
  const auto noted = owed_.find({period, sponsor});
  // The inventory speaks for the present; of a month that is over only what was noted in it counts.
  const bool by_inventory = period >= current || !noted_.contains(period);
  std::vector<SiteId> owed;
  for (const Site* site : sites_of(sponsor)) {
    const bool was_noted = noted != owed_.end() && noted->second.contains(site->id);
    if (was_noted || (by_inventory && owes_progress(site->disposition))) owed.push_back(site->id);
  }
  return owed;
}

Duty DutyBook::duty_of(Period period, const Sponsor& sponsor, WallTime now) const {
  Duty duty;
  duty.record = &record(period, sponsor.id);
  duty.dates = dates_of(dates(period), *duty.record, settings_.rule, calendar());
  duty.owed = owed_sites(period, sponsor.id, period_of(now));
  duty.assessment = assess(duty.dates, *duty.record, duty.owed, now);
  return duty;
}

std::optional<Duty> DutyBook::duty(Period period, const Sponsor& sponsor, WallTime now) const {
  Duty found = duty_of(period, sponsor, now);
  if (!found.record->filings.empty()) return found;
  if (sponsor.without_site || !settings_.covers(period)) return std::nullopt;
  if (!settings_.owed_by_all && found.owed.empty()) return std::nullopt;
  // Of a month before the daemon was there nothing is known: not who owed, and not who filed elsewhere.
  const bool before_us = !noted_.contains(period) && found.record->decisions.empty();
  if (before_us && found.dates.deadline.closes < settings_.effective_from) return std::nullopt;
  return found;
}

std::vector<OwedSite> DutyBook::not_noted(Period period) const {
  std::vector<OwedSite> found;
  if (!settings_.covers(period)) return found;
  for (const Site& site : *settings_.sites) {
    if (!owes_progress(site.disposition)) continue;
    const auto noted = owed_.find({period, site.sponsor});
    if (noted == owed_.end() || !noted->second.contains(site.id)) found.push_back({period, site.sponsor, site.id});
  }
  return found;
}

std::set<Day> DutyBook::extended_days(Period period) const {
  std::set<Day> days;
  for (auto each = records_.lower_bound({period, SponsorId{}}); each != records_.end() && each->first.first == period;
       ++each)
    if (const auto until = each->second.extended_until()) days.insert(*until);
  return days;
}

}  // namespace sitewatch::campaign
