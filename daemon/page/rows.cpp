#include "page/rows.h"

#include <algorithm>

#include "page/ascii_case.h"
#include "page/attributes.h"
#include "page/headline.h"
#include "page/script_rows.h"
#include "page/url_dates.h"
#include "text/clip.h"
#include "text/escape.h"

namespace sitewatch::page {
namespace {

constexpr std::size_t most_href = 2000;
constexpr std::size_t title_bytes = 200;
constexpr std::size_t most_groups = 256;
/// Many times as many as pages for people have.
constexpr int most_page_links = 10'000;
constexpr int most_script_rows = 5'000;
/// Rows of one list that together are one item: title, summary, date.
constexpr std::size_t most_waiting = 3;
/// Text between a headline and its date in the next block.
constexpr std::size_t longest_gap = 700;

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
    case Element::article:
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

}  // namespace

std::string readable(std::string_view raw) {
  std::string buffer;
  return clip(one_line(attribute_value(raw, buffer)), title_bytes);
}

const std::string& RowReader::Link::headline() {
  if (shown) return *shown;
  const std::string full = readable(title);
  shown = readable(text);
  // The title attribute holds what the text was shortened to; without text it is all there is.
  if (full.size() > shown->size()) shown = full;
  return *shown;
}

void RowReader::append_up_to(std::string& out, std::string_view text, std::size_t most) {
  out += text.substr(0, std::min(text.size(), most - std::min(most, out.size())));
}

void RowReader::take(const Token& token) {
  region_.take(token);
  if (token.kind == TokenKind::start_tag)
    open(token);
  else if (token.kind == TokenKind::end_tag)
    close(token.element);
  else if (token.kind == TokenKind::text && token.element == Element::script && !in_script_)
    script(token.raw);
  else if (token.kind == TokenKind::text && token.element == Element::other)
    text(token);
}

PageRows RowReader::finish() {
  end_row();
  flush_waiting();
  end_group();
  rows_.too_many = rows_.too_many || budget_.is_spent();
  return std::move(rows_);
}

void RowReader::open(const Token& token) {
  const Element element = token.element;
  if (element == Element::a) {
    begin_link(token.raw);
  } else if (element == Element::dd && row_is_dt_) {
    row_is_dt_ = false;
  } else if (begins_strong_row(element)) {
    end_row();
    in_strong_row_ = true;
    has_label_ = find_ignoring_case(token.raw, "time") != std::string_view::npos ||
                 find_ignoring_case(token.raw, "date") != std::string_view::npos;
    row_is_dt_ = element == Element::dt;
    row_depth_ = region_.depth();
  } else if (is_list(element)) {
    end_row();
    flush_waiting();
  } else if (is_block(element)) {
    end_block();
  }
}

void RowReader::close(Element element) {
  if (element == Element::a)
    in_link_ = false;
  else if (element == Element::li || element == Element::tr || element == Element::dd || is_list(element))
    end_row();
  else if (is_block(element))
    end_block();
  if (is_list(element)) flush_waiting();
  if (group_open_ && region_.depth() + 1 < group_depth_) end_group();
}

void RowReader::end_block() {
  if (in_strong_row_) return;
  // A headline and its date may stand in blocks of their own: whoever has only one of them waits for the other.
  Link* const best = best_link();
  const bool has_headline = best && is_headline(best->headline());
  if (has_headline != (dates() > 0) && text_.size() < longest_gap && links_.size() < 4) {
    in_link_ = false;
    return;
  }
  end_row();
}

void RowReader::begin_link(std::string_view attributes) {
  in_link_ = false;
  const auto href = attribute(attributes, "href");
  rows_.too_many = rows_.too_many || rows_.links >= most_page_links;
  if (!href || href->empty() || links_.size() >= most_links || rows_.links >= most_page_links) return;
  ++rows_.links;
  Link link;
  append_up_to(link.href, *href, most_href);
  if (const auto title = attribute(attributes, "title")) append_up_to(link.title, *title, most_text);
  if (parts_.empty()) row_is_beside_ = region_.is_beside();
  links_.push_back(std::move(link));
  parts_.push_back({links_.size() - 1, std::nullopt, std::nullopt});
  in_link_ = true;
}

bool RowReader::is_plausible(Day day) {
  if (day <= plus_days(today_, 1)) return true;
  rows_.future_dates = true;
  return false;
}

std::size_t RowReader::dates() const {
  return static_cast<std::size_t>(
      std::count_if(parts_.begin(), parts_.end(), [](const Part& part) { return part.is_date(); }));
}

void RowReader::end_row() {
  if (!links_.empty() || !parts_.empty() || !prose_dates_.empty()) {
    row_is_clock_ =
        row_is_clock_ || ((dates() > 0 || !prose_dates_.empty()) && meaning_of(text_) == DateMeaning::clock);
    gather_pieces();
    settle_row();
  }
  if (half_.month) rows_.parts_of_dates = true;
  links_.clear();
  parts_.clear();
  prose_dates_.clear();
  text_.clear();
  half_ = Half{};
  in_link_ = in_strong_row_ = row_is_dt_ = row_is_clock_ = has_label_ = has_other_date_ = false;
  row_depth_ = region_.depth();
}

/// Dates in pieces (2026- <b>11</b> -20) or at the end of a line of text.
void RowReader::gather_pieces() {
  if (dates() > 0 || links_.size() != 1 || row_is_clock_ || has_other_date_) return;
  if (prose_dates_.empty())
    for (const WrittenDate& each : written_dates(text_)) prose_dates_.push_back(each.day);
  if (prose_dates_.size() != 1 || text_.size() >= title_bytes) return;
  add_date(prose_dates_.front(), std::nullopt);
  prose_dates_.clear();
}

void RowReader::settle_row() {
  Link* const best = best_link();
  const bool is_item = best && is_headline(best->headline());
  const bool is_short_item =
      best && !is_item && in_strong_row_ && links_.size() == 1 && dates() == 1 && is_short_title(best->headline());
  if ((is_item || is_short_item) && dates() > 0 && !row_is_clock_) {
    flush_waiting();
    keep_pairs();
  } else if (!completes_waiting()) {
    if (is_item) waiting_.push_back(Row{best->headline(), best->href, std::nullopt, std::nullopt});
    if (!in_strong_row_ || waiting_.size() > most_waiting) flush_waiting();
    for (const Part& part : parts_)
      if (part.day && !row_is_clock_) seen_outside(*part.day);
    for (const Link& link : links_)
      if (const auto day = region_.is_beside() ? std::nullopt : date_in_link(link.href)) seen_in_address(*day);
  }
  for (const Day day : prose_dates_)
    if (!row_is_clock_) seen_outside(day);
}

bool RowReader::completes_waiting() {
  if (waiting_.empty() || !links_.empty() || dates() != 1 || !has_label_ || row_is_clock_) return false;
  Row row = std::move(waiting_.front());
  waiting_.clear();
  row.day = parts_.front().day;
  row.without_year = parts_.front().without_year;
  emit(std::move(row));
  return true;
}

void RowReader::flush_waiting() {
  for (Row& row : waiting_) emit(std::move(row));
  waiting_.clear();
}

void RowReader::keep_pairs() {
  if (dates() == 1) {
    keep(*best_link(), *std::find_if(parts_.begin(), parts_.end(), [](const Part& part) { return part.is_date(); }));
    return;
  }
  // Several items in one row: each date goes with the link before it, or behind it where rows begin with the date.
  Link* link = nullptr;
  const Part* date = nullptr;
  for (const Part& part : parts_) {
    if (part.link && is_headline(links_[*part.link].headline())) link = &links_[*part.link];
    if (part.is_date() && date && date->day) seen_outside(*date->day);
    if (part.is_date()) date = &part;
    if (!link || !date) continue;
    keep(*link, *date);
    link = nullptr;
    date = nullptr;
  }
  if (date && date->day) seen_outside(*date->day);
}

void RowReader::keep(Link& link, const Part& date) {
  emit(Row{link.headline(), link.href, date.day, date.without_year});
}

void RowReader::emit(Row row) {
  if (group_is_beside_ != row_is_beside_) close_group();
  if (!group_open_) {
    group_open_ = true;
    group_depth_ = row_depth_;
    group_is_beside_ = row_is_beside_;
    group_.begin(row_is_beside_);
  }
  group_.add(std::move(row));
}

void RowReader::end_group() {
  flush_waiting();
  close_group();
}

void RowReader::close_group() {
  if (!group_open_) return;
  group_open_ = false;
  RowGroup ended = group_.finish();
  if (rows_.groups.size() < most_groups) {
    rows_.groups.push_back(std::move(ended));
    return;
  }
  RowGroup& last = rows_.groups.back();
  last.items += ended.items;
  last.dated_items += ended.dated_items;
  if (!ended.newest.empty()) seen_outside(*ended.newest.front().date);
}

void RowReader::seen_outside(Day day) {
  if (is_plausible(day) && (!rows_.outside || *rows_.outside < day)) rows_.outside = day;
}

void RowReader::seen_in_address(Day day) {
  if (day <= plus_days(today_, 1) && (!rows_.undated_address || *rows_.undated_address < day))
    rows_.undated_address = day;
}

RowReader::Link* RowReader::best_link() {
  const auto shorter = [](const Link& a, const Link& b) {
    return std::max(a.text.size(), a.title.size()) < std::max(b.text.size(), b.title.size());
  };
  const auto best = std::max_element(links_.begin(), links_.end(), shorter);
  return best == links_.end() ? nullptr : &*best;
}

void RowReader::script(std::string_view text) {
  if (script_rows_ >= most_script_rows) {
    rows_.too_many = true;
    return;
  }
  if (text.find("createPageHTML") != std::string_view::npos) rows_.has_pager = true;
  for (const std::string_view part : marked_sections(text)) script_markup(part);
  row_is_beside_ = region_.is_beside();
  for (Row& row : json_rows(text)) {
    ++script_rows_;
    if (row.day && !is_plausible(*row.day)) continue;
    emit(std::move(row));
  }
  if (!holds_rows(text)) return;
  for (const Day day : dates_in(text)) seen_outside(day);
}

void RowReader::script_markup(std::string_view text) {
  end_row();
  in_script_ = true;
  Tokenizer tokenizer{text};
  for (Token token = tokenizer.next(); token.kind != TokenKind::end; token = tokenizer.next()) take(token);
  end_row();
  in_script_ = false;
}

}  // namespace sitewatch::page
