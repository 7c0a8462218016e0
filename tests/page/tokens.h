#pragma once

#include <string>
#include <vector>

#include "page/attributes.h"
#include "page/characters.h"
#include "page/doctype.h"
#include "page/tokenizer.h"

namespace sitewatch::page {

/// A token as the standard describes it: everything resolved.
struct PlainToken {
  enum class Kind : std::uint8_t { text, start_tag, end_tag, comment, doctype };
  Kind kind = Kind::text;
  std::string text;  ///< Name of a tag; characters of a text or a comment.
  std::vector<std::pair<std::string, std::string>> attributes;
  bool self_closing = false;
  Doctype doctype;
};

std::string plain_name(std::string_view name);
/// Texts that only left-out markup separates are one.
std::vector<PlainToken> plain_tokens(Tokenizer tokenizer);

/// One token a line: `text "x"`, `<p a="b">`, `</p>`, `comment "x"`, `doctype html - -`.
std::string listed(const std::vector<PlainToken>& tokens);

}  // namespace sitewatch::page
