#include "page/tokens.h"

#include "page/ascii_case.h"

namespace sitewatch::page {
namespace {

PlainToken plain(const Token& token) {
  PlainToken result;
  std::string buffer;
  switch (token.kind) {
    case TokenKind::text:
      result.text = characters(token, buffer);
      break;
    case TokenKind::comment:
      result.kind = PlainToken::Kind::comment;
      result.text = characters(token, buffer);
      break;
    case TokenKind::doctype:
      result.kind = PlainToken::Kind::doctype;
      result.doctype = read_doctype(token);
      break;
    case TokenKind::end_tag:
      result.kind = PlainToken::Kind::end_tag;
      result.text = plain_name(token.name);
      break;
    case TokenKind::start_tag: {
      result.kind = PlainToken::Kind::start_tag;
      result.text = plain_name(token.name);
      result.self_closing = token.self_closing;
      Attributes attributes{token.raw};
      while (const auto each = attributes.next())
        result.attributes.emplace_back(plain_name(each->name), attribute_value(each->value, buffer));
      break;
    }
    case TokenKind::end:
      break;
  }
  return result;
}

std::string shown(const std::optional<std::string>& identifier) {
  return identifier ? '"' + *identifier + '"' : "-";
}

std::string shown(const PlainToken& token) {
  switch (token.kind) {
    case PlainToken::Kind::text:
      return "text \"" + token.text + '"';
    case PlainToken::Kind::comment:
      return "comment \"" + token.text + '"';
    case PlainToken::Kind::end_tag:
      return "</" + token.text + ">";
    case PlainToken::Kind::doctype:
      return "doctype " + token.doctype.name.value_or("-") + ' ' + shown(token.doctype.public_id) + ' ' +
             shown(token.doctype.system_id) + (token.doctype.force_quirks ? " quirks" : "");
    case PlainToken::Kind::start_tag:
      break;
  }
  std::string text = '<' + token.text;
  for (const auto& [name, value] : token.attributes) text += ' ' + name + "=\"" + value + '"';
  return text + (token.self_closing ? "/>" : ">");
}

}  // namespace

std::string plain_name(std::string_view name) {
  std::string buffer;
  std::string result{resolved(name, {}, buffer)};
  for (char& c : result) c = lowered(c);
  return result;
}

std::vector<PlainToken> plain_tokens(Tokenizer tokenizer) {
  std::vector<PlainToken> tokens;
  for (Token token = tokenizer.next(); token.kind != TokenKind::end; token = tokenizer.next()) {
    PlainToken each = plain(token);
    if (each.kind == PlainToken::Kind::text && !tokens.empty() && tokens.back().kind == PlainToken::Kind::text)
      tokens.back().text += each.text;
    else
      tokens.push_back(std::move(each));
  }
  return tokens;
}

std::string listed(const std::vector<PlainToken>& tokens) {
  std::string text;
  for (const PlainToken& each : tokens) text += shown(each) + '\n';
  return text;
}

}  // namespace sitewatch::page
