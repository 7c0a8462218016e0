#include "support/demo_duty.h"

#include <cstdio>

namespace sitewatch {
namespace {

using namespace std::chrono;

constexpr hours china{8};
constexpr minutes least_time_left{2};

std::string text(year_month_day day) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return buffer;
}

std::string text(minutes time_of_day) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%02d:%02d", static_cast<int>(time_of_day.count() / 60),
                static_cast<int>(time_of_day.count() % 60));
  return buffer;
}

}  // namespace

DemoDuty demo_duty(system_clock::time_point now) {
  const auto closes = ceil<minutes>(now + china) + least_time_left;
  // Midnight ends a day: 24:00.
  const sys_days last_day = floor<days>(closes - minutes{1});
  const std::string cutoff = text(duration_cast<minutes>(closes - last_day));
  const std::string month = text(last_day).substr(0, 7);
  DemoDuty duty;
  duty.closes = text(last_day) + ' ' + cutoff;
  duty.campaign =
      "# A monthly report that closes a few minutes after the demo has started, once.\n"
      "kind: monthly_report\n"
      "basis: 《青禾区网站清理整改工作方案》（演示）第三条\n"
      "day: " +
      std::to_string(static_cast<unsigned>(year_month_day{last_day}.day())) + "\ncutoff: \"" + cutoff +
      "\"\n"
      "owed_by: unfinished\n"
      "first_period: " +
      month + "\nlast_period: " + month + "\nremind_days: [1]\n";
  duty.calendar = text(last_day - days{2}) + "\twork\t演示\n" + text(last_day - days{1}) + ".." + text(last_day) +
                  "\toff\t演示\n" + text(last_day + days{1}) + "\twork\t演示\n";
  return duty;
}

}  // namespace sitewatch
