#include "domain/zone.h"

#include <stdexcept>

namespace sitewatch {

Result<Zone> Zone::named(std::string_view name) {
  try {
    return Zone{date::locate_zone(std::string{name})};
  } catch (const std::runtime_error&) {
    return failure("no time zone named '" + std::string{name} + "' on this machine (package tzdata)");
  }
}

Zone Zone::utc() {
  return Zone{date::locate_zone("Etc/UTC")};
}

std::string Zone::name() const {
  return zone_->name();
}

LocalTime Zone::local(WallTime time) const {
  return zone_->to_local(time);
}

Day Zone::day(WallTime time) const {
  return Day{date::floor<date::days>(local(time))};
}

WallTime Zone::wall(LocalTime local) const {
  const date::local_info info = zone_->get_info(local);
  if (info.result == date::local_info::nonexistent)
    return std::chrono::time_point_cast<std::chrono::milliseconds>(info.first.end);
  return WallTime{local.time_since_epoch() - info.first.offset};
}

WallTime Zone::at(Day day, std::chrono::milliseconds time_of_day) const {
  return wall(LocalTime{date::local_days{day}.time_since_epoch()} + time_of_day);
}

Day plus_days(Day day, int count) {
  return Day{date::sys_days{day} + date::days{count}};
}

int days_between(Day from, Day to) {
  return static_cast<int>((date::sys_days{to} - date::sys_days{from}).count());
}

std::string clock_text(Duration time_of_day) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time_of_day).count();
  const auto two = [](auto value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return two(minutes / 60) + ":" + two(minutes % 60);
}

}  // namespace sitewatch
