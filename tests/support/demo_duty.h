#pragma once

#include <chrono>
#include <string>

namespace sitewatch {

/// A monthly duty whose deadline a person can wait for, as the daemon's files say it; in Asia/Shanghai.
struct DemoDuty {
  std::string closes;    ///< "2026-11-24 10:32": two to three minutes after the start.
  std::string campaign;  ///< The campaign file.
  std::string calendar;  ///< The calendar file.
};

/// Whatever the hour, the reminder is due at once: its day is past, and the days up to the deadline are days off, so
/// that there is no office hour left to wait for.
DemoDuty demo_duty(std::chrono::system_clock::time_point now);

}  // namespace sitewatch
