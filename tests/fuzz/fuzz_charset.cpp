// Whatever the bytes and the labels are, a decoded page is UTF-8 without NUL bytes, of bounded size, and stays as it is
// when it is decoded again. The fast check of UTF-8 and the slow one agree.
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.h"
#include "page/charset.h"

namespace {

using namespace sitewatch;

void check(std::string_view bytes, std::string_view type) {
  const page::DecodedPage decoded = page::decode_page(bytes, type);
  FUZZ_CHECK(is_utf8(decoded.text));
  FUZZ_CHECK(decoded.text.find('\0') == std::string_view::npos);
  FUZZ_CHECK(decoded.text.size() <= 3 * bytes.size());
  const std::string_view text = without_bom(decoded.text);
  const page::DecodedPage again = page::decode_page(text, type);
  FUZZ_CHECK(again.text == without_bom(text));
}

/// Character by character.
std::size_t slow_prefix(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    std::size_t next = at;
    const bool is_replacement = bytes.substr(at).starts_with("\xef\xbf\xbd");
    if (next_character(bytes, next) == 0xfffd && !is_replacement) break;
    at = next;
  }
  return at;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  FUZZ_CHECK(valid_utf8_prefix(bytes) == slow_prefix(bytes));
  for (const char* type :
       {"text/html", "text/html; charset=gbk", "text/html; charset=big5", "text/html; charset=latin1"})
    check(bytes, type);
  const page::CharsetLabels labels = page::charset_labels(bytes, bytes, bytes.size());
  FUZZ_CHECK(labels.meta.empty() || encoding_labelled(labels.meta));
  return 0;
}
