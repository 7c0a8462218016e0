#include <array>

#include "page/article_dates.h"
#include "page/ascii_case.h"
#include "page/attributes.h"
#include "page/meta_dates.h"
#include "text/escape.h"

namespace sitewatch::page {
namespace {

/// The first date of each kind counts: no page has so many tags before it.
constexpr int most_stated_tags = 2000;

/// "date", "time", "publish", "byline" … in a class or an itemprop.
bool names_date(std::string_view value) {
  constexpr std::array<std::string_view, 8> words{"date",   "time", "publish", "posted",
                                                  "byline", "meta", "datum",   "info"};
  return contains_any(value, words);
}

bool names_change(std::string_view value) {
  return find_ignoring_case(value, "updated") != std::string_view::npos ||
         find_ignoring_case(value, "modified") != std::string_view::npos;
}

}  // namespace

void ArticleDates::start_tag(const Token& token) {
  switch (token.element) {
    case Element::meta:
      return ++stated_tags_ <= most_stated_tags ? meta(token.raw) : void();
    case Element::html:
      if (const auto language = attribute(token.raw, "lang"); language && equals_ignoring_case(*language, "en-us"))
        order_ = DayOrder::month_first;
      return;
    case Element::link:
      if (url_.empty() && token.raw.find("canonical") != std::string_view::npos)
        if (const auto href = attribute(token.raw, "href")) url_ = href->substr(0, 2000);
      return;
    case Element::script:
      is_json_ld_ = find_ignoring_case(token.raw, "ld+json") != std::string_view::npos;
      return;
    case Element::time:
      return ++stated_tags_ <= most_stated_tags ? time_tag(token.raw) : void();
    case Element::h1:
      in_h1_ = in_heading_ = true;
      anchor(Anchor::h1);
      break;
    case Element::h2:
    case Element::h3:
      in_heading_ = true;
      anchor(Anchor::heading);
      break;
    case Element::aside:
      // Between the headline and the text stands what belongs to both.
      if (anchor_ >= Anchor::h1 && since_headline_ < next_to_headline) region_.leave_side();
      break;
    default:
      break;
  }
  if (token.raw.size() > 8) remember_tag(token);
}

void ArticleDates::meta(std::string_view raw) {
  std::string_view name;
  std::string_view content;
  MetaDate meaning = MetaDate::none;
  Attributes attributes{raw};
  while (const auto each = attributes.next()) {
    if (equals_ignoring_case(each->name, "content")) {
      content = each->value;
    } else if (equals_ignoring_case(each->name, "name") || equals_ignoring_case(each->name, "property") ||
               equals_ignoring_case(each->name, "itemprop")) {
      name = each->value;
      if (meaning == MetaDate::none) meaning = meta_date(name);
    }
  }
  if (content.empty()) return;
  if (url_.empty() && equals_ignoring_case(name, "og:url")) url_ = content.substr(0, 2000);
  if (title_.empty() && equals_ignoring_case(name, "og:title")) {
    std::string buffer;
    title_ = one_line(attribute_value(content.substr(0, 1000), buffer));
  }
  if (equals_ignoring_case(name, "og:locale") && equals_ignoring_case(content, "en_us")) order_ = DayOrder::month_first;
  if (meaning == MetaDate::none) {
    const bool is_time = content.size() >= 19 && content.size() <= 30 && content[10] == 'T' &&
                         find_ignoring_case(name, "expir") == std::string_view::npos;
    if (is_time) keep(DateSource::meta_time, stated_date(content, order_), content);
    return;
  }
  const DateSource source = meaning == MetaDate::published ? DateSource::meta_published
                            : meaning == MetaDate::plain   ? DateSource::meta_plain
                                                           : DateSource::modified;
  keep(source, stated_date(content, order_), content);
}

void ArticleDates::time_tag(std::string_view raw) {
  bool is_change = false;
  std::string_view value;
  in_published_time_ = false;
  Attributes attributes{raw};
  while (const auto each = attributes.next()) {
    if (equals_ignoring_case(each->name, "datetime")) value = each->value;
    if (equals_ignoring_case(each->name, "pubdate")) in_published_time_ = true;
    if (equals_ignoring_case(each->name, "itemprop") || equals_ignoring_case(each->name, "class")) {
      is_change = is_change || names_change(each->value);
      in_published_time_ = in_published_time_ || find_ignoring_case(each->value, "publish") != std::string_view::npos ||
                           find_ignoring_case(each->value, "entry-date") != std::string_view::npos;
    }
  }
  const auto date = stated_date(value, order_);
  if (region_.is_beside() && date) return keep(DateSource::beside_stated, date, value);
  if (!date) {
    since_time_tag_ = 0;
    return;
  }
  if (is_change && !in_published_time_) return keep(DateSource::modified, date, value);
  const DateLabel label = label_of(before_, {});
  if (label == DateLabel::modified) return keep(DateSource::modified, date, value);
  const bool has_own_time = found_[DateSource::headline_time] && since_headline_ >= near_headline;
  if (in_published_time_ && !has_own_time) {
    item_is_time_ = item_is_time_ || !found_[DateSource::item_published];
    keep(DateSource::item_published, date, value);
  }
  if (since_headline_ < near_headline) keep(DateSource::headline_time, date, value);
  keep(DateSource::any_time, date, value);
}

void ArticleDates::remember_tag(const Token& token) {
  recent_tags_[next_tag_] = {token.raw, text_seen_};
  next_tag_ = (next_tag_ + 1) % recent_tags_.size();
  // A tag that holds the date itself: <span itemprop="datePublished" content="2026-11-20">
  if (token.raw.find('P') == std::string_view::npos || mark_of(token.raw) != DateSource::item_published) return;
  if (const auto content = attribute(token.raw, "content"))
    keep(DateSource::item_published, stated_date(*content, order_), *content);
}

std::optional<DateSource> ArticleDates::mark_of(std::string_view raw) {
  std::optional<DateSource> mark;
  Attributes attributes{raw};
  while (const auto each = attributes.next()) {
    if (equals_ignoring_case(each->name, "itemprop") &&
        find_ignoring_case(each->value, "datepublished") != std::string_view::npos)
      return DateSource::item_published;
    if ((equals_ignoring_case(each->name, "class") || equals_ignoring_case(each->name, "id")) &&
        names_date(each->value))
      mark = DateSource::marked_text;
  }
  return mark;
}

std::optional<DateSource> ArticleDates::mark() const {
  constexpr std::size_t near_mark = 120;
  if (since_time_tag_ < near_mark) return in_published_time_ ? DateSource::item_published : DateSource::marked_text;
  std::optional<DateSource> mark;
  for (const RecentTag& each : recent_tags_) {
    if (each.raw.empty() || text_seen_ - each.at >= near_mark) continue;
    const auto found = mark_of(each.raw);
    if (found && (!mark || *found < *mark)) mark = found;
  }
  return mark;
}

}  // namespace sitewatch::page
