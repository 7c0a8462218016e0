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
constexpr std::size_t little_between = 40;  ///< Bytes between a line and the headline right below it.
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

/// "27.1.2022 - Bei der …", "Karlsruhe, (12.11.2021). Der …", "Berlin, 12. November 2026 – Der …": news begin with
/// place and date.
bool begins_dateline(std::string_view before, std::string_view after) {
  constexpr std::size_t longest_place = 40;
  if (before.empty()) return true;
  before = trimmed(before);
  after = trimmed(after);
  if (before.size() > longest_place || has_digit(before)) return false;
  if (before.ends_with('(') || before.ends_with("（")) return after.starts_with(')') || after.starts_with("）");
  const bool is_one_word = before.ends_with(',') && before.find(' ') == std::string_view::npos;
  return is_one_word && (after.starts_with("–") || after.starts_with("—") || after.starts_with('-'));
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
  if (seen > anchor_) {
    // What stood behind a lesser heading belonged to something else.
    found_[DateSource::headline_time].reset();
    found_[DateSource::headline_text].reset();
    if (item_is_time_) found_[DateSource::item_published].reset();
  }
  if (seen >= Anchor::h1 && seen >= anchor_) {
    above_.reset();
    if (last_line_ && text_seen_ <= last_line_->end + little_between) above_ = last_line_->found;
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
  const Anchor seen = anchor_of(text);
  anchor(seen);
  bool had_date = false;
  const bool other_digits = has_other_digits(text);
  const std::string folded = other_digits ? with_plain_digits(text) : std::string{};
  const std::string_view plain = other_digits ? std::string_view{folded} : text;
  if (budget_.covers(plain) && has_digit(plain)) {
    const std::vector<WrittenDate> dates = written_dates(plain, order_);
    if (dates.empty())
      lone_text(plain);
    else
      dated_text(plain, dates, text.substr(0, 4 * shown_bytes));
    // A label belongs to the first date behind it.
    had_date = !dates.empty();
  }
  had_date = completes_pieces(text) || had_date;
  since_headline_ = std::min(far_away, since_headline_ + text.size());
  since_time_tag_ = std::min(far_away, since_time_tag_ + text.size());
  text_seen_ += text.size();
  // What is held, or closes, in a headline is no label of the date below it.
  if (had_date || in_heading_ || seen != Anchor::none)
    before_.clear();
  else
    before_ += text.substr(text.size() - std::min(text.size(), kept_before));
  if (before_.size() > kept_before) before_.erase(0, before_.size() - kept_before);
}

/// <b>Nov</b> <b>20</b> <b>2026</b>
bool ArticleDates::completes_pieces(std::string_view piece) {
  constexpr std::size_t longest_piece = 12;
  constexpr std::size_t longest_date = 40;
  if (piece.size() > longest_piece || pieces_.size() > longest_date) pieces_.clear();
  if (piece.size() > longest_piece) return false;
  if (!pieces_.empty()) pieces_ += ' ';
  pieces_ += piece;
  // The year comes last, and there is a month's name before it.
  const auto is_figure = [](char c) { return is_digit(c) || c == ' ' || c == '.' || c == '-' || c == '/'; };
  if (piece.size() != 4 || !std::all_of(piece.begin(), piece.end(), is_digit)) return false;
  if (std::all_of(pieces_.begin(), pieces_.end(), is_figure)) return false;
  const std::vector<WrittenDate> dates = written_dates(pieces_, order_);
  if (dates.size() != 1 || dates.front().end != pieces_.size()) return false;
  dated_text(pieces_, dates, pieces_);
  pieces_.clear();
  return true;
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
    if (label == DateLabel::modified)
      modified_date(each.day, shown);
    else if (label == DateLabel::published)
      published_date(each.day, shown);
    else if (label != DateLabel::other && !ends_range(plain.substr(0, each.begin)))
      bare_date(each, plain, dates.size() == 1, shown);
  }
}

void ArticleDates::modified_date(Day day, std::string_view shown) {
  const StatedDate date{day, false};
  keep(DateSource::modified, date, shown);
  // Right behind the headline it is the date that readers are given.
  std::optional<FoundDate>& place = found_[DateSource::headline_text];
  if (since_headline_ < next_to_headline && !place && is_past(day))
    place = FoundDate{date, clip(one_line(shown), shown_bytes), true};
}

