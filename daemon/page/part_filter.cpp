#include "page/part_filter.h"

#include <algorithm>

#include "page/ascii_case.h"
#include "page/attributes.h"

namespace sitewatch::page {
namespace {

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lowered(x) == lowered(y); });
}

bool has_word(std::string_view words, std::string_view wanted) {
  for (std::size_t at = 0; at < words.size();) {
    while (at < words.size() && is_space(words[at])) ++at;
    const std::size_t begin = at;
    while (at < words.size() && !is_space(words[at])) ++at;
    if (same(words.substr(begin, at - begin), wanted)) return true;
  }
  return false;
}

bool names(std::string_view selector, const Token& token) {
  if (selector.empty()) return false;
  const std::string_view wanted = selector.substr(1);
  if (selector.front() == '#') {
    const auto id = attribute(token.raw, "id");
    return id && same(*id, wanted);
  }
  if (selector.front() != '.') return same(token.name, selector);
  const auto classes = attribute(token.raw, "class");
  return classes && has_word(*classes, wanted);
}

/// Elements that hold nothing.
bool is_void(const Token& token) {
  switch (token.element) {
    case Element::area:
    case Element::base:
    case Element::br:
    case Element::embed:
    case Element::frame:
    case Element::hr:
    case Element::img:
    case Element::input:
    case Element::link:
    case Element::meta:
      return true;
    default:
      return token.element == Element::other &&
             (token.self_closing || same(token.name, "col") || same(token.name, "source") || same(token.name, "wbr"));
  }
}

/// An end tag of theirs closes whatever was left open in them.
bool is_box(Element element) {
  switch (element) {
    case Element::article:
    case Element::aside:
    case Element::blockquote:
    case Element::body:
    case Element::center:
    case Element::div:
    case Element::dl:
    case Element::fieldset:
    case Element::footer:
    case Element::form:
    case Element::header:
    case Element::li:
    case Element::main:
    case Element::nav:
    case Element::ol:
    case Element::section:
    case Element::table:
    case Element::td:
    case Element::th:
    case Element::tr:
    case Element::ul:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool PartFilter::takes(const Token& token) {
  if (part_.is_whole()) return true;
  if (token.kind == TokenKind::start_tag) start_tag(token);
  const bool is_inside = (within_.is_open || part_.within.empty()) && !ignored_.is_open;
  if (token.kind == TokenKind::end_tag) end_tag(token);
  return is_inside;
}

void PartFilter::start_tag(const Token& token) {
  for (Scope* const scope : {&within_, &ignored_})
    if (scope->is_open && implies_end(*scope, token.element)) scope->is_open = false;
  if (is_void(token)) return;
  if (!within_.is_open && names(part_.within, token)) {
    open(within_, token);
    found_ = true;
  }
  const auto is_named = [&](std::string_view selector) { return names(selector, token); };
  const auto last = part_.ignore.begin() + static_cast<std::ptrdiff_t>(std::min(most_ignored, part_.ignore.size()));
  if (!ignored_.is_open && std::any_of(part_.ignore.begin(), last, is_named)) open(ignored_, token);
  ++open_elements(token.element);
}

void PartFilter::end_tag(const Token& token) {
  std::uint32_t& open = open_elements(token.element);
  // Nothing of that kind is open: the tag ends nothing.
  if (open == 0) return;
  --open;
  for (Scope* const scope : {&within_, &ignored_})
    if (scope->is_open && ends(*scope, token)) scope->is_open = false;
}

bool PartFilter::ends(const Scope& scope, const Token& end_tag) const {
  const auto at = static_cast<std::size_t>(end_tag.element);
  if (open_[at] < scope.around[at]) return is_box(end_tag.element);
  if (end_tag.element != scope.element || open_[at] != scope.around[at]) return false;
  return scope.element != Element::other || same(scope.name, end_tag.name);
}

/// The end of an li before the next one, of a row before the next row, of a paragraph before any box.
bool PartFilter::implies_end(const Scope& scope, Element begun) const {
  const auto is_pair = [&](Element a, Element b) {
    return (scope.element == a || scope.element == b) && (begun == a || begun == b);
  };
  if (scope.element == Element::p) return begun == Element::p || (is_box(begun) && begun != Element::li);
  if (is_pair(Element::li, Element::li)) return is_unchanged(scope, Element::ul) && is_unchanged(scope, Element::ol);
  if (is_pair(Element::dt, Element::dd)) return is_unchanged(scope, Element::dl);
  if (is_pair(Element::tr, Element::tr) || is_pair(Element::td, Element::th))
    return is_unchanged(scope, Element::table);
  if (begun == Element::tr && (scope.element == Element::td || scope.element == Element::th))
    return is_unchanged(scope, Element::table);
  return false;
}

bool PartFilter::is_unchanged(const Scope& scope, Element element) const {
  const auto at = static_cast<std::size_t>(element);
  return open_[at] == scope.around[at];
}

void PartFilter::open(Scope& scope, const Token& token) const {
  scope = {true, token.element, token.name, open_};
}

}  // namespace sitewatch::page
