#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/decode.h"

namespace sitewatch::page {

struct DecodedPage {
  std::string text;  ///< Valid UTF-8 without NUL bytes.
  Encoding encoding = Encoding::utf8;
  bool is_text = true;             ///< False: the bytes make sense in no encoding a page uses.
  std::vector<std::string> notes;  ///< "declared gb18030, is utf8"
};

/// Byte order mark, then the bytes themselves, then header and meta: valid UTF-8 with at least one character beyond
/// ASCII is UTF-8 whatever the labels say, else GB18030 where that makes sense, else what was declared.
DecodedPage decode_page(std::string_view bytes, std::string_view content_type);

/// The label of a content type, or of the first meta tag that has one; empty if none. Scripts' charsets are no labels.
std::string_view declared_charset(std::string_view bytes, std::string_view content_type);

}  // namespace sitewatch::page
