// Whatever bytes a page holds, what leaves the text functions is valid, bounded and inert.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.h"
#include "text/clip.h"
#include "text/decode.h"
#include "text/escape.h"

namespace {

bool holds_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F; });
}

void check_decoding(std::string_view bytes) {
  using sitewatch::Encoding;
  for (const Encoding encoding : {Encoding::utf8, Encoding::gb18030, Encoding::big5, Encoding::windows_1252,
                                  Encoding::utf16_le, Encoding::utf16_be}) {
    const std::string text = sitewatch::to_utf8(bytes, encoding);
    FUZZ_CHECK(sitewatch::is_utf8(text));
    FUZZ_CHECK(text.size() <= 3 * bytes.size());
  }
  const std::string repaired = sitewatch::repaired_utf8(bytes);
  FUZZ_CHECK(sitewatch::is_utf8(repaired));
  FUZZ_CHECK(!sitewatch::is_utf8(bytes) || repaired == bytes);
}

void check_clipping(std::string_view bytes) {
  const std::string clipped = sitewatch::clip(bytes, 40, true);
  FUZZ_CHECK(clipped.size() <= 40);
  FUZZ_CHECK(sitewatch::is_utf8(clipped));
  FUZZ_CHECK(sitewatch::is_utf8(sitewatch::clip_characters(bytes, 10)));
}

void check_escaping(std::string_view bytes) {
  FUZZ_CHECK(sitewatch::html_escaped(bytes).find_first_of("<>\"") == std::string::npos);
  const std::string logged = sitewatch::log_escaped(bytes);
  FUZZ_CHECK(sitewatch::is_utf8(logged) && !holds_control(logged));
  const std::string line = sitewatch::one_line(bytes);
  FUZZ_CHECK(sitewatch::is_utf8(line) && !holds_control(line));
  const std::string field = sitewatch::csv_field(bytes);
  FUZZ_CHECK(field.empty() || std::string_view("=+-@\t\r").find(field.front()) == std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_decoding(bytes);
  check_clipping(bytes);
  check_escaping(bytes);
  return 0;
}
