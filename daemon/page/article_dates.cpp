#include "page/article_dates.h"

#include <algorithm>
#include <array>

#include "page/ascii_case.h"
#include "page/attributes.h"
#include "page/chinese_numerals.h"
#include "page/date_cursor.h"
#include "page/json_dates.h"
#include "page/meta_dates.h"
#include "page/url_dates.h"
#include "text/clip.h"
#include "text/escape.h"

namespace sitewatch::page {
namespace {

constexpr std::size_t kept_before = 120;     ///< A label in an element of its own is no further away.
constexpr std::size_t near_headline = 1500;  ///< Bytes of text.
constexpr std::size_t near_mark = 120;
constexpr std::size_t far_away = 1u << 30;
constexpr std::size_t little_else = 90;  ///< Bytes around a date that is a line of its own.
constexpr std::size_t very_little_else = 45;
constexpr std::size_t shown_bytes = 120;
constexpr std::size_t most_scripts = 256;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_digit);
}

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

/// The day that a short script gives both as text and as a Unix time ("1581517074", "2020-02-12"): pages that write
/// their date with a script hand it both.
std::optional<Day> twice_told_day(std::string_view script) {
  constexpr std::size_t short_script = 8000;
  if (script.size() > short_script) return std::nullopt;
  const std::vector<Day> days = dates_in(script);
  for (std::size_t at = 0; !days.empty() && at < script.size(); ++at) {
    if (!is_digit(script[at])) continue;
    std::size_t end = at;
    while (end < script.size() && is_digit(script[end])) ++end;
    const auto told = end - at == 10 ? stated_date(script.substr(at, 10), DayOrder::day_first) : std::nullopt;
    at = end;
    for (const Day day : days)
      if (told && std::abs(days_between(day, told->day)) <= 1) return day;
  }
  return std::nullopt;
}

}  // namespace

ArticleDates::ArticleDates(Day today, std::string_view url)
    : today_{today}, url_{url}, since_headline_{far_away}, since_mark_{far_away} {}

void ArticleDates::take(const Token& token) {
  region_.take(token);
  if (token.kind == TokenKind::start_tag) {
    start_tag(token);
  } else if (token.kind == TokenKind::text) {
    if (token.element == Element::script) {
      script(token.raw);
    } else if (token.element == Element::title) {
      std::string buffer;
      if (title_.empty()) title_ = one_line(characters(token, buffer).substr(0, 1000));
    } else if (token.element == Element::other && token.content == Content::data) {
      const std::string_view raw = trimmed(token.raw);
      if (raw.empty()) return;
      std::string buffer;
      text(raw.find('&') == std::string_view::npos ? raw : trimmed(characters(token, buffer)));
    }
  } else if (token.kind == TokenKind::end_tag && token.element == Element::time) {
    in_published_time_ = false;
  }
}

void ArticleDates::start_tag(const Token& token) {
  switch (token.element) {
    case Element::meta:
      return meta(token.raw);
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
      return time_tag(token.raw);
    case Element::h1:
      since_headline_ = 0;
      region_.leave_side();
      break;
    default:
      break;
  }
  if (token.raw.size() > 8) marked_tag(token);
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
  if (title_.empty() && equals_ignoring_case(name, "og:title")) title_ = one_line(content.substr(0, 1000));
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
    since_mark_ = 0;
    mark_ = in_published_time_ ? DateSource::item_published : DateSource::marked_text;
    return;
  }
  if (is_change && !in_published_time_) return keep(DateSource::modified, date, value);
  const DateLabel label = label_of(before_, {});
  if (label == DateLabel::modified) return keep(DateSource::modified, date, value);
  if (in_published_time_) keep(DateSource::item_published, date, value);
  if (since_headline_ < near_headline) keep(DateSource::headline_time, date, value);
  keep(DateSource::any_time, date, value);
}

void ArticleDates::marked_tag(const Token& token) {
  Attributes attributes{token.raw};
  while (const auto each = attributes.next()) {
    if (equals_ignoring_case(each->name, "itemprop")) {
      if (find_ignoring_case(each->value, "datepublished") == std::string_view::npos) continue;
      since_mark_ = 0;
      mark_ = DateSource::item_published;
      if (const auto content = attribute(token.raw, "content"))
        keep(DateSource::item_published, stated_date(*content, order_), *content);
      return;
    }
    if ((equals_ignoring_case(each->name, "class") || equals_ignoring_case(each->name, "id")) &&
        names_date(each->value)) {
      since_mark_ = 0;
      mark_ = DateSource::marked_text;
    }
  }
}

