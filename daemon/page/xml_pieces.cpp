#include "page/xml_pieces.h"

#include "page/ascii_case.h"
#include "page/scan.h"

namespace sitewatch::page {
namespace {

constexpr std::string_view cdata_mark = "<![CDATA[";

/// The ">" of a tag, none of those in quoted values; `end` if there is none.
const char* end_of_tag(const char* from, const char* end) {
  for (const char* at = find_any<'>', '"', '\''>(from, end); at != end; at = find_any<'>', '"', '\''>(at + 1, end)) {
    if (*at == '>') return at;
    at = *at == '"' ? find_any<'"'>(at + 1, end) : find_any<'\''>(at + 1, end);
    if (at == end) return end;
  }
  return end;
}

}  // namespace

XmlPiece XmlPieces::next() {
  while (!rest_.empty()) {
    if (rest_.front() != '<') {
      const std::string_view text = rest_.substr(0, rest_.find('<'));
      rest_.remove_prefix(text.size());
      return {.kind = XmlKind::text, .raw = text};
    }
    if (rest_.starts_with("<!--")) {
      rest_.remove_prefix(4);
      up_to("-->");
    } else if (rest_.starts_with(cdata_mark)) {
      rest_.remove_prefix(cdata_mark.size());
      return {.kind = XmlKind::text, .literal = true, .raw = up_to("]]>")};
    } else if (rest_.starts_with("<?")) {
      up_to("?>");
    } else if (rest_.starts_with("<!")) {
      doctype();
    } else if (const XmlPiece piece = tag(); piece.kind != XmlKind::end) {
      return piece;
    }
  }
  return {};
}

std::string_view XmlPieces::up_to(std::string_view mark) {
  const std::size_t at = rest_.find(mark);
  const std::string_view before = rest_.substr(0, at);
  cut_short_ = cut_short_ || at == std::string_view::npos;
  rest_ = at == std::string_view::npos ? std::string_view{} : rest_.substr(at + mark.size());
  return before;
}

void XmlPieces::doctype() {
  const std::size_t end = rest_.find_first_of("[>");
  if (end != std::string_view::npos && rest_[end] == '>') {
    rest_.remove_prefix(end + 1);
    return;
  }
  has_declarations_ = true;
  up_to("]");
  up_to(">");
}

XmlPiece XmlPieces::tag() {
  const char* const end = rest_.data() + rest_.size();
  const char* const close = end_of_tag(rest_.data() + 1, end);
  if (close == end) {
    cut_short_ = true;
    rest_ = {};
    return {};
  }
  std::string_view inside = between(rest_.data() + 1, close);
  rest_ = between(close + 1, end);

  XmlPiece piece{.kind = XmlKind::start_tag};
  if (inside.starts_with('/')) {
    piece.kind = XmlKind::end_tag;
    inside.remove_prefix(1);
  } else if (inside.ends_with('/')) {
    piece.self_closing = true;
    inside.remove_suffix(1);
  }
  piece.name = between(inside.data(), end_of_name<'/'>(inside.data(), inside.data() + inside.size()));
  piece.raw = inside.substr(piece.name.size());
  if (const std::size_t colon = piece.name.find(':'); colon != std::string_view::npos) {
    piece.prefix = piece.name.substr(0, colon);
    piece.name.remove_prefix(colon + 1);
  }
  return piece;
}

}  // namespace sitewatch::page
