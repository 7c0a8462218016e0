#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/decode.h"

namespace sitewatch::page {

/// A page as UTF-8. Stays where it is: `text` may point into it.
struct DecodedPage {
  DecodedPage(std::string_view bytes, std::string_view content_type);
  DecodedPage(const DecodedPage&) = delete;
  DecodedPage& operator=(const DecodedPage&) = delete;

  std::string_view text;  ///< Valid UTF-8 without NUL bytes; the bytes themselves where they are that already.
  Encoding encoding = Encoding::utf8;
  bool is_text = true;             ///< False: an image, an archive or the like.
  std::vector<std::string> notes;  ///< "declared gb18030, is utf-8"

 private:
  void take(std::string converted);

  std::string converted_;
};

/// What the bytes are decides, and labels only where that leaves a doubt. UTF-8 wins where nearly all of it makes
/// sense, whatever the labels say; then GB18030 or Big5, told apart by the pairs they use; then Western text. Where all
/// is ASCII it is what was declared. A page that ends inside a character is none the worse for it. `bytes` must outlive
/// the page.
inline DecodedPage decode_page(std::string_view bytes, std::string_view content_type) {
  return DecodedPage{bytes, content_type};
}

/// The labels a page comes with; empty where there is none. A script's charset is no label of the page.
struct CharsetLabels {
  bool has_bom = false;
  std::string header;
  std::string meta;  ///< Of the first meta tag that names one; comments, scripts and titles hold no tags.
};

/// Looks for the meta tag in the first `reach` bytes.
CharsetLabels charset_labels(std::string_view bytes, std::string_view content_type, std::size_t reach);

}  // namespace sitewatch::page
