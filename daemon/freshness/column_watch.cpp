#include "freshness/column_watch.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

#include "domain/hash.h"
#include "domain/hijack_signs.h"

namespace sitewatch::freshness {
namespace {

/// So many sites are taken over in one turn of the loop.
constexpr std::size_t sites_a_turn = 250;

PageQuestion question_of(const Site& site, const WatchedPage& page) {
  if (page.column) return {page.column->url, PageKind::list, page.column->part};
  return {site.home_urls.front(), PageKind::home, {}};
}

KnownPage known_of(const WatchedPage& page, bool is_same_day) {
  KnownPage known{page.body_hash, page.first_seen, {}, page.is_read};
  // Some servers say "unchanged" of whatever they have: once a day the page itself is asked for.
  if (is_same_day) known.validators = page.validators;
  return known;
}

std::uint64_t hash_of(const std::vector<ItemMark>& marks) {
  std::uint64_t hash = 1;
  for (const ItemMark& mark : marks) {
    const std::int64_t day = mark.date ? date::sys_days{*mark.date}.time_since_epoch().count() : -1;
    for (const std::uint64_t part : {mark.link, mark.title, static_cast<std::uint64_t>(day)})
      hash = (hash ^ part) * 0x100000001b3ULL;
  }
  return hash;
}

std::uint64_t hash_of(const PageIdentity& identity) {
  std::uint64_t hash = fnv1a("identity");
  const PageTags& tags = identity.tags;
  const FooterCodes& codes = identity.codes;
  for (const std::string* each :
       {&tags.site_name, &tags.site_domain, &tags.site_id_code, &codes.id_code, &codes.icp, &codes.police})
    hash = fnv1a("\xff", fnv1a(*each, hash));
  return hash;
}

std::uint64_t hash_of(const std::vector<FoundColumn>& columns) {
  std::uint64_t hash = columns.size();
  for (const FoundColumn& each : columns) hash = fnv1a(each.url.text(), fnv1a(each.name, hash));
  return hash;
}

/// What the office may list: nothing where it has listed columns, or where the page may be in other hands.
std::vector<FoundColumn> proposals(const SitePages& pages, const WatchedPage& page, const HomeLinks* links) {
  if (page.column || !links || !pages.site->columns.empty() || page.hijack_signs >= enough_hijack_signs) return {};
  const auto most = static_cast<std::ptrdiff_t>(std::min(links->columns.size(), most_proposed_columns));
  return {links->columns.begin(), links->columns.begin() + most};
}

Observation observation_of(const SitePages& pages, const WatchedPage& page) {
  Observation seen;
  seen.site = pages.site->id;
  seen.column = page.slug();
  seen.first_seen = page.first_seen;
  seen.read_at = page.read_at;
  seen.body_hash = page.body_hash;
  seen.validators = page.validators;
  seen.record = page.record;
  if (!page.column) seen.hosts = pages.hosts;
  return seen;
}

}  // namespace

ColumnWatch::ColumnWatch(WatchPorts ports, WatchedSites sites, WatchSettings settings)
    : ports_{ports},
      looker_{{ports.clock, ports.fetcher, ports.reader}},
      sites_{std::move(sites)},
      settings_{std::move(settings)},
      unlisted_{ports.alerts},
      alarm_{ports.clock.make_alarm()} {
  for (const Site& site : *sites_) adopt(sites_, site);
}

void ColumnWatch::start(std::vector<Observation> known) {
  stopped_ = false;
  for (Observation& observation : known) restore(std::move(observation));
  for (auto& [id, pages] : entries_) {
    judge(*pages, settings_.rules, settings_.zone);
    if (!wants_updates(*pages->site)) drop_alerts(id, ports_.clock.wall_now(), ports_.alerts);
  }
  unlisted_.review(*settings_.district, ports_.clock.wall_now());
  ports_.tasks.spawn("column watch", run());
}

void ColumnWatch::restore(Observation observation) {
  const auto found = entries_.find(observation.site);
  WatchedPage* const page = found == entries_.end() ? nullptr : found->second->find(observation.column);
  for (const LinkedHost& each : observation.hosts) unlisted_.remember(each.host);
  if (!page) return;
  page->was_seen = true;
  page->is_readable = observation.record.state != PageState::unparsed;
  page->first_seen = observation.first_seen;
  page->read_at = observation.read_at;
  page->body_hash = observation.body_hash;
  page->record = std::move(observation.record);
  if (page->column) return;
  page->reading = std::make_unique<PageReading>(std::move(observation.reading));
  found->second->hosts = std::move(observation.hosts);
  found->second->proposed_hash = hash_of(observation.proposed);
  if (observation.identity) found->second->identity_hash = hash_of(*observation.identity);
  unlisted_.take(found->second, ports_.clock.wall_now());
}

Task<void> ColumnWatch::replace(WatchedSites sites, WatchSettings settings) {
  const WatchedSites old = std::exchange(sites_, std::move(sites));
  settings_ = std::move(settings);
  std::size_t walked = 0;
  for (const Site& site : *sites_) {
    adopt(sites_, site);
    if (++walked % sites_a_turn == 0) co_await ports_.clock.sleep_until(ports_.clock.steady_now());
  }
  for (const Site& site : *old) {
    const auto found = entries_.find(site.id);
    if (found != entries_.end() && found->second->sites == old) {
      leave(*found->second);
      entries_.erase(found);
    }
    if (++walked % sites_a_turn == 0) co_await ports_.clock.sleep_until(ports_.clock.steady_now());
  }
  if (!stopped_) unlisted_.review(*settings_.district, ports_.clock.wall_now());
  alarm_->wake();
}

void ColumnWatch::adopt(const WatchedSites& sites, const Site& site) {
  Pages& entry = entries_[site.id];
  if (!entry) entry = std::make_shared<SitePages>();
  SitePages& pages = *entry;
  std::set<std::string, std::less<>> known;
  for (const WatchedPage& page : pages.pages) known.emplace(page.slug());
  const bool had_columns = pages.site && !pages.site->columns.empty();
  take_columns(pages, site);
  // The next look finds what to propose, or that there is nothing to.
  if (had_columns == site.columns.empty()) pages.home().is_read = false;
  pages.sites = sites;
  for (std::size_t i = 0; i < pages.pages.size(); ++i) {
    WatchedPage& page = pages.pages[i];
    // A shorter interval is felt at once; a longer one from the next look on.
    const SteadyTime first = first_due(site.id, page);
    const bool is_new = !known.contains(page.slug());
    if (!page.in_flight) schedule(entry, i, is_new ? first : std::min(page.due, first));
  }
  if (stopped_) return;
  judge(pages, settings_.rules, settings_.zone);
  if (!wants_updates(site)) drop_alerts(site.id, ports_.clock.wall_now(), ports_.alerts);
}

void ColumnWatch::leave(SitePages& pages) {
  if (!stopped_) drop_alerts(pages.site->id, ports_.clock.wall_now(), ports_.alerts);
  pages.site = nullptr;
  pages.pages.clear();
  pages.hosts.clear();
}

void ColumnWatch::stop() {
  stopped_ = true;
  alarm_->wake();
}

Task<void> ColumnWatch::run() {
  while (!stopped_) {
    const SteadyTime now = ports_.clock.steady_now();
    start_due_looks(now);
    const SteadyTime next = next_start(now);
    co_await alarm_->wait_until(next);
  }
}

SteadyTime ColumnWatch::next_start(SteadyTime now) const {
  const bool is_full = due_.empty() || in_flight_ >= settings_.max_in_flight;
  return is_full ? now + settings_.home_interval : due_.top().at;
}

void ColumnWatch::start_due_looks(SteadyTime now) {
  while (!due_.empty() && due_.top().at <= now && in_flight_ < settings_.max_in_flight) {
    const Due due = due_.top();
    due_.pop();
    if (due.page >= due.pages->pages.size()) continue;
    WatchedPage& page = due.pages->pages[due.page];
    if (page.due != due.at || page.in_flight) continue;
    page.in_flight = true;
    ++in_flight_;
    ports_.tasks.spawn("page of " + due.pages->site->id, look(due.pages, std::string{page.slug()}));
  }
}

Task<void> ColumnWatch::look(Pages pages, std::string slug) {
  const WatchedSites held = pages->sites;  // A reload may come while we look.
  WatchedPage* page = pages->find(slug);
  if (!page) {  // It left the inventory before its turn came.
    --in_flight_;
    co_return;
  }
  const Site& site = *pages->site;
  const Day today = settings_.zone.day(ports_.clock.wall_now());
  PageQuestion question = question_of(site, *page);
  KnownPage known = known_of(*page, page->was_seen && settings_.zone.day(page->read_at) == today);
  PageLook look = co_await looker_.look(site, std::move(question), std::move(known), settings_.zone);
  --in_flight_;
  alarm_->wake();
  page = pages->find(slug);
  if (!page || stopped_) co_return;
  page->in_flight = false;
  const SteadyTime now = ports_.clock.steady_now();
  SteadyTime next = std::max(page->due + interval_of(*page), now);
  if (look.not_before) next = std::max(next, now + (*look.not_before - ports_.clock.wall_now()));
  schedule(pages, static_cast<std::size_t>(page - pages->pages.data()), next);
  if (look.outcome != PageLook::Outcome::not_seen) co_await take(pages, slug, std::move(look));
}

/// The items known of the page are fetched only when something about them changes: other rows, or another day.
Task<void> ColumnWatch::take(Pages pages, std::string slug, PageLook look) {
  const WallTime now = ports_.clock.wall_now();
  const Day today = settings_.zone.day(now);
  WatchedPage* page = pages->find(slug);
  const bool is_read = look.outcome == PageLook::Outcome::read;
  if (!is_read && !page->is_readable) co_return;
  const bool is_new_day = !page->was_seen || settings_.zone.day(page->read_at) != today;
  const bool has_other_rows = is_read && hash_of(look.reading.marks) != page->marks_hash;
  std::optional<ItemHistory> items;
  if (is_new_day || has_other_rows) {
    Result<ItemHistory> kept = co_await ports_.store.items(pages->site->id, slug);
    page = pages->find(slug);
    if (!page || stopped_) co_return;
    if (kept) items = std::move(*kept);
  }
  if (items) note_items(*page, look, *items, today);
  const std::shared_ptr<const HomeLinks> links = std::exchange(look.reading.links, nullptr);
  const std::shared_ptr<const PageIdentity> identity = look.reading.identity;
  const bool tells_of_page = note(*pages, *page, look, now);
  const bool tells_of_hosts = note_hosts(*pages, *page, links.get(), now);
  const bool tells_of_itself = note_identity(*pages, *page, identity.get());
  std::vector<FoundColumn> proposed = proposals(*pages, *page, links.get());
  const bool tells_of_columns = is_read && note_proposed(*pages, *page, proposed);
  const bool tells_news = tells_of_page || tells_of_hosts || tells_of_itself || tells_of_columns;
  settle(*pages, *page, now);
  if (!page->column) unlisted_.take(pages, now);
  if (!tells_news && !is_new_day && !has_other_rows) co_return;
  std::vector<Observation> rows;
  rows.push_back(observation_of(*pages, *page));
  rows.back().is_unchanged = !is_read || !page->is_readable;
  rows.back().reading = std::move(look.reading);
  rows.back().proposed = std::move(proposed);
  if (identity && !page->column) rows.back().identity = *identity;
  if (has_other_rows) rows.back().items = std::move(items);
  const Result<void> written = co_await ports_.store.write(std::move(rows));
  if (!written) spdlog::warn("event=observation_not_stored page={} error=\"{}\"", slug, written.error().message);
}

/// Whether there are others than before. Null links: the page is what it was, or is no page of links.
bool ColumnWatch::note_hosts(SitePages& pages, const WatchedPage& page, const HomeLinks* links, WallTime now) const {
  if (page.column || !page.is_readable) return false;
  const std::size_t before = pages.hosts.size();
  if (!links) {
    seen_unchanged(pages.hosts, now);
    return pages.hosts.size() != before;
  }
  std::vector<LinkedHost> known = std::exchange(pages.hosts, {});
  pages.hosts = seen_again(known, settings_.district->unlisted(links->hosts, most_linked_hosts), now);
  return !std::equal(
      known.begin(), known.end(), pages.hosts.begin(), pages.hosts.end(),
      [](const LinkedHost& a, const LinkedHost& b) { return a.host == b.host && a.is_shown == b.is_shown; });
}

/// Whether it leads to other columns than before.
bool ColumnWatch::note_proposed(SitePages& pages, const WatchedPage& page, const std::vector<FoundColumn>& columns) {
  if (page.column || !page.is_readable) return false;
  const std::uint64_t before = std::exchange(pages.proposed_hash, hash_of(columns));
  return before != pages.proposed_hash;
}

/// Whether it says something else of itself than before.
bool ColumnWatch::note_identity(SitePages& pages, const WatchedPage& page, const PageIdentity* identity) {
  if (page.column || !page.is_readable || !identity) return false;
  const std::uint64_t before = std::exchange(pages.identity_hash, hash_of(*identity));
  return before != pages.identity_hash;
}

void ColumnWatch::note_items(WatchedPage& page, PageLook& look, ItemHistory& history, Day today) const {
  if (look.outcome == PageLook::Outcome::read) {
    const NotedItems noted = sitewatch::note(history, look.reading.marks, today, settings_.rules.burst_items);
    page.burst = noted.burst;
    if (noted.redated > 0) look.reading.notes.emplace_back("items known before stand under later dates");
    if (noted.burst) look.reading.notes.emplace_back("many items at once, all dated today");
  }
  for (std::size_t i = 0; i < update_days.size(); ++i) page.updates[i] = updates(history, today, update_days[i]);
  page.redated = static_cast<int>(
      std::count_if(history.items.begin(), history.items.end(), [](const KnownItem& item) { return item.redated; }));
}

/// Whether the reading tells something new. A page that cannot be read today does not take the place of what was known.
bool ColumnWatch::note(SitePages& pages, WatchedPage& page, PageLook& look, WallTime now) const {
  const Day today = settings_.zone.day(now);
  const ColumnRecord before = page.record;
  const bool was_seen = page.was_seen;
  page.validators = std::move(look.validators);
  if (look.outcome == PageLook::Outcome::unchanged) {
    note_unchanged(page.record, today);
    page.read_at = now;
    page.is_read = true;
    return !(before == page.record);
  }
  if (page.body_hash != look.body_hash || !was_seen) page.first_seen = now;
  page.body_hash = look.body_hash;
  page.is_read = true;
  page.hijack_signs = hijack_signs(look.reading, *pages.site);
  page.marks_hash = hash_of(look.reading.marks);
  page.articles_read = look.articles_read;
  look.reading.identity = nullptr;
  look.reading.marks = {};
  look.reading.follow = {};
  page.is_readable = sitewatch::note(page.record, look.reading, look.from_articles, today);
  if (!page.is_readable && was_seen) return false;
  page.was_seen = true;
  page.read_at = now;
  // An entry page without rows does not hide what was read on it before.
  const bool hides = page.reading && page.reading->newest && look.reading.state == PageState::blank;
  if (!page.column && !hides) page.reading = std::make_unique<PageReading>(look.reading);
  return !was_seen || !(before == page.record);
}

void ColumnWatch::settle(SitePages& pages, const WatchedPage& seen, WallTime now) {
  const Freshness before = seen.judgement.freshness;
  judge(pages, settings_.rules, settings_.zone);
  const bool first_and_fresh = before == Freshness::unknown && !severity_of(seen.judgement.freshness);
  if (seen.judgement.freshness != before && !first_and_fresh)
    spdlog::info("event=page_judged site={} column={} state={} days={}", pages.site->id, seen.slug(),
                 column_state(seen.judgement.freshness), seen.judgement.days);
  tell(pages, settings_.rules, settings_.zone, now, ports_.alerts);
}

Duration ColumnWatch::interval_of(const WatchedPage& page) const {
  return page.column ? settings_.column_interval : settings_.home_interval;
}

void ColumnWatch::schedule(const Pages& pages, std::size_t page, SteadyTime due) {
  pages->pages[page].due = due;
  due_.push({due, pages, page});
}

SteadyTime ColumnWatch::first_due(const SiteId& site, const WatchedPage& page) const {
  const auto interval = static_cast<std::uint64_t>(interval_of(page).count());
  const std::uint64_t place = page.column ? fnv1a(page.column->slug, fnv1a(site)) : fnv1a(site);
  return ports_.clock.steady_now() + Duration{static_cast<std::int64_t>(place % interval)};
}

ContentView ColumnWatch::content(const SiteId& site) const {
  ContentView view;
  const auto found = entries_.find(site);
  if (found == entries_.end()) return view;
  const SitePages& pages = *found->second;
  view.findings = &pages.findings;
  view.rule_set = settings_.rules.id;
  view.suggested = pages.suggested;
  view.columns.reserve(pages.pages.size() - 1);
  for (const WatchedPage& page : pages.pages) {
    if (!page.was_seen) continue;
    ColumnView row{page.slug(),    page.column,       column_state(page.judgement.freshness),
                   page.judgement, page.read_at,      page.first_seen,
                   &page.record,   page.updates,      page.redated,
                   page.burst,     page.reading.get()};
    if (page.column)
      view.columns.push_back(row);
    else
      view.home = row;
  }
  return view;
}

}  // namespace sitewatch::freshness
