#include "freshness/site_pages.h"

#include <algorithm>

#include "freshness/site_conditions.h"

namespace sitewatch::freshness {
namespace {

using enum AlertName;

constexpr std::array told_alerts{HomepageStale, UndatedHomepage, ColumnsStale, ColumnsBlank, SiteHijackSuspected};

/// Never later than the page was seen, nor than the pages that speak for it: time that passed unseen accuses nobody.
Day seen_on(const WatchedPage& page, const SitePages& pages, const Zone& zone) {
  WallTime seen = page.read_at;
  if (!page.column && page.record.state == PageState::blank)
    for (const WatchedPage& each : pages.pages)
      if (each.was_seen) seen = std::min(seen, each.read_at);
  return zone.day(seen);
}

FreshnessJudgement judgement_of(const WatchedPage& page, const SitePages& pages, Day day, const RuleSet& rules) {
  if (page.column) return sitewatch::judge(page.record, page.column->type, day, rules);
  std::vector<const ColumnRecord*> columns;
  for (const WatchedPage& each : pages.pages)
    if (each.column && each.column->type != ColumnType::archive) columns.push_back(&each.record);
  return judge_home(page.record, columns, day, rules);
}

}  // namespace

WatchedPage* SitePages::find(std::string_view slug) {
  const auto found =
      std::find_if(pages.begin(), pages.end(), [&](const WatchedPage& page) { return page.slug() == slug; });
  return found == pages.end() ? nullptr : &*found;
}

bool SitePages::all_read() const {
  return std::all_of(pages.begin(), pages.end(), [](const WatchedPage& page) { return page.is_read; });
}

bool wants_updates(const Site& site) {
  return site.disposition != Disposition::close;
}

void take_columns(SitePages& pages, const Site& site) {
  std::vector<WatchedPage> kept;
  kept.reserve(1 + site.columns.size());
  WatchedPage* const home = pages.pages.empty() ? nullptr : &pages.home();
  kept.push_back(home ? std::move(*home) : WatchedPage{});
  for (const Column& column : site.columns) {
    WatchedPage* const known = pages.find(column.slug);
    kept.push_back(known ? std::move(*known) : WatchedPage{});
    kept.back().column = &column;
  }
  pages.pages = std::move(kept);
  pages.site = &site;
  pages.findings.clear();
}

void judge(SitePages& pages, const RuleSet& rules, const Zone& zone) {
  std::vector<JudgedColumn> columns;
  for (WatchedPage& page : pages.pages) {
    if (!page.was_seen) continue;
    const Day day = seen_on(page, pages, zone);
    const FreshnessJudgement judgement = judgement_of(page, pages, day, rules);
    if (judgement.freshness != Freshness::unknown) {
      page.judgement = judgement;
      page.judged_on = day;
      page.record.was_well |= judgement.freshness == Freshness::fresh || judgement.freshness == Freshness::soon;
    }
    if (page.column) columns.push_back({page.column, page.judgement});
  }
  pages.findings = findings(pages.home().judgement, columns, rules);
  int updates = 0;
  for (const WatchedPage& page : pages.pages) updates += page.updates.back();
  pages.suggested = suggested_class(pages.home().judgement, columns, updates, rules);
}

void tell(const SitePages& pages, const RuleSet& rules, const Zone& zone, WallTime now, AlertSink& alerts) {
  if (!wants_updates(*pages.site)) return;
  for (const AlertName alert : told_alerts) {
    const Saying saying = say(alert, pages, rules, zone, now);
    if (saying.condition)
      alerts.raise(*saying.condition);
    else if (saying.is_over)
      alerts.clear(about(alert, pages.site->id), Ending::recovered, now, saying.at_end);
  }
}

void drop_alerts(const SiteId& site, WallTime now, AlertSink& alerts) {
  for (const AlertName alert : told_alerts) alerts.clear(about(alert, site), Ending::unmonitored, now, {});
}

}  // namespace sitewatch::freshness
