#include "page/rows.h"

#include <algorithm>

#include "page/dates.h"
#include "page/entities.h"
#include "text/clip.h"
#include "text/escape.h"

namespace sitewatch::page {
namespace {

constexpr std::size_t most_links = 64;
constexpr std::size_t most_dates = 64;
constexpr std::size_t most_text = 1000;
constexpr std::size_t most_href = 2000;
constexpr std::size_t title_bytes = 200;
/// 首页, 设为首页, 政务公开 are headings, not headlines.
constexpr std::size_t headline_characters = 5;
constexpr std::size_t most_newest = 3;

bool begins_strong_row(Element element) {
  return element == Element::li || element == Element::tr || element == Element::dd || element == Element::dt;
}

/// Lists and tables end whatever row is open; their own rows begin inside.
bool is_list(Element element) {
  return element == Element::ul || element == Element::ol || element == Element::dl || element == Element::table ||
         element == Element::body || element == Element::nav || element == Element::footer;
}

bool is_block(Element element) {
  switch (element) {
    case Element::p:
    case Element::div:
    case Element::section:
    case Element::header:
    case Element::main:
    case Element::form:
    case Element::center:
    case Element::blockquote:
    case Element::h1:
    case Element::h2:
    case Element::h3:
    case Element::h4:
    case Element::h5:
    case Element::h6:
      return true;
    default:
      return false;
  }
}

void append_up_to(std::string& out, std::string_view text, std::size_t most) {
  out += text.substr(0, std::min(text.size(), most - std::min(most, out.size())));
}

bool is_headline(std::string_view text) {
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character)) >= headline_characters;
}

/// Rows written out by a script: dates alone in a script are clocks and versions.
bool holds_rows(std::string_view script) {
  for (const std::string_view mark : {"<a", "href", "\"title\"", "'title'", "\"url\"", "<record"})
    if (script.find(mark) != std::string_view::npos) return true;
  return false;
}

}  // namespace

std::string readable(std::string_view raw) {
  return clip(one_line(without_entities(raw)), title_bytes);
}

std::string RowReader::Link::headline() const {
  const std::string shown = readable(text);
  const std::string full = readable(title);
  // The title attribute holds what the text was shortened to; without text it is all there is.
  return full.size() > shown.size() ? full : shown;
}

void RowReader::take(const Token& token) {
  if (token.kind == TokenKind::open)
    open(token);
  else if (token.kind == TokenKind::close)
    close(token.element);
  else if (token.kind == TokenKind::text && token.element == Element::script)
    script(token.text);
  else if (token.kind == TokenKind::text && token.element == Element::other)
    text(token.text);
}

RowSummary RowReader::finish() {
  end_row();
  return std::move(summary_);
}

void RowReader::open(const Token& token) {
  const Element element = token.element;
  if (element == Element::a) {
    begin_link(token.text);
  } else if (element == Element::dd && row_is_dt_) {
    row_is_dt_ = false;
  } else if (begins_strong_row(element)) {
    end_row();
    in_strong_row_ = true;
    row_is_dt_ = element == Element::dt;
  } else if (is_list(element) || (is_block(element) && !in_strong_row_)) {
    end_row();
  }
}

void RowReader::close(Element element) {
  if (element == Element::a)
    in_link_ = false;
  else if (element == Element::li || element == Element::tr || element == Element::dd || is_list(element) ||
           (is_block(element) && !in_strong_row_))
    end_row();
}

void RowReader::begin_link(std::string_view attributes) {
  in_link_ = false;
  const auto href = attribute(attributes, "href");
  if (!href || href->empty() || links_.size() >= most_links) return;
  ++summary_.links;
  Link link;
  append_up_to(link.href, *href, most_href);
  if (const auto title = attribute(attributes, "title")) append_up_to(link.title, *title, most_text);
  links_.push_back(std::move(link));
  parts_.push_back({links_.size() - 1, std::nullopt});
  in_link_ = true;
}

