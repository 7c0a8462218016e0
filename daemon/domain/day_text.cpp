#include "domain/day_text.h"

namespace sitewatch {

std::optional<Day> day_in(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t length) -> std::optional<int> {
    int value = 0;
    for (const char c : text.substr(from, length)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  const auto year = number(0, 4);
  const auto month = number(5, 2);
  const auto day = number(8, 2);
  if (!year || !month || !day || *year < 1970) return std::nullopt;
  const Day found{date::year{*year}, date::month{static_cast<unsigned>(*month)},
                  date::day{static_cast<unsigned>(*day)}};
  return found.ok() ? std::optional{found} : std::nullopt;
}

std::optional<Day> day_ended_at(WallTime instant, const Zone& zone) {
  const Day before = zone.day(instant - std::chrono::milliseconds{1});
  return zone.at(before, std::chrono::hours{24}) == instant ? std::optional{before} : std::nullopt;
}

std::string deadline_text(WallTime closes, const Zone& zone) {
  if (const auto ended = day_ended_at(closes, zone)) return date::format("%F 24:00", *ended);
  return date::format("%F %R", date::floor<std::chrono::minutes>(zone.local(closes)));
}

}  // namespace sitewatch
