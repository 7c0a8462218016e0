// A web server's head, line by line as libcurl hands it on: names are lower case, values hold no line end, and a length
// that two readers may take differently is found whatever the order of its lines.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "adapters/response_head.h"
#include "fuzz/fuzz_check.h"

using namespace sitewatch;

namespace {

HeaderList headers_of(std::string_view text) {
  HeaderList headers;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, std::min(end + 1, text.size()));
    const std::size_t before = headers.size();
    const bool taken = add_header(headers, line);
    FUZZ_CHECK(headers.size() <= before + 1);
    FUZZ_CHECK(taken || headers.size() == before);
    text.remove_prefix(line.size());
  }
  return headers;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto status = read_status_line(text)) FUZZ_CHECK(*status >= 100 && *status <= 599);
  HeaderList headers = headers_of(text);
  for (const auto& [name, value] : headers) {
    FUZZ_CHECK(std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
    FUZZ_CHECK(value.find('\n') == value.npos);
  }
  FUZZ_CHECK(content_codings(headers) >= 0);
  const bool defect = has_length_defect(headers);
  std::reverse(headers.begin(), headers.end());
  FUZZ_CHECK(has_length_defect(headers) == defect);
  return 0;
}
