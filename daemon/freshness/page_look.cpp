#include "freshness/page_look.h"

#include <algorithm>
#include <deque>
#include <set>

#include "domain/hash.h"

namespace sitewatch::freshness {
namespace {

constexpr int most_hops = 5;

/// Pages of the same site: on the host that was asked, on one of its home pages', or where those led.
bool is_on_site(const Site& site, const Url& asked, const Url& other) {
  const auto same = [&](const Url& url) { return url.host == other.host; };
  return same(asked) || std::any_of(site.home_urls.begin(), site.home_urls.end(), same);
}

void say_nothing(PageReading& reading, std::string why) {
  reading.state = PageState::unparsed;
  reading.newest.reset();
  reading.notes.push_back(std::move(why));
}

/// An article that was read, whether or not it says when it was published.
bool is_read(const PageReading& article) {
  return article.state == PageState::dated || article.state == PageState::undated;
}

}  // namespace

Task<PageLook> PageLooker::look(const Site& site, PageQuestion question, KnownPage known, Zone zone) {
  PageRequest request{question.url, {}};
  if (known.is_read) request.known = known.validators;
  Visit visit = co_await ports_.fetcher.read(site, std::move(request));
  PageLook look;
  look.not_before = visit.result.retry_after;
  if (visit.result.verdict != Verdict::good) co_return look;

  look.body_hash = visit.not_modified ? known.body_hash : fnv1a(visit.body);
  look.validators = visit.not_modified && visit.validators.empty() ? known.validators : visit.validators;
  const bool same_body = look.body_hash == known.body_hash;
  if (visit.not_modified || (same_body && known.is_read)) {
    look.outcome = PageLook::Outcome::unchanged;
    co_return look;
  }
  const Day today = zone.day(same_body ? known.first_seen : ports_.clock.wall_now());
  look.outcome = PageLook::Outcome::read;
  look.reading = co_await read(std::move(visit), question, today);
  if (!look.reading.newest && !look.reading.follow.empty()) co_await follow(site, question, today, look);
  if (look.reading.state == PageState::undated) co_await read_articles(site, question, today, look);
  co_return look;
}

Task<Visit> PageLooker::fetch(const Site& site, Url url) {
  PageRequest request{std::move(url), {}};
  Visit visit = co_await ports_.fetcher.read(site, std::move(request));
  co_return visit;
}

Task<PageReading> PageLooker::read(Visit visit, const PageQuestion& question, Day today) {
  PageSource source;
  source.body = std::move(visit.body);
  source.content_type = std::move(visit.content_type);
  source.url = visit.result.final_url.empty() ? question.url.text() : visit.result.final_url;
  source.today = today;
  source.kind = question.kind;
  source.part = question.part;
  PageReading reading = co_await ports_.reader.read(std::move(source));
  co_return reading;
}

Task<void> PageLooker::follow(const Site& site, const PageQuestion& question, Day today, PageLook& look) {
  std::deque<std::string> ahead{look.reading.follow.begin(), look.reading.follow.end()};
  std::set<std::string> been{question.url.text()};
  bool all_seen = true;
  for (int hops = 0; hops < most_hops && !ahead.empty() && !look.reading.newest; ++hops) {
    const Result<Url> next = Url::parse(ahead.front());
    ahead.pop_front();
    if (!next || !is_on_site(site, question.url, *next) || !been.insert(next->text()).second) continue;
    Visit visit = co_await fetch(site, *next);
    if (visit.result.verdict != Verdict::good) {
      all_seen = false;
      continue;
    }
    look.body_hash = fnv1a(visit.body, look.body_hash);
    look.validators = {};
    PageQuestion there = question;
    there.url = *next;
    PageReading reading = co_await read(std::move(visit), there, today);
    ahead.insert(ahead.end(), reading.follow.begin(), reading.follow.end());
    reading.notes.push_back("read at " + next->text());
    if (reading.links && look.reading.links) {
      HomeLinks all = *look.reading.links;
      add(all, *reading.links);
      reading.links = look.reading.links = std::make_shared<const HomeLinks>(std::move(all));
    } else if (!reading.links) {
      reading.links = look.reading.links;
    }
    const bool is_entry = look.reading.state == PageState::redirect || look.reading.items == 0;
    if (reading.newest || is_entry) look.reading = std::move(reading);
  }
  if (!look.reading.newest && !all_seen) say_nothing(look.reading, "a page that it leads to could not be fetched");
}

Task<void> PageLooker::read_articles(const Site& site, const PageQuestion& question, Day today, PageLook& look) {
  PageReading& list = look.reading;
  int dated = 0;
  for (Item& item : list.newest_items) {
    const Result<Url> link = Url::parse(item.link);
    if (!link || !is_on_site(site, question.url, *link)) continue;
    Visit visit = co_await fetch(site, *link);
    if (visit.result.verdict != Verdict::good) continue;
    PageQuestion article{*link, PageKind::article, {}};
    const PageReading reading = co_await read(std::move(visit), article, today);
    if (!is_read(reading)) continue;
    ++look.articles_read;
    if (!reading.newest) continue;
    ++dated;
    item.date = reading.newest;
    if (list.newest && *list.newest >= *reading.newest) continue;
    list.newest = reading.newest;
    list.evidence = Evidence{item.title + " " + date::format("%F", *reading.newest), item.link};
  }
  if (look.articles_read == 0) {
    say_nothing(list, "its rows show no dates, and none of the articles could be read");
    co_return;
  }
  look.from_articles = true;
  list.dated_items = dated;
}

}  // namespace sitewatch::freshness
