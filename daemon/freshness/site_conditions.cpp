#include "freshness/site_conditions.h"

#include <algorithm>
#include <iterator>

#include "domain/hijack_signs.h"

namespace sitewatch::freshness {
namespace {

constexpr std::size_t most_columns_told = 30;

Fact day_fact(Day day) {
  return date::format("%F", day);
}

bool is_late(Freshness freshness) {
  return freshness == Freshness::stale || freshness == Freshness::long_stale;
}

AlertCondition condition_about(AlertName alert, const SitePages& pages, const RuleSet& rules, FindingKind kind) {
  const Site& site = *pages.site;
  AlertCondition condition;
  condition.identity = about(alert, site.id);
  condition.sponsor = site.sponsor;
  condition.portal = site.portal;
  FactRow& values = condition.facts.values;
  values["site"] = site.name;
  values["url"] = site.home_urls.front().text();
  values["read_at"] = pages.home().read_at;
  values["rule_set"] = rules.id;
  values["rule_document"] = rules.document;
  values["rule_indicator"] = rules.indicator(kind);
  return condition;
}

Facts newest_at_end(const SitePages& pages) {
  Facts facts;
  const WatchedPage& home = pages.home();
  if (home.record.newest) facts.values["newest"] = day_fact(*home.record.newest);
  facts.values["url"] = pages.site->home_urls.front().text();
  facts.values["read_at"] = home.read_at;
  return facts;
}

Saying home_stale(const SitePages& pages, const RuleSet& rules, const Zone& zone) {
  const WatchedPage& home = pages.home();
  const Freshness freshness = home.judgement.freshness;
  Saying saying;
  if (freshness == Freshness::fresh) {
    saying.is_over = true;
    saying.at_end = newest_at_end(pages);
    return saying;
  }
  const auto severity = severity_of(freshness);
  if (!severity) return saying;
  AlertCondition condition = condition_about(AlertName::HomepageStale, pages, rules, FindingKind::home_stale);
  condition.severity = *severity;
  const Day newest = plus_days(home.judged_on, -home.judgement.days);
  condition.starts = zone.at(step_began(freshness, newest, rules.home), Duration{0});
  FactRow& values = condition.facts.values;
  values["newest"] = day_fact(newest);
  values["days"] = std::int64_t{home.judgement.days};
  values["items"] = std::int64_t{home.record.items};
  values["dated"] = std::int64_t{home.record.dated_items};
  values["soon"] = freshness == Freshness::soon;
  values["long_stale"] = freshness == Freshness::long_stale;
  values["stale_days"] = std::int64_t{rules.home.stale_days};
  std::vector<FactRow>& rows = condition.facts.lists["newest_items"];
  if (home.reading)
    for (const Item& item : home.reading->newest_items)
      if (item.date) rows.push_back({{"date", day_fact(*item.date)}, {"title", item.title}});
  saying.condition = std::move(condition);
  return saying;
}

Saying undated_home(const SitePages& pages, const RuleSet& rules) {
  const WatchedPage& home = pages.home();
  Saying saying;
  saying.is_over = home.judgement.freshness == Freshness::fresh || severity_of(home.judgement.freshness);
  saying.at_end = newest_at_end(pages);
  if (home.judgement.freshness != Freshness::undated) return saying;
  AlertCondition condition = condition_about(AlertName::UndatedHomepage, pages, rules, FindingKind::home_stale);
  condition.severity = Severity::info;
  condition.starts = home.first_seen;
  condition.facts.values["items"] = std::int64_t{home.record.items};
  condition.facts.values["articles_read"] = std::int64_t{home.articles_read};
  condition.facts.values[std::string{at_first_look_fact}] = !home.record.was_well;
  saying.condition = std::move(condition);
  return saying;
}

const Finding* find(const SitePages& pages, FindingKind kind) {
  const auto found = std::find_if(pages.findings.begin(), pages.findings.end(),
                                  [&](const Finding& finding) { return finding.kind == kind && finding.count > 0; });
  return found == pages.findings.end() ? nullptr : &*found;
}

FactRow row_of(const WatchedPage& page) {
  FactRow row{{"name", page.column->name}, {"url", page.column->url.text()}};
  if (page.judgement.freshness == Freshness::blank) {
    for (std::size_t i = 0; i < page.record.empty_days.size(); ++i)
      row["day" + std::to_string(i + 1)] = day_fact(page.record.empty_days[i]);
    return row;
  }
  const bool undated = page.judgement.freshness == Freshness::undated;
  row["undated"] = undated;
  row["long_stale"] = page.judgement.freshness == Freshness::long_stale;
  if (undated || !page.record.newest) return row;
  row["newest"] = day_fact(*page.record.newest);
  row["days"] = std::int64_t{page.judgement.days};
  return row;
}

/// When the first of these pages came to be so: the day after its window ended, or its first empty day.
WallTime began(const std::vector<const WatchedPage*>& counted, const RuleSet& rules, const Zone& zone) {
  WallTime first = WallTime::max();
  for (const WatchedPage* page : counted) {
    WallTime since = page->first_seen;
    const auto& window = rules.window(page->column->type);
    if (is_late(page->judgement.freshness) && page->record.newest && window)
      since = zone.at(first_stale_day(*window, *page->record.newest), Duration{0});
    if (page->judgement.freshness == Freshness::blank && !page->record.empty_days.empty())
      since = zone.at(page->record.empty_days.back(), Duration{0});
    first = std::min(first, since);
  }
  return first;
}

/// One alert for all columns of a site: from the first column on, a warning once the indicator is matched.
Saying columns_alert(AlertName alert, const SitePages& pages, const RuleSet& rules, const Zone& zone,
                     const std::vector<const WatchedPage*>& counted, const Finding* finding) {
  Saying saying;
  saying.is_over = counted.empty();
  saying.at_end.values["read_at"] = pages.home().read_at;
  if (counted.empty()) return saying;
  const FindingKind kind = alert == AlertName::ColumnsBlank ? FindingKind::columns_blank : FindingKind::columns_stale;
  AlertCondition condition = condition_about(alert, pages, rules, kind);
  const Finding* const longest = find(pages, FindingKind::columns_long_stale);
  const bool by_length = alert == AlertName::ColumnsStale && longest && longest->matches;
  condition.severity = (finding && finding->matches) || by_length ? Severity::warning : Severity::info;
  std::vector<const WatchedPage*> fallen;
  std::copy_if(counted.begin(), counted.end(), std::back_inserter(fallen),
               [](const WatchedPage* page) { return page->record.was_well; });
  condition.starts = began(fallen.empty() ? counted : fallen, rules, zone);
  FactRow& values = condition.facts.values;
  values["total"] = static_cast<std::int64_t>(counted.size());
  values["count"] = std::int64_t{finding ? finding->count : 0};
  values["limit"] = std::int64_t{kind == FindingKind::columns_blank ? rules.blank_limit : rules.joint_limit};
  values["matches"] = condition.severity == Severity::warning;
  if (alert == AlertName::ColumnsStale) {
    values["long_count"] = std::int64_t{longest ? longest->count : 0};
    values["long_limit"] = std::int64_t{rules.long_stale_limit};
    values[std::string{fallen_fact}] = static_cast<std::int64_t>(fallen.size());
    values[std::string{at_first_look_fact}] = fallen.empty();
  }
  std::vector<FactRow>& rows = condition.facts.lists["columns"];
  for (const WatchedPage* page : counted) {
    values["read_at"] = std::max(std::get<WallTime>(values["read_at"]), page->read_at);
    if (rows.size() < most_columns_told) rows.push_back(row_of(*page));
  }
  saying.condition = std::move(condition);
  return saying;
}

std::vector<const WatchedPage*> columns_that_are(const SitePages& pages, bool (*counts)(Freshness, const RuleSet&),
                                                 const RuleSet& rules) {
  std::vector<const WatchedPage*> found;
  for (const WatchedPage& page : pages.pages)
    if (page.column && page.was_seen && counts(page.judgement.freshness, rules)) found.push_back(&page);
  return found;
}

bool counts_as_stale(Freshness freshness, const RuleSet& rules) {
  return is_late(freshness) || (freshness == Freshness::undated && rules.undated_is_stale);
}

bool counts_as_blank(Freshness freshness, const RuleSet& /*rules*/) {
  return freshness == Freshness::blank;
}

Saying hijacked(const SitePages& pages, const RuleSet& rules, WallTime now) {
  Saying saying;
  const auto page = std::find_if(pages.pages.begin(), pages.pages.end(),
                                 [](const WatchedPage& each) { return each.hijack_signs >= enough_hijack_signs; });
  saying.is_over = page == pages.pages.end() && pages.all_read();
  if (page == pages.pages.end()) return saying;
  AlertCondition condition = condition_about(AlertName::SiteHijackSuspected, pages, rules, FindingKind::home_stale);
  condition.severity = Severity::critical;
  condition.starts = page->first_seen == WallTime{} ? now : page->first_seen;
  condition.facts.values["where"] = page->column ? page->column->name : std::string{home_column};
  condition.facts.values["signals"] = std::int64_t{page->hijack_signs};
  condition.facts.values["read_at"] = page->read_at;
  saying.condition = std::move(condition);
  return saying;
}

}  // namespace

AlertIdentity about(AlertName alert, const SiteId& site) {
  AlertIdentity identity;
  identity.alert = alert;
  identity.site = site;
  return identity;
}

Saying say(AlertName alert, const SitePages& pages, const RuleSet& rules, const Zone& zone, WallTime now) {
  switch (alert) {
    case AlertName::HomepageStale:
      return home_stale(pages, rules, zone);
    case AlertName::UndatedHomepage:
      return undated_home(pages, rules);
    case AlertName::ColumnsStale:
      return columns_alert(alert, pages, rules, zone, columns_that_are(pages, counts_as_stale, rules),
                           find(pages, FindingKind::columns_stale));
    case AlertName::ColumnsBlank:
      return columns_alert(alert, pages, rules, zone, columns_that_are(pages, counts_as_blank, rules),
                           find(pages, FindingKind::columns_blank));
    case AlertName::SiteHijackSuspected:
      return hijacked(pages, rules, now);
    default:
      return {};
  }
}

}  // namespace sitewatch::freshness
