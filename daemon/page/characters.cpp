#include "page/characters.h"

#include "page/attributes.h"
#include "page/references.h"
#include "page/scan.h"
#include "page/tokenizer.h"

namespace sitewatch::page {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";

/// The first byte that may stand for something else.
const char* find_special(const char* from, const char* end) {
  return find_any<'&', '\r', '\0'>(from, end);
}

/// Appends what stands at `at` and answers where the next character stands.
const char* append_special(const char* at, const char* end, Resolving what, std::string& out) {
  if (*at == '\r') {
    out.push_back('\n');
    return at + 1 != end && at[1] == '\n' ? at + 2 : at + 1;
  }
  if (*at == '\0' && what.nul) {
    out.append(replacement);
    return at + 1;
  }
  const ReferencePlace place = what.in_attribute ? ReferencePlace::attribute : ReferencePlace::text;
  const std::size_t length =
      *at == '&' && what.references ? append_reference({at, static_cast<std::size_t>(end - at)}, place, out) : 0;
  if (length != 0) return at + length;
  out.push_back(*at);
  return at + 1;
}

}  // namespace

std::string_view resolved(std::string_view written, Resolving what, std::string& buffer) {
  const char* at = written.data();
  const char* end = at + written.size();
  const char* special = find_special(at, end);
  if (special == end) return written;

  buffer.clear();
  for (; special != end; special = find_special(at, end)) {
    buffer.append(at, special);
    at = append_special(special, end, what, buffer);
  }
  buffer.append(at, end);
  return buffer;
}

std::string_view characters(const Token& token, std::string& buffer) {
  const bool is_text = token.kind == TokenKind::text;
  const bool has_references = is_text && (token.content == Content::data || token.content == Content::rcdata);
  const bool keeps_nul = is_text && (token.content == Content::data || token.content == Content::cdata);
  return resolved(token.raw, {.references = has_references, .nul = !keeps_nul}, buffer);
}

std::string_view attribute_value(std::string_view written, std::string& buffer) {
  return resolved(written, {.references = true, .in_attribute = true}, buffer);
}

}  // namespace sitewatch::page
