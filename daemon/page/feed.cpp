#include "page/feed.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "page/ascii_case.h"
#include "page/attributes.h"
#include "page/date_cursor.h"
#include "page/stated_date.h"
#include "page/xml_pieces.h"
#include "text/clip.h"
#include "text/escape.h"

namespace sitewatch::page {
namespace {

constexpr std::size_t title_bytes = 200;
constexpr std::size_t longest_text = 2000;
/// As many as one sitemap may hold.
constexpr int most_items = 50'000;

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view each) { return equals_ignoring_case(name, each); });
}

bool is_item(std::string_view name) {
  return is_one_of(name, {"item", "entry", "url", "sitemap"});
}
bool is_publication(std::string_view name) {
  return is_one_of(name, {"pubdate", "date", "published", "issued", "created", "publication_date"});
}
bool is_change(std::string_view name) {
  return is_one_of(name, {"updated", "modified", "lastmod"});
}

/// The hour of "Fri, 20 Nov 2026 18:00:00 GMT"; noon where none is told.
int hour_in(std::string_view value) {
  const std::size_t colon = value.find(':');
  if (colon == std::string_view::npos || colon < 2 || !is_digit(value[colon - 1]) || !is_digit(value[colon - 2]))
    return 12;
  return (value[colon - 2] - '0') * 10 + (value[colon - 1] - '0');
}

std::optional<Day> day_in(std::string_view value) {
  constexpr int midnight_in_china = 16;
  const auto date = stated_date(value, DayOrder::day_first);
  if (!date) return std::nullopt;
  return date->in_utc && hour_in(value) >= midnight_in_china ? plus_days(date->day, 1) : date->day;
}

std::string plain(std::string_view raw, bool is_literal) {
  std::string buffer;
  raw = raw.substr(0, longest_text);
  return clip(one_line(is_literal ? raw : attribute_value(raw, buffer)), title_bytes);
}

/// An address is kept as it is written, whatever its length.
std::string address(std::string_view raw) {
  const std::size_t begin = raw.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return std::string{raw.substr(begin, raw.find_last_not_of(" \t\r\n") + 1 - begin).substr(0, longest_text)};
}

class FeedReader {
 public:
  FeedReader(Feed& feed, Day today) : feed_{feed}, tomorrow_{plus_days(today, 1)}, group_{today} {
    group_.begin(false);
  }

  void take(const XmlPiece& piece) {
    if (piece.kind == XmlKind::start_tag) begin(piece);
    if (piece.kind == XmlKind::text) text(piece);
    if (piece.kind == XmlKind::end_tag) end(piece);
  }
  void finish() { feed_.rows.groups.push_back(group_.finish()); }
  bool is_full() const { return items_ >= most_items; }

 private:
  void begin(const XmlPiece& piece);
  void text(const XmlPiece& piece);
  void end(const XmlPiece& piece);
  void end_item();
  void keep_earliest(std::optional<Day>& kept, std::string_view value);

  Feed& feed_;
  Day tomorrow_;
  GroupBuilder group_;
  int items_ = 0;
  int depth_ = 0;
  int item_depth_ = 0;        ///< 0 outside an item.
  std::string_view element_;  ///< That was begun last; empty behind its end.
  Row item_;
  std::optional<Day> change_;
};

void FeedReader::begin(const XmlPiece& piece) {
  element_ = piece.self_closing ? std::string_view{} : piece.name;
  // Atom: <link rel="alternate" href="…"/>
  if (item_depth_ != 0 && item_.link.empty() && equals_ignoring_case(piece.name, "link")) {
    const auto href = attribute(piece.raw, "href");
    const auto relation = attribute(piece.raw, "rel");
    if (href && (!relation || equals_ignoring_case(*relation, "alternate"))) item_.link = address(*href);
  }
  if (piece.self_closing) return;
  ++depth_;
  if (item_depth_ != 0 || !is_item(piece.name)) return;
  item_depth_ = depth_;
  item_ = Row{};
  change_.reset();
}

void FeedReader::text(const XmlPiece& piece) {
  if (element_.empty() || piece.raw.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
  const bool is_title = equals_ignoring_case(element_, "title");
  if (item_depth_ == 0) {
    if (is_title && feed_.title.empty()) feed_.title = plain(piece.raw, piece.literal);
    return;
  }
  // Of the item itself, not of a picture or a source in it.
  const bool is_own = depth_ == item_depth_ + 1;
  if (is_title && item_.title.empty())
    item_.title = plain(piece.raw, piece.literal);
  else if (is_own && item_.link.empty() && is_one_of(element_, {"link", "loc"}))
    item_.link = address(piece.raw);
  else if (is_publication(element_))
    keep_earliest(item_.day, piece.raw);
  else if (is_own && is_change(element_))
    keep_earliest(change_, piece.raw);
}

void FeedReader::end(const XmlPiece& piece) {
  element_ = {};
  if (item_depth_ != 0 && is_item(piece.name)) end_item();
  if (depth_ > 0) --depth_;
}

void FeedReader::end_item() {
  item_depth_ = 0;
  ++items_;
  if (!item_.day && change_ && (!feed_.change || *feed_.change < *change_)) feed_.change = change_;
  group_.add(std::move(item_));
}

void FeedReader::keep_earliest(std::optional<Day>& kept, std::string_view value) {
  const std::optional<Day> day = day_in(value);
  if (!day) return;
  if (*day > tomorrow_)
    feed_.rows.future_dates = true;
  else if (!kept || *day < *kept)
    kept = day;
}

/// The root element, if it is that of a feed.
std::string_view root_of(std::string_view text) {
  constexpr std::size_t reach = 4096;
  XmlPieces pieces{text.substr(0, reach)};
  XmlPiece piece = pieces.next();
  while (piece.kind == XmlKind::text && piece.raw.find_first_not_of(" \t\r\n") == std::string_view::npos)
    piece = pieces.next();
  const bool is_feed_root =
      piece.kind == XmlKind::start_tag && is_one_of(piece.name, {"rss", "feed", "rdf", "urlset", "sitemapindex"});
  return is_feed_root ? piece.name : std::string_view{};
}

}  // namespace

bool is_feed(std::string_view text) {
  return !root_of(text).empty();
}

Feed read_feed(std::string_view text, Day today) {
  Feed feed;
  feed.is_sitemap = is_one_of(root_of(text), {"urlset", "sitemapindex"});
  XmlPieces pieces{text};
  FeedReader reader{feed, today};
  for (XmlPiece piece = pieces.next(); piece.kind != XmlKind::end && !reader.is_full(); piece = pieces.next()) {
    feed.is_refused = pieces.has_declarations();
    if (feed.is_refused) return feed;
    reader.take(piece);
  }
  reader.finish();
  feed.cut_short = pieces.cut_short() || reader.is_full();
  feed.rows.outside = feed.change;
  return feed;
}

}  // namespace sitewatch::page