bool ArticleDates::is_headline(std::string_view text) const {
  constexpr std::size_t shortest = 12;
  constexpr std::size_t longest = 400;
  return text.size() >= shortest && text.size() <= longest && title_.find(text) != std::string::npos;
}

void ArticleDates::text(std::string_view text) {
  if (is_headline(text)) since_headline_ = 0;
  const bool other_digits = has_other_digits(text);
  if (other_digits || has_digit(text)) {
    const std::string folded = other_digits ? with_plain_digits(text) : std::string{};
    const std::string_view plain = other_digits ? std::string_view{folded} : text;
    const std::vector<WrittenDate> dates = written_dates(plain, order_);
    if (dates.empty())
      lone_text(plain);
    else
      dated_text(plain, dates);
  }
  since_headline_ = std::min(far_away, since_headline_ + text.size());
  since_mark_ = std::min(far_away, since_mark_ + text.size());
  before_ += text.substr(text.size() - std::min(text.size(), kept_before));
  if (before_.size() > kept_before) before_.erase(0, before_.size() - kept_before);
}

void ArticleDates::dated_text(std::string_view plain, const std::vector<WrittenDate>& dates) {
  constexpr std::size_t most_looked_at = 4;
  std::size_t from = 0;
  for (std::size_t index = 0; index < std::min(dates.size(), most_looked_at); ++index) {
    const WrittenDate& each = dates[index];
    const std::string before =
        (index == 0 ? before_ + " " : std::string{}) + std::string{plain.substr(from, each.begin - from)};
    from = each.end;
    const DateLabel label = label_of(before, plain.substr(each.end));
    const StatedDate date{each.day, false};
    const std::string_view shown = plain.substr(0, shown_bytes);
    if (label == DateLabel::other) continue;
    if (label == DateLabel::modified) {
      keep(DateSource::modified, date, shown);
      continue;
    }
    if (label == DateLabel::published) {
      if (each.day > plus_days(today_, 1)) impossible_label_ = true;
      keep_text(DateSource::labelled, date, shown);
      continue;
    }
    const std::size_t others = plain.size() - (each.end - each.begin);
    const bool is_dateline = each.begin == 0 && dates.size() == 1;  // "27.1.2022 - Bei der …"
    if (others > little_else && !is_dateline) continue;
    if (since_mark_ < near_mark) keep_text(mark_, date, shown);
    if (since_headline_ < near_headline) keep_text(DateSource::headline_text, date, shown);
    if (others <= very_little_else) keep_text(DateSource::any_text, date, shown);
  }
}

void ArticleDates::keep_text(DateSource source, const StatedDate& date, std::string_view text) {
  if (!region_.is_beside()) return keep(source, date, text);
  const bool is_stated = source == DateSource::labelled || source == DateSource::item_published;
  keep(is_stated ? DateSource::beside_stated : DateSource::beside_text, date, text);
}

void ArticleDates::lone_text(std::string_view plain) {
  const auto lone = lone_date(plain, today_, order_);
  if (!lone) return;
  const bool labelled = lone->labelled || label_of(before_, {}) == DateLabel::published;
  if (labelled && lone->without_year && !label_without_year_) label_without_year_ = lone->without_year;
  if (!lone->day) return;
  const StatedDate date{*lone->day, false};
  if (labelled) keep_text(DateSource::labelled, date, plain);
  if (since_headline_ < near_headline) keep_text(DateSource::headline_text, date, plain);
  keep_text(DateSource::any_text, date, plain);
}

