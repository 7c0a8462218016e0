// Whatever a page holds, its reading is bounded, valid UTF-8, consistent and never from the future.
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.h"
#include "page/dates.h"
#include "page/read_page.h"
#include "page/url_dates.h"
#include "text/decode.h"

namespace {

constexpr sitewatch::Day today{date::year{2026}, date::month{11}, date::day{23}};

void check(const sitewatch::PageReading& reading) {
  FUZZ_CHECK(reading.dated_items <= reading.items);
  FUZZ_CHECK(reading.newest_items.size() <= 3);
  FUZZ_CHECK(sitewatch::is_utf8(reading.title));
  FUZZ_CHECK(sitewatch::is_utf8(reading.charset));
  FUZZ_CHECK(!reading.newest || (reading.newest->ok() && *reading.newest <= sitewatch::plus_days(today, 1)));
  // 已超期 is said with evidence or not at all.
  FUZZ_CHECK(reading.state != sitewatch::PageState::dated || (reading.newest && reading.evidence));
  for (const sitewatch::Item& item : reading.newest_items) {
    FUZZ_CHECK(sitewatch::is_utf8(item.title) && item.title.size() <= 200);
    FUZZ_CHECK(!item.date || item.date->ok());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check(sitewatch::page::read_page({bytes, "text/html", "http://www.qinghe.example/", today}));
  check(sitewatch::page::read_page({bytes, "text/html; charset=gbk", "http://www.qinghe.example/", today}));
  // Dates are looked for in text that has been decoded.
  const std::string text = sitewatch::repaired_utf8(bytes);
  for (const sitewatch::Day day : sitewatch::page::dates_in(text)) FUZZ_CHECK(day.ok());
  if (const auto day = sitewatch::page::date_alone(text, today)) FUZZ_CHECK(day->ok());
  if (const auto day = sitewatch::page::date_in_link(text)) FUZZ_CHECK(day->ok());
  return 0;
}
