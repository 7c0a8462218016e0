#include "page/charset.h"

#include <algorithm>
#include <optional>

#include "page/ascii_case.h"
#include "page/attributes.h"
#include "page/byte_census.h"
#include "page/tokenizer.h"
#include "text/ascii_run.h"

namespace sitewatch::page {
namespace {

/// Where the bytes are UTF-8 a label is worth a note, but no second reading of the whole page.
constexpr std::size_t reach_for_notes = 64u << 10;
/// From the first byte beyond ASCII on: enough to tell what the bytes are.
constexpr std::size_t census_bytes = 1u << 20;

std::string_view charset_parameter(std::string_view content_type) {
  std::size_t at = find_ignoring_case(content_type, "charset");
  while (at != std::string_view::npos) {
    at = content_type.find_first_not_of(" \t\r\n", at + 7);
    if (at == std::string_view::npos) return {};
    if (content_type[at] == '=') break;
    at = find_ignoring_case(content_type, "charset", at);
  }
  if (at == std::string_view::npos) return {};
  at = content_type.find_first_not_of(" \t\r\n\"'", at + 1);
  if (at == std::string_view::npos) return {};
  return content_type.substr(at, content_type.find_first_of(" \t\r\n\"';,", at) - at);
}

std::string meta_charset(std::string_view bytes) {
  Tokenizer tokenizer{bytes};
  std::string buffer;
  for (Token token = tokenizer.next(); token.kind != TokenKind::end; token = tokenizer.next()) {
    if (token.kind != TokenKind::start_tag || token.element != Element::meta) continue;
    std::string_view label;
    if (const auto charset = attribute(token.raw, "charset")) {
      label = attribute_value(*charset, buffer);
    } else if (const auto http_equiv = attribute(token.raw, "http-equiv");
               http_equiv && equals_ignoring_case(*http_equiv, "content-type")) {
      if (const auto content = attribute(token.raw, "content"))
        label = charset_parameter(attribute_value(*content, buffer));
    }
    // A label that nobody knows is passed over, as browsers do.
    if (encoding_labelled(label)) return std::string{label};
  }
  return {};
}

/// A page in which a few characters are broken is still what it is.
bool is_mostly_right(std::size_t errors, std::size_t characters) {
  return errors * 4 <= characters;
}

bool is_mostly_utf8(std::string_view body) {
  const Utf8Census census = utf8_census(body);
  return is_mostly_right(census.errors, census.characters);
}

bool is_western(const PairCensus& census, std::optional<Encoding> declared) {
  // A letter stands alone among ASCII ones; few pages of pairs have so many low trails, and none that is short of them.
  if (census.early_leads * 4 > census.pairs) return false;
  const std::size_t least_tenths = declared == Encoding::windows_1252 ? 5 : 8;
  return census.low_trails * 10 + census.gbk_errors * 10 >= least_tenths * (census.pairs + census.gbk_errors);
}

bool is_big5(const PairCensus& census, std::optional<Encoding> declared) {
  if (census.pairs == 0 || !is_mostly_right(census.big5_errors, census.pairs)) return false;
  const std::size_t signs = census.low_trails + census.early_leads;
  if (declared == Encoding::big5) return signs * 5 >= census.pairs;
  if (census.pairs < 8) return false;
  if (census.low_trails * 5 >= census.pairs && census.early_leads * 5 >= census.pairs) return true;
  // Tables repeat few characters: one sign may outweigh the other.
  return census.low_trails * 20 >= census.pairs && census.early_leads * 2 >= census.pairs;
}

Encoding encoding_of_pairs(std::string_view body, std::optional<Encoding> declared) {
  const PairCensus census = pair_census(body);
  if (is_big5(census, declared)) return Encoding::big5;
  if (is_western(census, declared)) return Encoding::windows_1252;
  if (is_mostly_right(census.gbk_errors, census.pairs)) return Encoding::gb18030;
  return declared == Encoding::big5 ? Encoding::big5 : Encoding::gb18030;
}

/// More odd controls than one in fifty bytes means an image, an archive or the like.
bool is_mostly_text(const ControlCensus& controls, std::size_t size) {
  return controls.odd * 50 <= size;
}

/// Markup in UTF-16 is half NUL bytes; the mark alone may begin anything.
bool looks_like_utf16(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 4096);
  return static_cast<std::size_t>(std::count(head.begin(), head.end(), '\0')) * 8 >= head.size() - 2;
}

std::string declared_note(Encoding declared, Encoding is) {
  return "declared " + std::string{name(declared)} + ", is " + std::string{name(is)};
}

void note_labels(std::vector<std::string>& notes, const CharsetLabels& labels, Encoding is) {
  const auto header = encoding_labelled(labels.header);
  const auto meta = encoding_labelled(labels.meta);
  if (labels.has_bom && is != Encoding::utf8) notes.push_back("byte order mark of utf-8, is " + std::string{name(is)});
  if (header && *header != is) notes.push_back(declared_note(*header, is));
  if (meta && *meta != is && meta != header) notes.push_back(declared_note(*meta, is));
}

}  // namespace

CharsetLabels charset_labels(std::string_view bytes, std::string_view content_type, std::size_t reach) {
  const std::string_view body = without_bom(bytes);
  return {body.size() != bytes.size(), std::string{charset_parameter(content_type)},
          meta_charset(body.substr(0, reach))};
}

DecodedPage::DecodedPage(std::string_view bytes, std::string_view content_type) {
  if (const auto utf16 = utf16_by_mark(bytes); utf16 && looks_like_utf16(bytes)) {
    encoding = *utf16;
    take(to_utf8(bytes, encoding));
    return;
  }
  const std::string_view body = without_bom(bytes);
  const bool is_ascii = ascii_run(body) == body.size();
  const bool is_right = is_ascii || is_utf8(body);
  const std::size_t reach = is_right ? reach_for_notes : body.size();
  const CharsetLabels labels = charset_labels(bytes, content_type, reach);
  auto declared = encoding_labelled(labels.header);
  if (!declared) declared = encoding_labelled(labels.meta);

  if (is_ascii)
    encoding = labels.has_bom ? Encoding::utf8 : declared.value_or(Encoding::utf8);
  else if (const std::string_view sample = body.substr(ascii_run(body), census_bytes);
           !is_right && !is_mostly_utf8(sample))
    encoding = encoding_of_pairs(sample, declared);
  if (!is_ascii) note_labels(notes, labels, encoding);

  const ControlCensus controls = control_census(body);
  text = body;
  is_text = is_mostly_text(controls, body.size());
  if (!is_right || controls.nul != 0) take(to_utf8(body, encoding));
}

void DecodedPage::take(std::string converted) {
  converted_ = std::move(converted);
  is_text = is_text && is_mostly_text(control_census(converted_), converted_.size());
  std::replace(converted_.begin(), converted_.end(), '\0', ' ');
  text = converted_;
}

}  // namespace sitewatch::page
