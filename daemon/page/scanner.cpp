#include "page/scanner.h"

#include <algorithm>

namespace sitewatch::page {
namespace {

/// Elements whose content is characters only, up to their own closing tag.
std::string_view raw_closing(Element element) {
  switch (element) {
    case Element::script:
      return "</script";
    case Element::style:
      return "</style";
    case Element::title:
      return "</title";
    case Element::textarea:
      return "</textarea";
    case Element::iframe:
      return "</iframe";
    case Element::noframes:
      return "</noframes";
    case Element::xmp:
      return "</xmp";
    default:
      return {};
  }
}

}  // namespace

Token Scanner::next() {
  while (at_ < html_.size()) {
    if (raw_ != Element::other) {
      const Token token = raw_text();
      if (!token.text.empty()) return token;
      continue;
    }
    if (html_[at_] == '<' && at_ + 1 < html_.size()) {
      const char after = html_[at_ + 1];
      if (is_letter(after) || after == '/' || after == '!' || after == '?') {
        const Token token = markup();
        if (token.kind != TokenKind::end) return token;
        continue;
      }
    }
    // A "<" that begins no markup is text itself: look for the next one behind it.
    return characters(std::min(html_.find('<', at_ + 1), html_.size()));
  }
  return {};
}

Token Scanner::markup() {
  const std::string_view rest = html_.substr(at_);
  if (rest.starts_with("<!--")) {
    at_ += 4;
    if (html_.substr(at_).starts_with(">") || html_.substr(at_).starts_with("->"))
      skip_past(">");
    else
      skip_past("-->");
    return {};
  }
  if (rest[1] == '/') {
    if (rest.size() > 2 && is_letter(rest[2])) return tag(true);
    skip_past(">");
    return {};
  }
  if (rest[1] == '!' || rest[1] == '?') {
    if (rest.starts_with("<![CDATA["))
      at_ += 9;  // HTML has no such thing: what it holds is markup like any other.
    else
      skip_past(">");
    return {};
  }
  return tag(false);
}

Token Scanner::raw_text() {
  const std::string_view closing = raw_closing(raw_);
  std::size_t end = find_ignoring_case(html_, closing, at_);
  while (end != std::string_view::npos) {
    const std::size_t behind = end + closing.size();
    if (behind >= html_.size() || is_space(html_[behind]) || html_[behind] == '>' || html_[behind] == '/') break;
    end = find_ignoring_case(html_, closing, behind);
  }
  if (end == std::string_view::npos) {
    cut_short_ = true;
    end = html_.size();
  }
  Token token = characters(end);
  token.element = raw_;
  raw_ = Element::other;
  return token;
}

Token Scanner::tag(bool closing) {
  const std::size_t name_at = at_ + (closing ? 2 : 1);
  std::size_t name_end = name_at;
  while (name_end < html_.size() && !is_space(html_[name_end]) && html_[name_end] != '/' && html_[name_end] != '>')
    ++name_end;
  const std::size_t end = end_of_tag(name_end);
  if (end == std::string_view::npos) {
    cut_short_ = true;
    at_ = html_.size();
    return {};
  }
  Token token;
  token.kind = closing ? TokenKind::close : TokenKind::open;
  token.element = element_named(html_.substr(name_at, name_end - name_at));
  token.text = html_.substr(name_end, end - name_end);
  at_ = end + 1;
  if (!closing && !raw_closing(token.element).empty()) raw_ = token.element;
  return token;
}

Token Scanner::characters(std::size_t end) {
  Token token;
  token.kind = TokenKind::text;
  token.text = html_.substr(at_, end - at_);
  at_ = end;
  return token;
}

void Scanner::skip_past(std::string_view mark) {
  const std::size_t found = html_.find(mark, at_);
  cut_short_ = cut_short_ || found == std::string_view::npos;
  at_ = found == std::string_view::npos ? html_.size() : found + mark.size();
}

std::size_t Scanner::end_of_tag(std::size_t at) const {
  // A ">" inside a quoted value ends no tag, and only a quote right behind "=" opens one.
  bool value_expected = false;
  for (; at < html_.size(); ++at) {
    const char c = html_[at];
    if (c == '>') return at;
    if (value_expected && (c == '"' || c == '\'')) {
      at = html_.find(c, at + 1);
      if (at == std::string_view::npos) return at;
      value_expected = false;
    } else if (c == '=') {
      value_expected = true;
    } else if (!is_space(c)) {
      value_expected = false;
    }
  }
  return std::string_view::npos;
}

std::optional<Attributes::Attribute> Attributes::next() {
  const auto skip = [&](auto&& is_skipped) {
    while (at_ < inside_.size() && is_skipped(inside_[at_])) ++at_;
  };
  skip([](char c) { return is_space(c) || c == '/'; });
  if (at_ >= inside_.size()) return std::nullopt;

  const std::size_t name_at = at_++;
  skip([](char c) { return !is_space(c) && c != '/' && c != '='; });
  Attribute attribute{inside_.substr(name_at, at_ - name_at), {}};
  skip(is_space);
  if (at_ >= inside_.size() || inside_[at_] != '=') return attribute;
  ++at_;
  skip(is_space);
  if (at_ >= inside_.size()) return attribute;
  const char quote = inside_[at_];
  if (quote == '"' || quote == '\'') {
    const std::size_t end = std::min(inside_.find(quote, at_ + 1), inside_.size());
    attribute.value = inside_.substr(at_ + 1, end - at_ - 1);
    at_ = std::min(end + 1, inside_.size());
    return attribute;
  }
  const std::size_t value_at = at_;
  skip([](char c) { return !is_space(c); });
  attribute.value = inside_.substr(value_at, at_ - value_at);
  return attribute;
}

std::optional<std::string_view> scanned::attribute(std::string_view inside, std::string_view lower_case_name) {
  Attributes attributes{inside};
  while (const auto each = attributes.next())
    if (equals_ignoring_case(each->name, lower_case_name)) return each->value;
  return std::nullopt;
}

}  // namespace sitewatch::page
