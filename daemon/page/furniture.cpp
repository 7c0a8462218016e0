#include "page/furniture.h"

#include <algorithm>

#include "domain/url.h"
#include "page/ascii_case.h"
#include "page/attributes.h"
#include "text/clip.h"
#include "text/escape.h"

namespace sitewatch::page {
namespace {

constexpr std::size_t title_bytes = 200;
constexpr std::size_t first_text_bytes = 3000;
constexpr std::size_t most_targets = 16;
constexpr std::size_t longest_target = 2000;
constexpr int most_metas = 1000;

bool is_foreign(std::string_view source, std::string_view page_url) {
  const Result<Url> page = Url::parse(page_url);
  if (!page) return source.find("://") != std::string_view::npos || source.starts_with("//");
  const Result<Url> frame = page->resolve(source);
  return !frame || frame->host != page->host;
}

/// The text in quotes, or up to a space, that begins at or behind `at`.
std::string_view quoted(std::string_view text, std::size_t at) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n'\"(", at);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_first_of("'\"> \t\r\n", begin) - begin);
}

std::string* tag_named(PageTags& tags, std::string_view name) {
  struct Place {
    std::string_view name;
    std::string PageTags::* member;
  };
  for (const Place& each : {Place{"sitename", &PageTags::site_name}, Place{"sitedomain", &PageTags::site_domain},
                            Place{"siteidcode", &PageTags::site_id_code}, Place{"columnname", &PageTags::column_name},
                            Place{"columntype", &PageTags::column_type}})
    if (equals_ignoring_case(name, each.name)) return &(tags.*each.member);
  return nullptr;
}

/// "0; URL='/web/'" → /web/
std::string_view refresh_target(std::string_view content) {
  const std::size_t at = find_ignoring_case(content, "url");
  const std::size_t equals = at == std::string_view::npos ? at : content.find('=', at);
  return equals == std::string_view::npos ? std::string_view{} : quoted(content, equals + 1);
}

}  // namespace

void FurnitureReader::take(const Token& token, bool is_inside) {
  if (token.kind == TokenKind::start_tag) start_tag(token, is_inside);
  if (token.kind == TokenKind::text) text(token, is_inside);
}

void FurnitureReader::start_tag(const Token& token, bool is_inside) {
  switch (token.element) {
    case Element::script:
      ++furniture_.scripts;
      furniture_.script_inside = furniture_.script_inside || is_inside;
      return;
    case Element::frameset:
      furniture_.frameset = true;
      return;
    case Element::iframe:
    case Element::frame: {
      const auto source = attribute(token.raw, "src");
      if (!source || source->empty() || is_foreign(*source, url_)) return;
      if (is_inside) ++furniture_.frames;
      add_target(*source);
      return;
    }
    case Element::meta:
      return ++metas_ <= most_metas ? meta(token.raw) : void();
    case Element::a:
      furniture_.templates = furniture_.templates || (is_inside && token.raw.find("{{") != std::string_view::npos);
      return;
    default:
      return;
  }
}

void FurnitureReader::meta(std::string_view raw) {
  const auto content = attribute(raw, "content");
  if (!content) return;
  constexpr std::size_t longest = 1000;
  if (const auto name = attribute(raw, "name")) {
    if (equals_ignoring_case(*name, "keywords") || equals_ignoring_case(*name, "description")) {
      std::string buffer;
      furniture_.keywords += attribute_value(content->substr(0, longest), buffer);
    }
    if (std::string* const tag = tag_named(furniture_.tags, *name); tag && tag->empty()) {
      std::string buffer;
      *tag = clip(one_line(attribute_value(content->substr(0, longest), buffer)), title_bytes);
    }
    return;
  }
  const auto http_equiv = attribute(raw, "http-equiv");
  if (!http_equiv || !equals_ignoring_case(*http_equiv, "refresh")) return;
  if (find_ignoring_case(*content, "url") == std::string_view::npos) return;
  furniture_.refresh = true;
  add_target(refresh_target(*content));
}

void FurnitureReader::text(const Token& token, bool is_inside) {
  if (token.element == Element::script) return script(token.raw);
  std::string buffer;
  if (token.element == Element::title) {
    if (!has_title_) furniture_.title = clip(one_line(characters(token, buffer).substr(0, 4096)), title_bytes);
    has_title_ = true;
    return;
  }
  if (token.element != Element::other) return;
  const std::size_t begin = token.raw.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return;
  const std::string_view seen = token.raw.substr(begin, token.raw.find_last_not_of(" \t\r\n") + 1 - begin);
  codes_.take(seen);
  furniture_.text_bytes += seen.size();
  furniture_.longest_text = std::max(furniture_.longest_text, seen.size());
  furniture_.templates = furniture_.templates || (is_inside && seen.find("{{") != std::string_view::npos);
  if (furniture_.first_text.size() < first_text_bytes) {
    furniture_.first_text += one_line(characters(token, buffer).substr(0, first_text_bytes));
    furniture_.first_text += ' ';
  }
}

void FurnitureReader::script(std::string_view text) {
  constexpr std::size_t longest_jump = 4000;
  if (text.size() > longest_jump) return;
  // document.write('<meta http-equiv="Refresh" content="0;URL=…">')
  if (const std::size_t at = find_ignoring_case(text, "\"refresh\""); at != std::string_view::npos) {
    furniture_.script_jump = true;
    add_target(refresh_target(text.substr(at)));
    return;
  }
  for (const std::string_view jump :
       {"location.href", "window.location", "location.replace", "document.location", "self.location", "top.location"}) {
    const std::size_t at = text.find(jump);
    if (at == std::string_view::npos) continue;
    const std::size_t behind = text.find_first_not_of(" .hrefplacsign\t", at + jump.size());
    if (behind == std::string_view::npos || (text[behind] != '=' && text[behind] != '(')) continue;
    const std::size_t quote = text.find_first_not_of(" \t\r\n", behind + 1);
    if (quote == std::string_view::npos || (text[quote] != '"' && text[quote] != '\'')) continue;
    furniture_.script_jump = true;
    add_target(quoted(text, quote));
    return;
  }
}

void FurnitureReader::add_target(std::string_view target) {
  if (!target.empty() && target.size() <= longest_target && furniture_.targets.size() < most_targets)
    furniture_.targets.emplace_back(target);
}

}  // namespace sitewatch::page