void RowReader::text(std::string_view raw) {
  if (raw.size() > 100 && raw.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
  const std::string shown = raw.find('&') == std::string_view::npos ? std::string{raw} : without_entities(raw);
  if (const auto alone = date_alone(shown, today_)) {
    add_date(*alone);
    return;
  }
  if (is_part_of_date(shown)) summary_.parts_of_dates = true;
  if (in_link_) {
    // A date inside a headline is what the news is about, not when it was published.
    append_up_to(links_.back().text, raw, most_text);
    return;
  }
  if (meaning_ == DateMeaning::published) meaning_ = meaning_of(shown);
  for (const Day day : dates_in(shown)) add_date(day);
}

void RowReader::script(std::string_view text) {
  if (!holds_rows(text)) return;
  for (const Day day : dates_in(text)) seen_outside(day);
}

void RowReader::add_date(Day day) {
  if (!is_plausible(day) || parts_.size() >= most_links + most_dates) return;
  parts_.push_back({std::nullopt, day});
}

bool RowReader::is_plausible(Day day) {
  if (day <= plus_days(today_, 1)) return true;
  summary_.future_dates = true;
  return false;
}

void RowReader::end_row() {
  const Link* best = best_link();
  const bool is_item = best && is_headline(best->headline());
  if (is_item && has_date() && meaning_ == DateMeaning::published) {
    keep_pairs();
  } else {
    if (is_item) ++summary_.items;
    for (const Part& part : parts_)
      if (part.date && meaning_ != DateMeaning::clock) seen_outside(*part.date);
  }
  for (const Link& link : links_)
    if (const auto day = date_in_link(link.href)) seen_outside(*day);
  links_.clear();
  parts_.clear();
  in_link_ = in_strong_row_ = row_is_dt_ = false;
  meaning_ = DateMeaning::published;
}

bool RowReader::has_date() const {
  return std::any_of(parts_.begin(), parts_.end(), [](const Part& part) { return part.date.has_value(); });
}

void RowReader::keep_pairs() {
  if (std::count_if(parts_.begin(), parts_.end(), [](const Part& part) { return part.date.has_value(); }) == 1) {
    const auto dated =
        std::find_if(parts_.begin(), parts_.end(), [](const Part& part) { return part.date.has_value(); });
    keep(*best_link(), *dated->date);
    return;
  }
  // Several items in one row: each date goes with the link before it, or behind it where rows begin with the date.
  const Link* link = nullptr;
  std::optional<Day> date;
  for (const Part& part : parts_) {
    if (part.link && is_headline(links_[*part.link].headline())) link = &links_[*part.link];
    if (part.date && date) seen_outside(*date);
    if (part.date) date = part.date;
    if (!link || !date) continue;
    keep(*link, *date);
    link = nullptr;
    date.reset();
  }
  if (date) seen_outside(*date);
}

void RowReader::keep(const Link& link, Day day) {
  ++summary_.items;
  ++summary_.dated_items;
  std::vector<Item>& newest = summary_.newest;
  if (newest.size() == most_newest && *newest.back().date >= day) return;
  Item item{day, link.headline(), link.href};
  const auto same = [&](const Item& other) { return other.link == item.link && other.title == item.title; };
  if (std::any_of(newest.begin(), newest.end(), same)) return;
  const auto older = [&](const Item& other) { return *other.date < day; };
  newest.insert(std::find_if(newest.begin(), newest.end(), older), std::move(item));
  if (newest.size() > most_newest) newest.pop_back();
}

void RowReader::seen_outside(Day day) {
  if (is_plausible(day) && (!summary_.outside || *summary_.outside < day)) summary_.outside = day;
}

const RowReader::Link* RowReader::best_link() const {
  const auto shorter = [](const Link& a, const Link& b) {
    return std::max(a.text.size(), a.title.size()) < std::max(b.text.size(), b.title.size());
  };
  const auto best = std::max_element(links_.begin(), links_.end(), shorter);
  return best == links_.end() ? nullptr : &*best;
}

}  // namespace sitewatch::page
