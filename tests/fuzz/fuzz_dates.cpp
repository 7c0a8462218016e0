// Whatever a text holds, the dates in it are days of the calendar at places in it, in order; nothing that is read from
// it depends on what surrounds it more than a label does.
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.h"
#include "page/chinese_numerals.h"
#include "page/date_labels.h"
#include "page/dates.h"
#include "page/month_names.h"
#include "page/stated_date.h"
#include "page/url_dates.h"
#include "text/decode.h"

namespace {

using namespace sitewatch;
using namespace sitewatch::page;

constexpr Day today{date::year{2026}, date::month{11}, date::day{23}};

void check_lone(const std::optional<LoneDate>& found) {
  if (!found) return;
  FUZZ_CHECK(found->day.has_value() != found->without_year.has_value());
  FUZZ_CHECK(!found->day || found->day->ok());
  if (!found->without_year) return;
  FUZZ_CHECK(found->without_year->month >= 1 && found->without_year->month <= 12);
  const auto made = latest(*found->without_year, today);
  FUZZ_CHECK(!made || (made->ok() && *made <= plus_days(today, 1)));
}

void check_written(std::string_view text, DayOrder order) {
  std::size_t behind = 0;
  const auto dates = written_dates(text, order);
  for (const WrittenDate& each : dates) {
    FUZZ_CHECK(each.day.ok());
    FUZZ_CHECK(each.begin >= behind && each.begin < each.end && each.end <= text.size());
    behind = each.end;
  }
  // In a sentence of its own it is the same date.
  const std::string framed = "(" + std::string{text} + ")";
  FUZZ_CHECK(written_dates(framed, order).size() >= dates.size());
}

void check(std::string_view text) {
  for (const DayOrder order : {DayOrder::day_first, DayOrder::month_first}) {
    check_written(text, order);
    const auto lone = lone_date(text, today, order);
    check_lone(lone);
    FUZZ_CHECK(!lone || may_be_lone_date(text));
    if (const auto stated = stated_date(text, order)) FUZZ_CHECK(stated->day.ok() && stated->hour >= 0);
  }
  check_lone(edge_date(text, today));
  if (const auto month = year_and_month(text))
    FUZZ_CHECK(may_be_lone_date(text) && month->month >= 1 && month->month <= 12);
  if (const auto day = day_of_month(text)) FUZZ_CHECK(may_be_lone_date(text) && *day >= 1 && *day <= 31);
  if (const auto month = month_named(text)) FUZZ_CHECK(*month >= 1 && *month <= 12);
  if (const auto day = date_in_link(text)) FUZZ_CHECK(day->ok());
  FUZZ_CHECK(meaning_of(text) <= DateMeaning::event);
  const std::size_t half = text.size() / 2;
  FUZZ_CHECK(label_of(text.substr(0, half), text.substr(half)) <= DateLabel::other);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = repaired_utf8({reinterpret_cast<const char*>(data), size});
  const std::string plain = with_plain_digits(text);
  FUZZ_CHECK(is_utf8(plain) && plain.size() <= text.size());
  FUZZ_CHECK(with_plain_digits(plain) == plain);
  check(text);
  check(plain);
  return 0;
}
