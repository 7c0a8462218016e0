#include "app/board_view.h"

#include "ports/clock.h"

namespace sitewatch {

SiteView BoardView::site(std::size_t index) const {
  return view(sources_.board.rows()[index]);
}

std::optional<SiteView> BoardView::find(const SiteId& id) const {
  const SiteRow* const row = sources_.board.find(id);
  if (!row) return std::nullopt;
  return view(*row);
}

SiteView BoardView::view(const SiteRow& row) const {
  const WallTime now = sources_.clock.wall_now();
  const TargetRow& first = row.targets.front();
  SiteView view;
  view.site = row.site;
  view.sponsor = row.sponsor;
  view.state = first.health.state;
  view.since = first.health.since;
  view.last_judged = first.last_judged;
  view.judged_now = first.last ? first.last->verdict != Verdict::unknown : first.health.state != HealthState::unknown;
  view.reason = first.last ? first.last->reason : first.health.reason;
  view.window = first.window.count(now);
  view.targets.reserve(row.targets.size());
  for (std::size_t i = 0; i < row.targets.size(); ++i) {
    const TargetRow& target = row.targets[i];
    view.targets.push_back(
        {&target.id, row.site->home_urls[i].text(), &target.health, target.last.get(), target.last_judged_result()});
  }
  ContentView content = sources_.content(row.site->id);
  view.home = content.home;
  view.columns = std::move(content.columns);
  if (content.findings) view.findings = *content.findings;
  view.rule_set = content.rule_set;
  view.suggested = content.suggested;
  view.in_maintenance = sources_.desk.in_maintenance(row.site->id, now);
  return view;
}

Task<Result<std::vector<FailedVisit>>> BoardView::outages(SiteId site, TimeSpan span) {
  Result<std::vector<FailedVisit>> found = co_await sources_.visits.failures(std::move(site), span);
  co_return found;
}

Task<Result<std::vector<Observation>>> BoardView::observations(SiteId site) {
  Result<std::vector<Observation>> found = co_await sources_.pages.of(std::move(site));
  co_return found;
}

}  // namespace sitewatch
