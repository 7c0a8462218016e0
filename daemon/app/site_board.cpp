#include "app/site_board.h"

#include <algorithm>
#include <charconv>

namespace sitewatch {
namespace {

/// The second address family is not asked on every visit: what it last said stands until it is asked again.
void keep_untried_families(ProbeResult& next, const ProbeResult& before) {
  for (std::size_t i = 0; i < next.families.size(); ++i) {
    if (next.families[i].tried || !before.families[i].tried) continue;
    next.families[i] = before.families[i];
    if (i == static_cast<std::size_t>(Family::ipv4)) next.defects.ipv4_broken = before.defects.ipv4_broken;
    if (i == static_cast<std::size_t>(Family::ipv6)) next.defects.ipv6_broken = before.defects.ipv6_broken;
  }
}

}  // namespace

const ProbeResult* TargetRow::last_judged_result() const {
  if (last && last->verdict != Verdict::unknown) return last.get();
  return judged.get();
}

void TargetRow::remember(const ProbeResult& result) {
  auto next = std::make_unique<ProbeResult>(result);
  // Ten thousand of these are kept: without what the row says anyway.
  if (next->redirects == 0) next->final_url = {};
  next->target = {};
  next->site = {};
  if (const ProbeResult* const before = last_judged_result()) keep_untried_families(*next, *before);
  if (last && last->verdict != Verdict::unknown && result.verdict == Verdict::unknown) judged = std::move(last);
  if (result.verdict != Verdict::unknown) judged.reset();
  last = std::move(next);
  if (result.verdict == Verdict::unknown) return;
  last_judged = result.started_at;
  last_seconds = result.seconds;
  last_status = result.http_status;
  if (result.certificate) certificate_expires = result.certificate->earliest_expiry;
}

TargetState TargetRow::state() const {
  return {id, health, window, last_judged, last_seconds, last_status, certificate_expires};
}

SiteBoard::Blank SiteBoard::blank(std::shared_ptr<const Config> config) {
  std::unordered_map<std::string_view, const Sponsor*> sponsors;
  for (const Sponsor& each : config->sponsors) sponsors.emplace(each.id, &each);
  Blank blank;
  blank.rows.reserve(config->sites.size());
  blank.by_id.reserve(config->sites.size());
  for (const Site& site : config->sites) {
    SiteRow row;
    row.site = &site;
    if (const auto sponsor = sponsors.find(site.sponsor); sponsor != sponsors.end()) row.sponsor = sponsor->second;
    blank.by_id.emplace(site.id, blank.rows.size());
    blank.rows.push_back(std::move(row));
  }
  blank.config = std::move(config);
  return blank;
}

std::vector<SiteId> SiteBoard::replace(std::shared_ptr<const Config> config) {
  Blank next = blank(std::move(config));
  return replace(next);
}

std::vector<SiteId> SiteBoard::replace(Blank& next) {
  std::vector<bool> stays(rows_.size());
  for (std::size_t index = 0; index < next.rows.size(); ++index) {
    SiteRow& row = next.rows[index];
    bool same = false;
    if (SiteRow* const old = find_former(*row.site, index)) {
      row.targets = std::move(old->targets);
      same = old->site->id == row.site->id;
      if (same) stays[static_cast<std::size_t>(old - rows_.data())] = true;
    }
    if (same && row.targets.size() == row.site->home_urls.size()) continue;
    row.targets.resize(row.site->home_urls.size());
    for (std::size_t i = 0; i < row.targets.size(); ++i) row.targets[i].id = target_id(row.site->id, i);
  }

  std::vector<SiteId> gone;
  for (std::size_t index = 0; index < rows_.size(); ++index)
    if (const SiteId& id = rows_[index].site->id; !stays[index] && !next.by_id.contains(id)) gone.push_back(id);
  rows_.swap(next.rows);
  by_id_.swap(next.by_id);
  config_.swap(next.config);
  return gone;
}

void SiteBoard::restore(const TargetState& state) {
  const auto [row, index] = find_target(state.target);
  if (!row) return;
  TargetRow& target = row->targets[index];
  target.health = state.health;
  target.window = state.window;
  target.last_judged = state.last_judged;
  target.last_seconds = state.last_seconds;
  target.last_status = state.last_status;
  target.certificate_expires = state.certificate_expires;
}

SiteRow* SiteBoard::find_former(const Site& site, std::size_t index) {
  if (index < rows_.size() && rows_[index].site->id == site.id) return &rows_[index];
  SiteRow* row = find(site.id);
  for (auto was = site.was.begin(); !row && was != site.was.end(); ++was) row = find(*was);
  return row;
}

SiteRow* SiteBoard::find(std::string_view site) {
  const auto found = by_id_.find(site);
  return found == by_id_.end() ? nullptr : &rows_[found->second];
}

const SiteRow* SiteBoard::find(std::string_view site) const {
  const auto found = by_id_.find(site);
  return found == by_id_.end() ? nullptr : &rows_[found->second];
}

std::pair<SiteRow*, std::size_t> SiteBoard::find_target(std::string_view target) {
  const std::size_t hash = target.rfind('#');
  std::size_t number = 0;
  if (hash == std::string_view::npos) return {nullptr, 0};
  std::from_chars(target.data() + hash + 1, target.data() + target.size(), number);
  SiteRow* const row = find(target.substr(0, hash));
  if (!row || number == 0 || number > row->targets.size()) return {nullptr, 0};
  return {row, number - 1};
}

}  // namespace sitewatch
