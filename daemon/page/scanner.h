#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "page/ascii_case.h"
#include "page/element.h"

namespace sitewatch::page {

/// Apart from the tokenizer's types of the same names; a source includes one of the two headers.
inline namespace scanned {

enum class TokenKind : std::uint8_t { text, open, close, end };

struct Token {
  TokenKind kind = TokenKind::end;
  Element element = Element::other;  ///< Of a tag; of a text, the script, style or title it lies in, else `other`.
  std::string_view text;             ///< Characters as they stand, or the inside of an opening tag behind its name.
};

/// Cuts a page into tags and text: one pass, no tree, no recursion, no memory of its own; linear in the input whatever
/// it holds. Comments, declarations and processing instructions are left out. `html` must outlive the scanner and its
/// tokens.
class Scanner {
 public:
  explicit Scanner(std::string_view html) : html_{html} {}

  Token next();
  /// The page ended inside a tag, a comment, a script or a style: what follows was never seen.
  bool cut_short() const { return cut_short_; }

 private:
  Token markup();
  Token raw_text();
  Token tag(bool closing);
  Token characters(std::size_t end);
  void skip_past(std::string_view mark);
  std::size_t end_of_tag(std::size_t at) const;

  std::string_view html_;
  std::size_t at_ = 0;
  Element raw_ = Element::other;  ///< Inside an element whose content is no markup.
  bool cut_short_ = false;
};

/// Reads the attributes of an opening tag one after the other, as browsers do.
class Attributes {
 public:
  struct Attribute {
    std::string_view name;
    std::string_view value;  ///< Entities as they stand.
  };
  explicit Attributes(std::string_view inside) : inside_{inside} {}
  std::optional<Attribute> next();

 private:
  std::string_view inside_;
  std::size_t at_ = 0;
};

/// The first attribute of that name (given in lower case); browsers ignore later ones.
std::optional<std::string_view> attribute(std::string_view inside, std::string_view lower_case_name);

}  // namespace scanned

}  // namespace sitewatch::page
