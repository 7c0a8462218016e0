// Whatever stands on a page, a row that it begins with is found; what is read is consistent, bounded and the same each
// time, in the whole page and in any part of it.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.h"
#include "page/read_page.h"
#include "text/decode.h"

namespace {

using namespace sitewatch;

constexpr Day today{date::year{2026}, date::month{11}, date::day{23}};
constexpr Day first_day{date::year{2026}, date::month{11}, date::day{20}};
constexpr std::string_view first_row = "<ul><li><a href=/a>A new library opens</a><i>2026-11-20</i></li></ul>";

PageReading read(std::string_view body, PageKind kind, PagePart part = {}) {
  return page::read_page(
      {body, "text/html; charset=utf-8", "http://www.qinghe.example/a/", today, kind, std::move(part)});
}

void check(const PageReading& reading) {
  FUZZ_CHECK(reading.dated_items >= 0 && reading.dated_items <= reading.items);
  FUZZ_CHECK(reading.newest_items.size() <= 3 && reading.marks.size() <= most_marks);
  FUZZ_CHECK(reading.newest.has_value() == reading.evidence.has_value());
  FUZZ_CHECK(!reading.newest || (reading.newest->ok() && *reading.newest <= plus_days(today, 1)));
  FUZZ_CHECK(!reading.newest || reading.newest_items.at(0).date == reading.newest);
  FUZZ_CHECK(std::is_sorted(reading.newest_items.begin(), reading.newest_items.end(),
                            [](const Item& a, const Item& b) { return a.date > b.date; }));
  for (const Item& item : reading.newest_items) FUZZ_CHECK(is_utf8(item.title) && item.title.size() <= 200);
  FUZZ_CHECK(!reading.evidence || is_utf8(reading.evidence->text));
}

/// The first bytes choose what part of the page is read.
PagePart part_of(std::uint8_t choice) {
  constexpr const char* selectors[] = {"", "#a", ".a", "div", "li", "ul", "tr", "p"};
  PagePart part{selectors[choice % 8], {}};
  if (const char* ignored = selectors[choice / 8 % 8]; *ignored != '\0') part.ignore = {ignored, ".b"};
  return part;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (const PageKind kind : {PageKind::automatic, PageKind::list, PageKind::home, PageKind::article}) {
    const PageReading reading = read(body, kind, part_of(data[0]));
    check(reading);
    const PageReading again = read(body, kind, part_of(data[0]));
    FUZZ_CHECK(again.newest == reading.newest && again.state == reading.state && again.notes == reading.notes &&
               again.marks == reading.marks);
  }
  const PageReading known = read(std::string{first_row} + std::string{body}, PageKind::home);
  check(known);
  FUZZ_CHECK(known.newest && *known.newest >= first_day);
  return 0;
}
