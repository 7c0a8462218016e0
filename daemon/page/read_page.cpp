#include "page/read_page.h"

#include <algorithm>
#include <optional>

#include "domain/url.h"
#include "page/article_dates.h"
#include "page/attributes.h"
#include "page/charset.h"
#include "page/feed.h"
#include "page/find_columns.h"
#include "page/furniture.h"
#include "page/part_filter.h"
#include "page/rows.h"
#include "page/states.h"
#include "page/tokenizer.h"

namespace sitewatch::page {
namespace {

/// Many times what pages for people have; whatever has more is made to be slow.
constexpr std::size_t most_tokens = 500'000;
constexpr std::size_t longest_text = 64u << 10;
/// So many dated rows in one box are a list.
constexpr int list_rows = 3;
constexpr std::string_view too_many_note = "more dates or links than are looked at";

std::string absolute(std::string_view link, std::string_view url) {
  std::string buffer;
  const std::string_view reference = attribute_value(link, buffer);
  const Result<Url> page = Url::parse(url);
  const Result<Url> target = page ? page->resolve(reference) : Url::parse(reference);
  return target ? target->text() : std::string{};
}

/// Everything one pass over the page collects.
struct Collected {
  FurnitureReader furniture;
  std::optional<RowReader> rows;
  std::optional<ArticleDates> article;
  std::optional<LinkReader> links;
  bool cut_short = false;
  bool part_found = true;
};

/// What a page says of its article outside the text.
bool is_said_of_article(const Token& token) {
  return token.element == Element::meta || token.element == Element::script || token.element == Element::title;
}

void collect(Collected& collected, std::string_view text, const PagePart& part) {
  PartFilter filter{part};
  Tokenizer tokenizer{text};
  std::size_t tokens = 0;
  for (Token token = tokenizer.next(); token.kind != TokenKind::end; token = tokenizer.next()) {
    if (++tokens > most_tokens) break;
    if (token.kind == TokenKind::text && token.element != Element::script)
      token.raw = token.raw.substr(0, longest_text);
    const bool is_inside = filter.takes(token);
    collected.furniture.take(token, is_inside);
    if (collected.rows && is_inside) collected.rows->take(token);
    if (collected.article && (is_inside || is_said_of_article(token))) collected.article->take(token);
    if (collected.links) collected.links->take(token);
  }
  collected.part_found = filter.found();
  collected.cut_short = tokenizer.cut_short() || tokens > most_tokens;
}

/// A page that does not say what it is: many blocks of rows are a home page, one is a list, and a long text under a
/// publication date is an article.
PageKind kind_of(const PageRows& rows, const ArticleDate& article, const Furniture& furniture) {
  constexpr std::size_t paragraph = 300;
  int lists = 0;
  int longest = 0;
  for (const RowGroup& group : rows.groups) {
    if (group.is_beside || group.dated_items < list_rows) continue;
    ++lists;
    longest = std::max(longest, group.dated_items);
  }
  if (article.day && article.is_stated && (lists == 0 || furniture.longest_text >= paragraph)) return PageKind::article;
  if (lists >= 3) return PageKind::home;
  return PageKind::list;
}

void take_rows(PageReading& reading, const PageRows& rows, const Furniture& furniture, std::string_view url) {
  RowSummary summary = summary_of(rows.groups, reading.kind, rows.has_pager);
  reading.items = summary.items;
  reading.dated_items = summary.dated_items;
  reading.marks = std::move(summary.marks);
  const bool has_dates = !summary.newest.empty();
  for (Item& item : has_dates ? summary.newest : summary.undated) {
    item.link = absolute(item.link, url);
    reading.newest_items.push_back(std::move(item));
  }
  if (rows.future_dates) reading.notes.emplace_back("dates in the future left out");
  if (rows.too_many) reading.notes.emplace_back(too_many_note);
  if (!has_dates) return;
  const Item& first = reading.newest_items.front();
  reading.newest = first.date;
  reading.evidence = Evidence{first.title + " " + date::format("%F", *first.date), first.link};
  const auto is_newer = [&](const std::optional<Day>& day) { return day && *day > *first.date; };
  // A column's own rows show their dates; a home page may have blocks that do not.
  const bool newer_address = reading.kind == PageKind::home && is_newer(rows.undated_address);
  if (is_newer(rows.outside) || newer_address || is_newer(summary.outside) || summary.years_unsure ||
      rows.parts_of_dates || rows.too_many || furniture.frames > 0)
    reading.notes.emplace_back(doubt_note);
}

void take_article(PageReading& reading, const ArticleDate& article, std::string_view url) {
  reading.notes.insert(reading.notes.end(), article.notes.begin(), article.notes.end());
  if (article.too_many) reading.notes.emplace_back(too_many_note);
  reading.items = article.day ? 1 : 0;
  reading.dated_items = reading.items;
  if (!article.day) return;
  reading.newest = article.day;
  reading.evidence = Evidence{article.text, absolute(url, url)};
  reading.newest_items.push_back({article.day, reading.title, absolute(url, url)});
}

StateSigns signs_of(const PageReading& reading, const PageRows& rows) {
  StateSigns signs;
  signs.kind = reading.kind;
  signs.has_date = reading.newest.has_value();
  signs.items = reading.items;
  signs.links = rows.links;
  signs.other_dates = rows.outside || (reading.kind != PageKind::article && rows.undated_address) ||
                      rows.parts_of_dates || rows.future_dates || rows.too_many;
  return signs;
}

/// Whether the page ended early.
bool read_markup(PageReading& reading, const PageBytes& page, std::string_view text) {
  Collected collected{FurnitureReader{page.url}, std::nullopt, std::nullopt, std::nullopt};
  if (page.kind != PageKind::article) collected.rows.emplace(page.today);
  if (page.kind == PageKind::article || page.kind == PageKind::automatic)
    collected.article.emplace(page.today, page.url);
  if (page.kind == PageKind::home)
    if (const Result<Url> url = Url::parse(page.url)) collected.links.emplace(*url, page.all_links);
  collect(collected, text, page.part);

  const Furniture& furniture = collected.furniture.furniture();
  const PageRows rows = collected.rows ? collected.rows->finish() : PageRows{};
  const ArticleDate article = collected.article ? collected.article->finish() : ArticleDate{};
  reading.kind = page.kind == PageKind::automatic ? kind_of(rows, article, furniture) : page.kind;
  reading.title = furniture.title;
  reading.identity = std::make_shared<const PageIdentity>(PageIdentity{furniture.tags, collected.furniture.codes(),
                                                                       has_grey_words(furniture.title),
                                                                       has_grey_words(furniture.keywords)});
  if (collected.links) reading.links = std::make_shared<const HomeLinks>(collected.links->finish());
  if (!collected.part_found)
    reading.notes.emplace_back(no_part_note);
  else if (reading.kind == PageKind::article)
    take_article(reading, article, page.url);
  else
    take_rows(reading, rows, furniture, page.url);
  for (const std::string& target : furniture.targets)
    if (std::string address = absolute(target, page.url); !address.empty())
      reading.follow.push_back(std::move(address));

  StateSigns signs = signs_of(reading, rows);
  signs.other_dates = signs.other_dates || article.too_many;
  signs.part_is_missing = !collected.part_found;
  signs.part_has_script = !page.part.within.empty() && furniture.script_inside;
  reading.state = state_of(signs, furniture, text);
  return collected.cut_short;
}

/// The same of a feed, where `within` names nothing.
bool read_items(PageReading& reading, const PageBytes& page, std::string_view text) {
  const Feed feed = read_feed(text, page.today);
  reading.kind = PageKind::list;
  reading.title = feed.title;
  reading.identity = std::make_shared<const PageIdentity>();
  if (feed.is_refused) reading.notes.emplace_back("a feed with declarations is not read");
  if (!page.part.within.empty()) reading.notes.emplace_back(no_part_note);
  if (feed.is_refused || !page.part.within.empty()) return false;
  take_rows(reading, feed.rows, Furniture{}, page.url);
  if (feed.change)
    reading.notes.push_back("last changed " + date::format("%F", *feed.change) + ", which is no date of publication");
  if (reading.newest)
    reading.state = PageState::dated;
  else if (!feed.is_sitemap && !feed.change && !feed.rows.future_dates)
    reading.state = reading.items > 0 ? PageState::undated : PageState::blank;
  return feed.cut_short;
}

}  // namespace

PageReading read_page(const PageBytes& page) {
  PageReading reading;
  const bool too_long = page.body.size() > most_page_bytes;
  DecodedPage decoded =
      decode_page(page.body.substr(0, std::min(page.body.size(), most_page_bytes)), page.content_type);
  reading.charset = name(decoded.encoding);
  reading.notes = std::move(decoded.notes);
  const bool ends_early =
      is_feed(decoded.text) ? read_items(reading, page, decoded.text) : read_markup(reading, page, decoded.text);
  if (ends_early || too_long) reading.notes.emplace_back("page ends early");
  if (ends_early || too_long || !decoded.is_text) reading.state = PageState::unparsed;
  if (!decoded.is_text) reading.links = nullptr;
  return reading;
}

}  // namespace sitewatch::page
