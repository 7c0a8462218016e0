#include "page/tokenizer.h"

#include "page/ascii_case.h"
#include "page/scan.h"

namespace sitewatch::page {
namespace {

constexpr bool ends_name(char c) {
  return is_space(c) || c == '/' || c == '>';
}

Content content_of(Element element) {
  switch (element) {
    case Element::title:
    case Element::textarea:
      return Content::rcdata;
    case Element::style:
    case Element::xmp:
    case Element::iframe:
    case Element::noembed:
    case Element::noframes:
      return Content::rawtext;
    case Element::script:
      return Content::script;
    case Element::plaintext:
      return Content::plaintext;
    default:
      return Content::data;
  }
}

bool is_foreign(Element element) {
  return element == Element::svg || element == Element::math;
}

std::string_view between(const char* from, const char* end) {
  return {from, static_cast<std::size_t>(end - from)};
}

}  // namespace

/// Where a tag's ">" stands; null if the page ends first.
struct Tokenizer::TagEnd {
  const char* at = nullptr;
  bool self_closing = false;
};

Tokenizer::Tokenizer(std::string_view html, Content content, std::string_view last_start_tag)
    : at_{html.data()},
      end_{html.data() + html.size()},
      last_start_tag_{last_start_tag},
      content_{content},
      element_{content == Content::data ? Element::other : element_named(last_start_tag)} {}

template <char... wanted>
const char* Tokenizer::find(const char* from) {
  const char* found = find_any<wanted...>(from, end_);
  looked_at_ += static_cast<std::size_t>(found - from);
  return found;
}

Token Tokenizer::next() {
  while (at_ != end_) {
    Token token = content_ != Content::data ? content() : begins_markup(at_) ? markup() : text();
    if (token.kind != TokenKind::end) return token;
  }
  cut_short_ = cut_short_ || (content_ != Content::data && content_ != Content::plaintext);
  return {};
}

bool Tokenizer::begins_markup(const char* angle) const {
  if (*angle != '<' || end_ - angle < 2) return false;
  const char after = angle[1];
  return is_letter(after) || after == '!' || after == '?' || (after == '/' && end_ - angle > 2);
}

Token Tokenizer::text() {
  const char* from = at_;
  for (at_ = find<'<'>(at_); at_ != end_ && !begins_markup(at_); at_ = find<'<'>(at_ + 1)) {
    // What may have become a tag behind the end of the page.
    const std::size_t left = static_cast<std::size_t>(end_ - at_);
    cut_short_ = cut_short_ || left == 1 || (left == 2 && at_[1] == '/');
  }
  Token token;
  token.kind = TokenKind::text;
  token.raw = between(from, at_);
  return token;
}

Token Tokenizer::markup() {
  const char after = at_[1];
  if (is_letter(after)) return tag(at_ + 1);
  if (after == '!') return declaration();
  if (after == '?') return bogus_comment(at_ + 1);
  if (is_letter(at_[2])) return tag(at_ + 2);
  if (at_[2] != '>') return bogus_comment(at_ + 2);
  at_ += 3;
  return {};
}

Token Tokenizer::tag(const char* name) {
  const char* name_end = name + 1;
  while (name_end != end_ && !ends_name(*name_end)) ++name_end;
  const TagEnd end = end_of_tag(name_end);
  looked_at_ += static_cast<std::size_t>((end.at ? end.at : end_) - name);
  if (!end.at) {
    cut_short_ = true;
    at_ = end_;
    return {};
  }

  Token token;
  token.kind = name[-1] == '/' ? TokenKind::end_tag : TokenKind::start_tag;
  token.name = between(name, name_end);
  token.element = element_named(token.name);
  token.raw = between(name_end, end.at);
  token.self_closing = end.self_closing;
  at_ = end.at + 1;
  if (token.kind == TokenKind::start_tag)
    enter(token);
  else if (is_foreign(token.element))
    in_foreign_ = false;
  return token;
}

void Tokenizer::enter(const Token& start_tag) {
  last_start_tag_ = start_tag.name;
  if (is_foreign(start_tag.element)) in_foreign_ = !start_tag.self_closing;
  if (in_foreign_ && start_tag.self_closing) return;
  content_ = content_of(start_tag.element);
  element_ = content_ == Content::data ? Element::other : start_tag.element;
}

Tokenizer::TagEnd Tokenizer::end_of_tag(const char* from) {
  const char* at = from;
  const auto skip_spaces = [&] {
    while (at != end_ && is_space(*at)) ++at;
  };
  while (at != end_) {
    if (is_space(*at) || *at == '/') {
      ++at;
      continue;
    }
    if (*at == '>') return {at, at[-1] == '/'};
    // A name; even "=" may begin one.
    for (++at; at != end_ && !ends_name(*at) && *at != '=';) ++at;
    skip_spaces();
    if (at == end_ || *at != '=') continue;
    ++at;
    skip_spaces();
    if (at == end_) break;
    if (*at == '"' || *at == '\'') {
      at = *at == '"' ? find_any<'"'>(at + 1, end_) : find_any<'\''>(at + 1, end_);
      if (at != end_) ++at;
      continue;
    }
    while (at != end_ && *at != '>' && !is_space(*at)) ++at;
    // A "/" before it belongs to the value.
    if (at != end_ && *at == '>') return {at, false};
  }
  return {};
}

Token Tokenizer::declaration() {
  const std::string_view rest = between(at_ + 2, end_);
  if (rest.starts_with("--")) return comment();
  constexpr std::size_t keyword = 7;
  if (equals_ignoring_case(rest.substr(0, keyword), "doctype")) return doctype(at_ + 2 + keyword);
  return bogus_comment(at_ + 2);
}

Token Tokenizer::comment() {
  Token token;
  token.kind = TokenKind::comment;
  const char* from = at_ + 4;
  const std::string_view rest = between(from, end_);
  if (rest.starts_with(">") || rest.starts_with("->")) {
    at_ = from + (rest[0] == '>' ? 1 : 2);
    token.raw = rest.substr(0, 0);
    return token;
  }
  for (const char* angle = find<'>'>(from); angle != end_; angle = find<'>'>(angle + 1)) {
    const std::string_view before = between(from, angle);
    const std::size_t mark = before.ends_with("--") ? 2 : before.ends_with("--!") ? 3 : 0;
    if (mark == 0) continue;
    token.raw = before.substr(0, before.size() - mark);
    at_ = angle + 1;
    return token;
  }
  const std::size_t begun = rest.ends_with("--!") ? 3 : rest.ends_with("--") ? 2 : rest.ends_with("-") ? 1 : 0;
  token.raw = rest.substr(0, rest.size() - begun);
  token.cut = cut_short_ = true;
  at_ = end_;
  return token;
}

Token Tokenizer::bogus_comment(const char* from) {
  Token token;
  token.kind = TokenKind::comment;
  const char* angle = find<'>'>(from);
  token.raw = between(from, angle);
  token.cut = angle == end_;
  cut_short_ = cut_short_ || token.cut;
  at_ = token.cut ? end_ : angle + 1;
  return token;
}

Token Tokenizer::doctype(const char* from) {
  // Not even in quotes does a ">" belong to it.
  Token token = bogus_comment(from);
  token.kind = TokenKind::doctype;
  return token;
}

Token Tokenizer::content() {
  const Content now = content_;
  const Element element = element_;
  const char* from = at_;
  at_ = end_of_content();
  Token token;
  if (at_ != from) {
    token.kind = TokenKind::text;
    token.content = now;
    token.element = element;
    token.raw = between(from, at_);
  }
  if (at_ == end_) return token;
  if (now == Content::cdata) at_ += 3;
  content_ = Content::data;
  element_ = Element::other;
  return token;
}

const char* Tokenizer::end_of_content() {
  switch (content_) {
    case Content::data:
    case Content::plaintext:
      return end_;
    case Content::cdata:
      return end_of_cdata();
    case Content::script:
      return end_of_script();
    case Content::rcdata:
    case Content::rawtext:
      break;
  }
  const char* angle = find<'<'>(at_);
  while (angle != end_ && !is_closing(angle)) angle = find<'<'>(angle + 1);
  return angle;
}

/// Whether the end tag of the element whose content is read stands there.
bool Tokenizer::is_closing(const char* angle) const {
  const std::string_view rest = between(angle, end_);
  const std::size_t length = last_start_tag_.size();
  if (length == 0 || rest.size() < length + 3 || rest[1] != '/' || !ends_name(rest[length + 2])) return false;
  for (std::size_t i = 0; i < length; ++i)
    if (lowered(rest[i + 2]) != lowered(last_start_tag_[i])) return false;
  return true;
}

const char* Tokenizer::end_of_script() {
  // "<!--" hides a "<script>" and its end tag in a script; "-->" ends that.
  enum class Hidden : std::uint8_t { no, comment, script } hidden = Hidden::no;
  const char* dashes = nullptr;
  const auto names_script = [&](const char* name) {
    const std::string_view rest = between(name, end_);
    return rest.size() > 6 && equals_ignoring_case(rest.substr(0, 6), "script") && ends_name(rest[6]);
  };
  for (const char* at = find<'<', '>'>(at_); at != end_; at = find<'<', '>'>(at + 1)) {
    if (*at == '>') {
      if (hidden != Hidden::no && at - dashes >= 2 && at[-1] == '-' && at[-2] == '-') hidden = Hidden::no;
    } else if (hidden != Hidden::script && is_closing(at)) {
      return at;
    } else if (hidden == Hidden::script) {
      if (end_ - at > 2 && at[1] == '/' && names_script(at + 2)) hidden = Hidden::comment;
    } else if (hidden == Hidden::comment) {
      if (names_script(at + 1)) hidden = Hidden::script;
    } else if (between(at, end_).starts_with("<!--")) {
      hidden = Hidden::comment;
      dashes = at + 2;
    }
  }
  return end_;
}

const char* Tokenizer::end_of_cdata() {
  const char* bracket = find<']'>(at_);
  while (bracket != end_ && !between(bracket, end_).starts_with("]]>")) bracket = find<']'>(bracket + 1);
  return bracket;
}

}  // namespace sitewatch::page
