// Where a home page leads: bounded, in UTF-8, on the web, and the same when it is read again.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "domain/home_links.h"
#include "fuzz/fuzz_check.h"
#include "page/footer_codes.h"
#include "page/read_page.h"
#include "text/decode.h"

namespace {

using namespace sitewatch;

PageReading read(std::string_view body) {
  return page::read_page({body,
                          "text/html; charset=utf-8",
                          "http://www.qinghe.example/",
                          Day{date::year{2026}, date::month{11}, date::day{23}},
                          PageKind::home,
                          {},
                          true});
}

void check(const HomeLinks& links) {
  FUZZ_CHECK(links.columns.size() <= most_found_columns);
  for (const FoundColumn& each : links.columns) {
    FUZZ_CHECK(each.url.host == "www.qinghe.example");
    FUZZ_CHECK(!each.name.empty() && is_utf8(each.name));
  }
  for (const std::string& host : links.hosts) FUZZ_CHECK(!host.empty() && host.find('/') == host.npos);
}

bool is_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Numbers have their shape however the text around them is cut.
void check_codes(std::string_view text) {
  for (const std::size_t step : {text.size() + 1, std::size_t{7}, std::size_t{1}}) {
    page::FooterCodeReader reader;
    for (std::size_t at = 0; at < text.size(); at += step) reader.take(text.substr(at, step));
    FUZZ_CHECK(reader.codes().id_code.empty() || reader.codes().id_code.size() == 10);
    FUZZ_CHECK(is_digits(reader.codes().id_code) && is_digits(reader.codes().police));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const PageReading reading = read(body);
  check_codes(body);
  if (!reading.links) return 0;
  check(*reading.links);
  const PageReading again = read(body);
  FUZZ_CHECK(again.links && again.links->hosts == reading.links->hosts);
  FUZZ_CHECK(again.links->columns.size() == reading.links->columns.size());
  return 0;
}