void ArticleDates::published_date(Day day, std::string_view shown) {
  if (!is_past(day)) impossible_label_ = true;
  keep_text(DateSource::labelled, {day, false}, shown);
}

void ArticleDates::bare_date(const WrittenDate& written, std::string_view plain, bool alone, std::string_view shown) {
  const StatedDate date{written.day, false};
  const std::optional<DateSource> marked = mark();
  // 20.11.2026 - Council opens new library
  if (in_h1_ && written.begin == 0 && alone && edge_date(plain, today_))
    return keep_text(DateSource::headline_text, date, shown);
  if (in_heading_ && !marked) return keep(DateSource::beside_text, date, shown);
  const std::size_t others = plain.size() - (written.end - written.begin);
  const bool is_dateline = alone && begins_dateline(plain.substr(0, written.begin), plain.substr(written.end));
  // Behind many words it is part of a sentence.
  if ((others > little_else || written.begin > most_words_before) && !is_dateline) return;
  if (marked) keep_text(*marked, date, shown);
  if (is_near()) keep_text(DateSource::headline_text, date, shown);
  if (!region_.is_beside() && others <= little_else && is_past(written.day))
    last_line_ = Line{{date, clip(one_line(shown), shown_bytes)}, text_seen_ + plain.size()};
  if (others <= very_little_else) keep_text(DateSource::any_text, date, shown);
}

bool ArticleDates::is_near() const {
  return since_headline_ < (above_ ? next_to_headline : near_headline);
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
  if (is_near()) keep_text(DateSource::headline_text, date, plain);
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
  if (!date || !is_past(date->day)) return;
  if (!found_[source]) found_[source] = FoundDate{*date, clip(one_line(text), shown_bytes)};
}

void ArticleDates::look_into_scripts() {
  for (const std::string_view script : scripts_)
    for (const std::string_view key :
         {"datePublished", "publishedAt", "published_at", "publishDate", "publish_date", "pubDate", "pubdate",
          "published", "pubtime", "publishTime", "publishedDate", "createdAt", "created_at", "dateCreated"})
      if (const auto value = json_text(script, key)) keep(DateSource::script, stated_date(*value, order_), *value);
  if (found_[DateSource::script]) return;
  for (const std::string_view script : scripts_)
    if (const auto day = twice_told_day(script)) keep(DateSource::script, StatedDate{*day, false}, "script");
}

/// 发布时间：11-12, where another date of the page knows the year.
void ArticleDates::supply_year() {
  if (!label_without_year_ || found_[DateSource::labelled]) return;
  std::optional<Day> day = latest(*label_without_year_, today_);
  for (const std::optional<FoundDate>& each : found_)
    if (each && int(unsigned{each->date.day.month()}) == label_without_year_->month &&
        int(unsigned{each->date.day.day()}) == label_without_year_->day)
      day = each->date.day;
  if (day) keep(DateSource::labelled, StatedDate{*day, false}, before_);
}

ArticleDate ArticleDates::finish() {
  if (const auto day = date_in_link(url_)) keep(DateSource::address, StatedDate{*day, false}, url_);
  const bool has_better =
      std::any_of(found_.begin(), found_.begin() + static_cast<std::ptrdiff_t>(DateSource::beside_stated),
                  [](const std::optional<FoundDate>& each) { return each.has_value(); });
  if (!has_better) look_into_scripts();
  supply_year();

  ArticleDate result;
  result.too_many = budget_.is_spent();
  result.is_stated = found_[DateSource::item_published] || found_[DateSource::labelled] ||
                     found_[DateSource::meta_published] || found_[DateSource::json_published];
  if (impossible_label_) {
    result.notes.emplace_back("impossible publication date");
    if (!result.is_stated) return result;
  }
  if (above_ && !found_[DateSource::headline_text]) found_[DateSource::headline_text] = above_;
  const std::optional<ChosenDate> best = chosen(found_);
  if (!best) return result;
  result.day = best->day;
  result.text = found_[best->source]->text;
  result.notes.push_back("date from: " + std::string{name(best->source)});
  const std::optional<FoundDate>& tag = found_[DateSource::meta_published];
  if (tag && std::abs(days_between(tag->date.day, best->day)) > 1)
    result.notes.push_back("a tag says " + date::format("%F", tag->date.day));
  return result;
}

}  // namespace sitewatch::page
