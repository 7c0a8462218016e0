#include "config/calendar_file.h"

#include "config/values.h"

namespace sitewatch {
namespace {

constexpr int longest_span = 31;

// None if it is no day or span.
std::optional<std::pair<Day, Day>> span_of(std::string_view text) {
  const std::size_t dots = text.find("..");
  const auto from = values::day(text.substr(0, dots));
  const auto to = dots == std::string_view::npos ? from : values::day(text.substr(dots + 2));
  if (!from || !to) return std::nullopt;
  const int length = days_between(*from, *to);
  if (length < 0 || length >= longest_span) return std::nullopt;
  return std::pair{*from, *to};
}

}  // namespace

void read_calendar_file(const SourceFile& source, std::map<date::sys_days, bool>& days, Mistakes& mistakes) {
  std::string_view rest = source.text;
  for (int number = 1; !rest.empty(); ++number) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = values::trimmed(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;

    const std::size_t first = line.find('\t');
    const std::string_view word =
        first == std::string_view::npos ? "" : line.substr(first + 1, line.find('\t', first + 1) - first - 1);
    const auto span = span_of(line.substr(0, first));
    const Position at{source.path, number, 1};
    if (!span) {
      mistakes.add_value(at, "day", "a day such as 2026-10-01, or a span of at most 31 such as 2026-10-01..2026-10-07",
                         line.substr(0, first));
    } else if (word != "off" && word != "work") {
      mistakes.add_value(at, "kind", "off or work behind a tab", word);
    } else {
      for (date::sys_days day{span->first}; day <= date::sys_days{span->second}; day += date::days{1})
        days[day] = word == "off";
    }
  }
}

}  // namespace sitewatch
