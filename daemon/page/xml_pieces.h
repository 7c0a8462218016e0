#pragma once

#include <cstdint>
#include <string_view>

namespace sitewatch::page {

enum class XmlKind : std::uint8_t { text, start_tag, end_tag, end };

/// One piece of an XML document. All views are slices of it.
struct XmlPiece {
  XmlKind kind = XmlKind::end;
  bool literal = false;          ///< Of a text: it stood in CDATA, nothing in it stands for anything else.
  bool self_closing = false;     ///< Of a start tag.
  std::string_view name = {};    ///< Of a tag, without its prefix: "date" of dc:date.
  std::string_view prefix = {};  ///< "dc" of dc:date.
  std::string_view raw = {};     ///< Text as written, or what stands behind a tag's name, see `Attributes`.
};

/// Cuts XML into its pieces: one pass, no tree, no memory. No entity is ever looked up and nothing is ever fetched.
/// The document must be UTF-8 and outlive the pieces.
class XmlPieces {
 public:
  explicit XmlPieces(std::string_view document) : rest_{document} {}

  /// Comments and instructions leave no piece.
  XmlPiece next();

  /// A doctype that declares something of its own came along (entities, say).
  bool has_declarations() const { return has_declarations_; }
  /// The document ended inside a piece. Final once `next` has answered `end`.
  bool cut_short() const { return cut_short_; }

 private:
  /// What stands before `mark`; moves behind it. All that is left if there is none.
  std::string_view up_to(std::string_view mark);
  XmlPiece tag();
  void doctype();

  std::string_view rest_;
  bool has_declarations_ = false;
  bool cut_short_ = false;
};

}  // namespace sitewatch::page
