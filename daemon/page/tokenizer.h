#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "page/element.h"

namespace sitewatch::page {

/// How a stretch of characters is read: what ends it, and whether character references stand for anything in it.
enum class Content : std::uint8_t { data, rcdata, rawtext, script, plaintext, cdata };

enum class TokenKind : std::uint8_t { text, start_tag, end_tag, comment, doctype, end };

/// One piece of a page. All views are slices of the page as it was given.
struct Token {
  TokenKind kind = TokenKind::end;
  Element element = Element::other;  ///< Of a tag; of a text, the script, style, title … it lies in, else `other`.
  Content content = Content::data;   ///< Of a text: `characters` knows by it what stands for what.
  bool self_closing = false;         ///< Of a tag that ends in "/>".
  bool cut = false;                  ///< The page ended inside this comment or doctype.
  std::string_view name;             ///< Of a tag, in the case in which it is written.
  std::string_view raw;              ///< Text, comment: its characters as written. Doctype: what follows its keyword.
                                     ///< Tag: what stands behind the name, see `Attributes`.
};

/// Cuts a page into tokens as the WHATWG standard says, but builds no tree: one pass over the page, no recursion, no
/// memory of its own, time linear in the page whatever it holds. Where a tree builder would tell a tokenizer to read
/// an element as text (title, textarea, style, script, iframe, plaintext …), it does so by itself; a script element
/// is no markup inside. The page must be UTF-8 (other bytes pass unchanged) and outlive the tokens.
///
///     Tokenizer tokenizer{html};
///     for (Token token = tokenizer.next(); token.kind != TokenKind::end; token = tokenizer.next()) …
class Tokenizer {
 public:
  explicit Tokenizer(std::string_view html) : Tokenizer{html, Content::data, {}} {}
  /// Begins inside an element: `last_start_tag`, in small letters, is the one whose end tag ends such content.
  /// Must outlive the tokenizer.
  Tokenizer(std::string_view html, Content content, std::string_view last_start_tag);

  /// Two texts never follow each other, and no text is empty, but a "</>" or a cut tag between them leaves no token.
  Token next();

  /// The page ended inside a tag, a comment, a doctype or an element that is read as text: what followed is unknown.
  /// Final once `next` has answered `end`.
  bool cut_short() const { return cut_short_; }

  /// Grows with the work done; at most four times the size of the page, whatever it holds.
  std::size_t bytes_looked_at() const { return looked_at_; }

 private:
  struct TagEnd;

  // Each reads what begins at `at_`; one that leaves no token does not touch it.
  void read_text(Token& token);
  void read_markup(Token& token);
  void read_tag(const char* name, Token& token);
  void read_declaration(Token& token);
  void read_comment(Token& token);
  void read_bogus_comment(const char* from, Token& token);
  void read_content(Token& token);
  TagEnd end_of_tag(const char* from) const;
  const char* end_of_value(const char* from) const;
  const char* end_of_content();
  const char* end_of_script();
  const char* end_of_cdata();
  bool begins_markup(const char* angle) const;
  bool is_closing(const char* angle) const;
  void enter(const Token& start_tag);
  template <char... wanted>
  const char* find(const char* from);

  const char* at_;
  const char* end_;
  std::string_view last_start_tag_;
  std::size_t looked_at_ = 0;
  Content content_;
  Element element_ = Element::other;  ///< Whose content is read as text just now.
  bool in_foreign_ = false;           ///< Inside svg or math, where a tag that closes itself opens nothing.
  bool cut_short_ = false;
};

/// The characters of a text or a comment: line ends, NUL bytes and, where they stand for anything, character
/// references resolved. A slice of the page where nothing has to be changed, else kept in `buffer`, which must outlive
/// the answer.
std::string_view characters(const Token& token, std::string& buffer);

}  // namespace sitewatch::page
