#pragma once

#include <chrono>
#include <cstdint>

namespace sitewatch {

/// An instant people speak of: UTC, whole milliseconds. Stored as an integer of milliseconds since 1970.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// An instant for measuring intervals; never shown, never stored.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

using Duration = std::chrono::milliseconds;

/// Half-open: `from` belongs to it, `to` does not; `from <= to`.
struct TimeSpan {
  WallTime from;
  WallTime to;

  bool contains(WallTime at) const { return from <= at && at < to; }
  friend bool operator==(const TimeSpan&, const TimeSpan&) = default;
};

constexpr std::int64_t to_milliseconds(WallTime time) {
  return time.time_since_epoch().count();
}
constexpr WallTime from_milliseconds(std::int64_t count) {
  return WallTime{std::chrono::milliseconds{count}};
}

}  // namespace sitewatch
