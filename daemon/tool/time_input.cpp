#include "tool/time_input.h"

#include <charconv>
#include <sstream>

#include "domain/zone.h"

namespace sitewatch::tool {
namespace {

/// The whole of `text` by one format of Hinnant's date.
template <class Time>
std::optional<Time> parsed(const std::string& text, const char* format) {
  std::istringstream in{text};
  Time time;
  in >> date::parse(format, time);
  if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
  return time;
}

}  // namespace

Result<WallTime> read_time(const Session& session, const std::string& text) {
  for (const char* format : {"%FT%TZ", "%FT%T%Ez", "%FT%H:%MZ"})
    if (const auto time = parsed<WallTime>(text, format)) return *time;
  const Result<Zone> zone = Zone::named(session.time_zone);
  if (!zone) return tl::unexpected<Error>(zone.error());
  for (const char* format : {"%F %T", "%FT%T", "%F %H:%M", "%FT%H:%M"})
    if (const auto local = parsed<LocalTime>(text, format)) return zone->wall(*local);
  return failure("'" + text + "' is no time: write it as \"2026-03-20 10:00\"");
}

Result<Duration> read_duration(const std::string& text) {
  std::int64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [unit, error] = std::from_chars(text.data(), end, count);
  if (error == std::errc{} && end - unit == 1 && count > 0 && count <= 100'000) {
    if (*unit == 's') return Duration{std::chrono::seconds{count}};
    if (*unit == 'm') return Duration{std::chrono::minutes{count}};
    if (*unit == 'h') return Duration{std::chrono::hours{count}};
    if (*unit == 'd') return Duration{std::chrono::hours{24 * count}};
  }
  return failure("'" + text + "' is no length of time: write it as 30m, 2h or 3d");
}

std::string rfc3339(WallTime time) {
  return date::format("%FT%TZ", std::chrono::floor<std::chrono::seconds>(time));
}

}  // namespace sitewatch::tool
