#include "page/read_page.h"

#include <algorithm>
#include <array>

#include "domain/url.h"
#include "page/charset.h"
#include "page/dates.h"
#include "page/entities.h"
#include "page/rows.h"
#include "page/scanner.h"

namespace sitewatch::page {
namespace {

constexpr std::size_t challenge_bytes = 64u << 10;
constexpr std::size_t little_text = 200;
constexpr int enough_rows = 3;

/// What the page is made of, beside its rows.
struct Furniture {
  std::string title;
  bool has_title = false;
  std::size_t text_bytes = 0;
  int scripts = 0;
  int frames = 0;  ///< That show pages of the same site: rows may stand there.
  bool frameset = false;
  bool refresh = false;
  std::vector<std::string> targets;  ///< Of refresh and frames, as they stand.
};

void add_target(Furniture& furniture, std::string_view target) {
  constexpr std::size_t most_targets = 16;
  constexpr std::size_t longest = 2000;
  if (!target.empty() && target.size() <= longest && furniture.targets.size() < most_targets)
    furniture.targets.emplace_back(target);
}

/// "0; URL='/web/'" → /web/
std::string_view refresh_target(std::string_view content) {
  const std::size_t at = find_ignoring_case(content, "url");
  const std::size_t equals = at == std::string_view::npos ? at : content.find('=', at);
  if (equals == std::string_view::npos) return {};
  const std::size_t begin = content.find_first_not_of(" \t\r\n'\"", equals + 1);
  if (begin == std::string_view::npos) return {};
  return content.substr(begin, content.find_first_of("'\"", begin) - begin);
}

bool is_foreign(std::string_view source, std::string_view page_url) {
  const Result<Url> page = Url::parse(page_url);
  if (!page) return false;
  const Result<Url> frame = page->resolve(source);
  return !frame || frame->host != page->host;
}

void look_at_tag(Furniture& furniture, const Token& token, std::string_view url) {
  if (token.element == Element::script) ++furniture.scripts;
  if (token.element == Element::frameset) furniture.frameset = true;
  if (token.element == Element::iframe || token.element == Element::frame) {
    const auto source = attribute(token.text, "src");
    if (source && !source->empty() && !is_foreign(*source, url)) {
      ++furniture.frames;
      add_target(furniture, *source);
    }
  }
  if (token.element != Element::meta) return;
  const auto http_equiv = attribute(token.text, "http-equiv");
  if (!http_equiv || !equals_ignoring_case(*http_equiv, "refresh")) return;
  const auto content = attribute(token.text, "content");
  if (!content || find_ignoring_case(*content, "url") == std::string_view::npos) return;
  furniture.refresh = true;
  add_target(furniture, refresh_target(*content));
}

void look_at(Furniture& furniture, const Token& token, std::string_view url) {
  if (token.kind == TokenKind::open) look_at_tag(furniture, token, url);
  if (token.kind != TokenKind::text) return;
  if (token.element == Element::title && !furniture.has_title) {
    furniture.title = readable(token.text.substr(0, 4096));
    furniture.has_title = true;
  } else if (token.element == Element::other) {
    const auto is_seen = [](char c) { return c != ' ' && c != '\n' && c != '\r' && c != '\t'; };
    furniture.text_bytes += static_cast<std::size_t>(std::count_if(token.text.begin(), token.text.end(), is_seen));
  }
}

bool is_challenge(std::string_view text) {
  if (text.size() > challenge_bytes) return false;
  constexpr std::array<std::string_view, 5> marks{"$_ts", "acw_sc__v2", "__jsl_clearance", "yunsuo_session", "arg1='"};
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
}

PageState state_of(const RowSummary& rows, const Furniture& furniture, std::string_view text) {
  if (rows.dated_items > 0) return PageState::dated;
  if (is_challenge(text)) return PageState::challenged;
  if (furniture.frameset || (furniture.refresh && rows.items == 0)) return PageState::redirect;
  if (rows.outside || rows.parts_of_dates || rows.future_dates || furniture.frames > 0) return PageState::unparsed;
  if (rows.items >= enough_rows) return PageState::undated;
  if (furniture.text_bytes < little_text && furniture.scripts > 0) return PageState::js_only;
  if (furniture.text_bytes < little_text && rows.links == 0) return PageState::blank;
  return PageState::unparsed;
}

std::string resolved(std::string_view link, std::string_view url) {
  const Result<Url> page = Url::parse(url);
  const std::string reference = without_entities(link);
  const Result<Url> target = page ? page->resolve(reference) : Url::parse(reference);
  return target ? target->text() : std::string{};
}

void take_items(PageReading& reading, RowSummary& rows, const Furniture& furniture, std::string_view url) {
  reading.items = rows.items;
  reading.dated_items = rows.dated_items;
  for (Item& item : rows.newest) {
    item.link = resolved(item.link, url);
    reading.newest_items.push_back(std::move(item));
  }
  if (reading.newest_items.empty()) return;
  const Item& first = reading.newest_items.front();
  reading.newest = first.date;
  reading.evidence = Evidence{first.title + " " + date::format("%F", *first.date), first.link};
  const bool newer_outside = rows.outside && *rows.outside > *first.date;
  if (newer_outside || rows.parts_of_dates || furniture.frames > 0) reading.notes.emplace_back(doubt_note);
}

}  // namespace

PageReading read_page(const PageBytes& page) {
  PageReading reading;
  reading.kind = page.kind == PageKind::automatic ? PageKind::home : page.kind;
  const bool too_long = page.body.size() > most_page_bytes;
  DecodedPage decoded =
      decode_page(page.body.substr(0, std::min(page.body.size(), most_page_bytes)), page.content_type);
  reading.charset = name(decoded.encoding);
  reading.notes = std::move(decoded.notes);

  Furniture furniture;
  RowReader reader{page.today};
  Scanner scanner{decoded.text};
  for (Token token = scanner.next(); token.kind != TokenKind::end; token = scanner.next()) {
    look_at(furniture, token, page.url);
    reader.take(token);
  }
  RowSummary rows = reader.finish();
  reading.title = std::move(furniture.title);
  for (const std::string& target : furniture.targets)
    if (std::string address = resolved(target, page.url); !address.empty())
      reading.follow.push_back(std::move(address));
  take_items(reading, rows, furniture, page.url);
  reading.state = state_of(rows, furniture, decoded.text);
  if (rows.future_dates) reading.notes.emplace_back("dates in the future left out");
  const bool cut = too_long || scanner.cut_short();
  if (cut) reading.notes.emplace_back("page ends early");
  if (cut || !decoded.is_text) reading.state = PageState::unparsed;
  return reading;
}

}  // namespace sitewatch::page
