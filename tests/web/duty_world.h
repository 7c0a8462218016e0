#pragma once

#include <string>
#include <string_view>

#include "web/web_world.h"

namespace sitewatch::web {

/// A unit with two sites of which one is to be reported, its link, and what a browser sends from its form.
class DutyWorld : public WebWorld {
 public:
  static constexpr const char* unit = "区教育局/电教馆";

  explicit DutyWorld(Settings settings = chinese());
  static Settings chinese();

  std::string link(WallTime expires = FakeClock::default_start + std::chrono::hours{24 * 40});
  DutyDetail& detail() { return reports.details.at(unit); }
  /// The value of a hidden field.
  static std::string hidden(const std::string& page, std::string_view name);
  /// The form of the page filled in with these fields instead of its own.
  std::string filled(const std::string& page, std::string_view fields) const;

  DutyRecord record;
};

/// Whether every element that is opened is closed in order, and every id is there once.
std::string html_faults(std::string_view page);

}  // namespace sitewatch::web
