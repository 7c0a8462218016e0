#include "page/charset.h"

#include <algorithm>

#include "page/scanner.h"

namespace sitewatch::page {
namespace {

// Metas beyond it are found too late by browsers as well.
constexpr std::size_t meta_reach = 64u << 10;

std::string_view charset_parameter(std::string_view content_type) {
  std::size_t at = find_ignoring_case(content_type, "charset");
  if (at == std::string_view::npos) return {};
  at = content_type.find('=', at);
  if (at == std::string_view::npos) return {};
  at = content_type.find_first_not_of(" \t\"'", at + 1);
  if (at == std::string_view::npos) return {};
  return content_type.substr(at, content_type.find_first_of(" \t\"';,", at) - at);
}

std::string_view meta_charset(std::string_view bytes) {
  Scanner scanner{bytes.substr(0, std::min(bytes.size(), meta_reach))};
  for (Token token = scanner.next(); token.kind != TokenKind::end; token = scanner.next()) {
    if (token.kind != TokenKind::open || token.element != Element::meta) continue;
    if (const auto charset = attribute(token.text, "charset")) return *charset;
    const auto http_equiv = attribute(token.text, "http-equiv");
    if (!http_equiv || !equals_ignoring_case(*http_equiv, "content-type")) continue;
    if (const auto content = attribute(token.text, "content")) return charset_parameter(*content);
  }
  return {};
}

bool has_bytes_beyond_ascii(std::string_view bytes) {
  return std::any_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

/// Control bytes that no text holds: more than one in fifty means an image, an archive or UTF-16.
bool is_binary(std::string_view bytes) {
  const auto is_odd = [](char c) { return static_cast<unsigned char>(c) < 0x09 || (c >= 0x0e && c < 0x1b); };
  return static_cast<std::size_t>(std::count_if(bytes.begin(), bytes.end(), is_odd)) * 50 > bytes.size();
}

/// A page cut in the middle of a character still is what it is: the last bytes are left out of the question.
bool makes_sense(std::string_view bytes, Encoding encoding) {
  for (std::size_t cut = 0; cut <= 3 && cut <= bytes.size(); ++cut)
    if (decodes_strictly(bytes.substr(0, bytes.size() - cut), encoding)) return true;
  return false;
}

Encoding encoding_of(std::string_view bytes, std::optional<Encoding> declared) {
  if (!has_bytes_beyond_ascii(bytes)) return Encoding::utf8;
  if (makes_sense(bytes, Encoding::utf8)) return Encoding::utf8;
  if (declared == Encoding::big5 && makes_sense(bytes, Encoding::big5)) return Encoding::big5;
  if (makes_sense(bytes, Encoding::gb18030)) return Encoding::gb18030;
  return declared.value_or(Encoding::gb18030);
}

}  // namespace

std::string_view declared_charset(std::string_view bytes, std::string_view content_type) {
  const std::string_view header = charset_parameter(content_type);
  return header.empty() ? meta_charset(bytes) : header;
}

DecodedPage decode_page(std::string_view bytes, std::string_view content_type) {
  DecodedPage decoded;
  const std::string_view body = without_bom(bytes);
  const std::string_view label = declared_charset(body, content_type);
  const std::optional<Encoding> declared = encoding_labelled(label);
  decoded.encoding = body.size() != bytes.size() ? Encoding::utf8 : encoding_of(body, declared);
  decoded.is_text = !is_binary(body);
  if (declared && *declared != decoded.encoding && has_bytes_beyond_ascii(body))
    decoded.notes.push_back("declared " + std::string{name(*declared)} + ", is " + std::string{name(decoded.encoding)});
  decoded.text = to_utf8(body, decoded.encoding);
  std::replace(decoded.text.begin(), decoded.text.end(), '\0', ' ');
  return decoded;
}

}  // namespace sitewatch::page
