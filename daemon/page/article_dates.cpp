#include "page/article_dates.h"

#include <algorithm>
#include <array>

#include "page/ascii_case.h"
#include "page/chinese_numerals.h"
#include "page/date_cursor.h"
#include "page/json_dates.h"
#include "page/url_dates.h"
#include "text/clip.h"
#include "text/escape.h"

namespace sitewatch::page {
namespace {

constexpr std::size_t kept_before = 120;  ///< A label in an element of its own is no further away.
constexpr std::size_t far_away = 1u << 30;
constexpr std::size_t little_else = 90;  ///< Bytes around a date that is a line of its own.
constexpr std::size_t most_words_before = 50;
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

/// "14. - 20. Januar 2026", "24. April bis 2. Oktober 2026": the date is where something ends.
bool ends_range(std::string_view before) {
  before = trimmed(before);
  bool has_mark = false;
  for (const std::string_view mark : {"bis", "至", "–", "—", "-", "~", "until"}) {
    if (has_mark || !before.ends_with(mark)) continue;
    before = trimmed(before.substr(0, before.size() - mark.size()));
    has_mark = true;
    const bool is_word = mark == "bis" || mark == "至" || mark == "until";
    if (is_word) return true;
  }
  if (!has_mark || before.empty()) return false;
  return is_digit(before.back()) || (before.back() == '.' && before.size() > 1 && is_digit(before[before.size() - 2]));
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

std::string_view name(DateSource source) {
  constexpr std::array<std::string_view, date_source_count> names{"meta tag",
                                                                  "JSON-LD",
                                                                  "datePublished",
                                                                  "label",
                                                                  "time behind the headline",
                                                                  "text behind the headline",
                                                                  "meta tag date",
                                                                  "marked text",
                                                                  "time",
                                                                  "address",
                                                                  "last change",
                                                                  "text",
                                                                  "stated beside the content",
                                                                  "script",
                                                                  "text beside the content",
                                                                  "time in a meta tag"};
  return names[static_cast<std::size_t>(source)];
}

ArticleDates::ArticleDates(Day today, std::string_view url)
    : today_{today}, url_{url}, since_headline_{far_away}, since_time_tag_{far_away} {}

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
  } else if (token.kind == TokenKind::end_tag) {
    if (token.element == Element::time) in_published_time_ = false;
    if (token.element == Element::h1) in_h1_ = in_heading_ = false;
    if (token.element == Element::h2 || token.element == Element::h3) in_heading_ = false;
  }
}

void ArticleDates::anchor(Anchor seen) {
  if (seen < anchor_ || seen == Anchor::none) return;
  const auto place = [&](DateSource source) -> std::optional<Found>& {
    return found_[static_cast<std::size_t>(source)];
  };
  if (seen > anchor_) {
    // What stood behind a lesser heading belonged to something else.
    place(DateSource::headline_time).reset();
    place(DateSource::headline_text).reset();
    if (item_is_time_) place(DateSource::item_published).reset();
  }
  anchor_ = seen;
  since_headline_ = 0;
  if (seen >= Anchor::h1) region_.leave_side();
}

ArticleDates::Anchor ArticleDates::anchor_of(std::string_view text) const {
  constexpr std::size_t shortest = 12;
  constexpr std::size_t longest = 400;
  if (text.size() < shortest || text.size() > longest || title_.empty()) return Anchor::none;
  // "Headline - Section - Site": the headline is most of it; a section's name is not.
  const bool is_most =
      text.size() * 2 >= title_.size() || (title_.starts_with(text) && text.size() * 3 >= title_.size());
  if (!is_most || title_.find(text) == std::string::npos) return Anchor::none;
  return in_h1_ ? Anchor::title : Anchor::h1;
}

void ArticleDates::text(std::string_view text) {
  if (const Anchor seen = anchor_of(text); seen != Anchor::none) anchor(seen);
  bool had_date = false;
  const bool other_digits = has_other_digits(text);
  if (other_digits || has_digit(text)) {
    const std::string folded = other_digits ? with_plain_digits(text) : std::string{};
    const std::string_view plain = other_digits ? std::string_view{folded} : text;
    const std::vector<WrittenDate> dates = written_dates(plain, order_);
    if (dates.empty())
      lone_text(plain);
    else
      dated_text(plain, dates, text.substr(0, 4 * shown_bytes));
    // A label belongs to the first date behind it.
    had_date = !dates.empty();
  }
  since_headline_ = std::min(far_away, since_headline_ + text.size());
  since_time_tag_ = std::min(far_away, since_time_tag_ + text.size());
  text_seen_ += text.size();
  if (had_date)
    before_.clear();
  else
    before_ += text.substr(text.size() - std::min(text.size(), kept_before));
  if (before_.size() > kept_before) before_.erase(0, before_.size() - kept_before);
}

void ArticleDates::dated_text(std::string_view plain, const std::vector<WrittenDate>& dates, std::string_view shown) {
  constexpr std::size_t most_looked_at = 4;
  std::size_t from = 0;
  for (std::size_t index = 0; index < std::min(dates.size(), most_looked_at); ++index) {
    const WrittenDate& each = dates[index];
    const std::string before =
        (index == 0 ? before_ + " " : std::string{}) + std::string{plain.substr(from, each.begin - from)};
    from = each.end;
    const DateLabel label = label_of(before, plain.substr(each.end));
    const StatedDate date{each.day, false};
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
    if (ends_range(plain.substr(0, each.begin))) continue;
    const std::optional<DateSource> marked = mark();
    if (in_heading_ && !marked) {
      keep(DateSource::beside_text, date, shown);
      continue;
    }
    const std::size_t others = plain.size() - (each.end - each.begin);
    const bool is_dateline = each.begin == 0 && dates.size() == 1;  // "27.1.2022 - Bei der …"
    // Behind many words it is part of a sentence.
    if ((others > little_else || each.begin > most_words_before) && !is_dateline) continue;
    if (marked) keep_text(*marked, date, shown);
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
  constexpr int evening_in_europe = 21;
  constexpr int night_in_america = 10;
  const bool may_be_next = date.hour >= evening_in_europe;
  const bool may_be_last = date.hour < night_in_america;
  // The page itself shows the publisher's own day.
  for (const DateSource source : {DateSource::labelled, DateSource::headline_text, DateSource::marked_text,
                                  DateSource::headline_time, DateSource::any_text})
    if (const Found* other = found(source); other && !other->date.in_utc)
      if (const auto day = day_of(source); day && (*day > date.day ? may_be_next : may_be_last)) return day;
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
  result.notes.push_back("date from: " + std::string{name(static_cast<DateSource>(best - std::begin(found_)))});
  result.is_stated = found(DateSource::item_published) || found(DateSource::labelled) ||
                     found(DateSource::meta_published) || found(DateSource::json_published);
  const bool stated = found(DateSource::meta_published) || found(DateSource::json_published);
  if (const auto day = stated ? near_day((*best)->date) : std::nullopt) result.day = day;
  return result;
}

}  // namespace sitewatch::page
