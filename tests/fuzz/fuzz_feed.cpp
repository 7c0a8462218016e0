// A feed is read in one pass without looking anything up: days of the calendar, text in UTF-8, never a day after today
// as the newest.
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.h"
#include "page/feed.h"
#include "page/read_page.h"
#include "text/decode.h"

namespace {

using namespace sitewatch;

constexpr Day today{date::year{2026}, date::month{11}, date::day{23}};

void check(std::string_view text) {
  const page::Feed feed = page::read_feed(text, today);
  FUZZ_CHECK(!feed.change || feed.change->ok());
  FUZZ_CHECK(!feed.is_refused || feed.rows.groups.empty());
  const PageReading reading =
      page::read_page({text, "application/xml", "http://www.qinghe.example/rss.xml", today, PageKind::list});
  FUZZ_CHECK(!reading.newest || (reading.newest->ok() && *reading.newest <= plus_days(today, 1)));
  for (const Item& item : reading.newest_items) FUZZ_CHECK(is_utf8(item.title));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  page::is_feed(text);
  check(text);
  check("<rss><channel><item>" + std::string{text} + "</item></channel></rss>");
  return 0;
}