void ArticleDates::script(std::string_view text) {
  if (is_json_ld_) {
    if (const auto published = json_text(text, "datePublished"))
      keep(DateSource::json_published, stated_date(*published, order_), *published);
    else if (const auto created = json_text(text, "dateCreated"))
      keep(DateSource::meta_plain, stated_date(*created, order_), *created);
    if (const auto changed = json_text(text, "dateModified"))
      keep(DateSource::modified, stated_date(*changed, order_), *changed);
    return;
  }
  constexpr std::size_t short_script = 4000;
  if (text.size() < short_script && text.find("document.write") != std::string_view::npos &&
      label_of(before_, {}) == DateLabel::published) {
    // The page writes the date out where it stands: 发布时间：<script>document.write(…)</script>
    const std::vector<Day> days = dates_in(text, order_);
    if (!days.empty()) keep(DateSource::labelled, StatedDate{days.front(), false}, before_);
  }
  if (scripts_.size() < most_scripts) scripts_.push_back(text);
}

void ArticleDates::keep(DateSource source, const std::optional<StatedDate>& date, std::string_view text) {
  if (!date || date->day > plus_days(today_, 1)) return;
  std::optional<Found>& place = found_[static_cast<std::size_t>(source)];
  if (!place) place = Found{*date, clip(one_line(text), shown_bytes)};
}

const ArticleDates::Found* ArticleDates::found(DateSource source) const {
  const std::optional<Found>& place = found_[static_cast<std::size_t>(source)];
  return place ? &*place : nullptr;
}

std::optional<Day> ArticleDates::near_day(const StatedDate& date) const {
  const auto day_of = [&](DateSource source) -> std::optional<Day> {
    const Found* other = found(source);
    const bool is_next_to = other && std::abs(days_between(date.day, other->date.day)) == 1;
    return is_next_to ? std::optional{other->date.day} : std::nullopt;
  };
  if (const auto day = day_of(DateSource::address)) return day;
  if (!date.in_utc) return std::nullopt;
  // The page itself shows the publisher's own day.
  for (const DateSource source : {DateSource::labelled, DateSource::headline_text, DateSource::marked_text,
                                  DateSource::headline_time, DateSource::any_text})
    if (const Found* other = found(source); other && !other->date.in_utc)
      if (const auto day = day_of(source)) return day;
  return std::nullopt;
}

ArticleDate ArticleDates::finish() {
  if (const auto day = date_in_link(url_)) keep(DateSource::address, StatedDate{*day, false}, url_);
  const bool has_better = std::any_of(found_, found_ + static_cast<std::size_t>(DateSource::beside_stated),
                                      [](const std::optional<Found>& each) { return each.has_value(); });
  for (std::size_t index = 0; !has_better && index < scripts_.size(); ++index)
    for (const std::string_view key :
         {"datePublished", "publishedAt", "published_at", "publishDate", "publish_date", "pubDate", "pubdate",
          "published", "pubtime", "publishTime", "publishedDate", "createdAt", "created_at", "dateCreated"})
      if (const auto value = json_text(scripts_[index], key))
        keep(DateSource::script, stated_date(*value, order_), *value);

  if (!has_better && !found(DateSource::script))
    for (const std::string_view script : scripts_)
      if (const auto day = twice_told_day(script)) keep(DateSource::script, StatedDate{*day, false}, "script");

  ArticleDate result;
  if (label_without_year_ && !found(DateSource::labelled)) {
    std::optional<Day> day = latest(*label_without_year_, today_);
    for (const std::optional<Found>& each : found_)
      if (each && int(unsigned{each->date.day.month()}) == label_without_year_->month &&
          int(unsigned{each->date.day.day()}) == label_without_year_->day)
        day = each->date.day;
    if (day) keep(DateSource::labelled, StatedDate{*day, false}, before_);
  }
  if (impossible_label_) {
    result.notes.emplace_back("impossible publication date");
    const bool stated = found(DateSource::meta_published) || found(DateSource::json_published) ||
                        found(DateSource::item_published) || found(DateSource::labelled);
    if (!stated) return result;
  }
  const auto best =
      std::find_if(std::begin(found_), std::end(found_), [](const auto& each) { return each.has_value(); });
  if (best == std::end(found_)) return result;
  result.day = (*best)->date.day;
  result.text = (*best)->text;
  result.is_stated = found(DateSource::item_published) || found(DateSource::labelled) ||
                     found(DateSource::meta_published) || found(DateSource::json_published);
  const bool stated = found(DateSource::meta_published) || found(DateSource::json_published);
  if (const auto day = stated ? near_day((*best)->date) : std::nullopt) result.day = day;
  return result;
}

}  // namespace sitewatch::page
