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
  Token token;
  while (at_ != end_ && token.kind == TokenKind::end) {
    if (content_ != Content::data)
      read_content(token);
    else if (begins_markup(at_))
      read_markup(token);
    else
      read_text(token);
  }
  if (token.kind == TokenKind::end)
    cut_short_ = cut_short_ || (content_ != Content::data && content_ != Content::plaintext);
  return token;
}

bool Tokenizer::begins_markup(const char* angle) const {
  if (*angle != '<' || end_ - angle < 2) return false;
  const char after = angle[1];
  return is_letter(after) || after == '!' || after == '?' || (after == '/' && end_ - angle > 2);
}

void Tokenizer::read_text(Token& token) {
  const char* from = at_;
  for (at_ = find<'<'>(at_); at_ != end_ && !begins_markup(at_); at_ = find<'<'>(at_ + 1)) {
    // What may have become a tag behind the end of the page.
    const std::size_t left = static_cast<std::size_t>(end_ - at_);
    cut_short_ = cut_short_ || left == 1 || (left == 2 && at_[1] == '/');
  }
  token.kind = TokenKind::text;
  token.raw = between(from, at_);
}

void Tokenizer::read_markup(Token& token) {
  const char after = at_[1];
  if (is_letter(after)) return read_tag(at_ + 1, token);
  if (after == '!') return read_declaration(token);
  if (after == '?') return read_bogus_comment(at_ + 1, token);
  if (is_letter(at_[2])) return read_tag(at_ + 2, token);
  if (at_[2] != '>') return read_bogus_comment(at_ + 2, token);
  at_ += 3;
}

void Tokenizer::read_tag(const char* name, Token& token) {
  const char* name_end = end_of_name<'>', '/'>(name + 1, end_);
  const TagEnd end = end_of_tag(name_end);
  looked_at_ += static_cast<std::size_t>((end.at ? end.at : end_) - name);
  if (!end.at) {
    cut_short_ = true;
    at_ = end_;
    return;
  }

  token.kind = name[-1] == '/' ? TokenKind::end_tag : TokenKind::start_tag;
  token.name = between(name, name_end);
  token.element = element_named(between(name, name_end));
  token.raw = between(name_end, end.at);
  token.self_closing = end.self_closing;
  at_ = end.at + 1;
  if (token.kind == TokenKind::start_tag)
    enter(token);
  else if (is_foreign(token.element))
    in_foreign_ = false;
}

void Tokenizer::enter(const Token& start_tag) {
  if (is_foreign(start_tag.element)) in_foreign_ = !start_tag.self_closing;
  const Content content = content_of(start_tag.element);
  if (content == Content::data || (in_foreign_ && start_tag.self_closing)) return;
  content_ = content;
  element_ = start_tag.element;
  last_start_tag_ = start_tag.name;
}

Tokenizer::TagEnd Tokenizer::end_of_tag(const char* from) const {
  const char* at = from;
  while (at != end_) {
    if (*at == '>') return {at, at[-1] == '/'};
    if (is_space(*at) || *at == '/') {
      ++at;
      continue;
    }
    // A name; even "=" may begin one.
    at = skip_spaces(end_of_name<'>', '/', '='>(at + 1, end_), end_);
    if (at == end_ || *at != '=') continue;
    at = end_of_value(at + 1);
    // A "/" before it belongs to the value.
    if (at != end_ && *at == '>') return {at, false};
  }
  return {};
}

const char* Tokenizer::end_of_value(const char* from) const {
  const char* at = skip_spaces(from, end_);
  if (at == end_ || (*at != '"' && *at != '\'')) return end_of_name<'>'>(at, end_);
  at = *at == '"' ? find_any<'"'>(at + 1, end_) : find_any<'\''>(at + 1, end_);
  return at == end_ ? end_ : at + 1;
}

void Tokenizer::read_declaration(Token& token) {
  const std::string_view rest = between(at_ + 2, end_);
  if (rest.starts_with("--")) return read_comment(token);
  constexpr std::size_t keyword = 7;
  const bool is_doctype = equals_ignoring_case(rest.substr(0, keyword), "doctype");
  // Not even in quotes does a ">" belong to a doctype.
  read_bogus_comment(at_ + 2 + (is_doctype ? keyword : 0), token);
  if (is_doctype) token.kind = TokenKind::doctype;
}

void Tokenizer::read_comment(Token& token) {
  token.kind = TokenKind::comment;
  const char* from = at_ + 4;
  const std::string_view rest = between(from, end_);
  if (rest.starts_with(">") || rest.starts_with("->")) {
    at_ = from + (rest[0] == '>' ? 1 : 2);
    token.raw = rest.substr(0, 0);
    return;
  }
  for (const char* angle = find<'>'>(from); angle != end_; angle = find<'>'>(angle + 1)) {
    const std::string_view before = between(from, angle);
    const std::size_t mark = before.ends_with("--") ? 2 : before.ends_with("--!") ? 3 : 0;
    if (mark == 0) continue;
    token.raw = before.substr(0, before.size() - mark);
    at_ = angle + 1;
    return;
  }
  const std::size_t begun = rest.ends_with("--!") ? 3 : rest.ends_with("--") ? 2 : rest.ends_with("-") ? 1 : 0;
  token.raw = rest.substr(0, rest.size() - begun);
  token.cut = cut_short_ = true;
  at_ = end_;
}

void Tokenizer::read_bogus_comment(const char* from, Token& token) {
  token.kind = TokenKind::comment;
  const char* angle = find<'>'>(from);
  token.raw = between(from, angle);
  token.cut = angle == end_;
  cut_short_ = cut_short_ || token.cut;
  at_ = token.cut ? end_ : angle + 1;
}

void Tokenizer::read_content(Token& token) {
  const char* from = at_;
  at_ = end_of_content();
  if (at_ != from) {
    token.kind = TokenKind::text;
    token.content = content_;
    token.element = element_;
    token.raw = between(from, at_);
  }
  if (at_ == end_) return;
  if (content_ == Content::cdata) at_ += 3;
  content_ = Content::data;
  element_ = Element::other;
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
