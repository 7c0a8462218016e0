#pragma once

#include <cstdint>
#include <filesystem>

#include "support/demo_district.h"
#include "support/demo_duty.h"
#include "support/demo_login.h"

namespace sitewatch {

/// What the demo's files are made for, the district apart.
struct DemoPlan {
  std::uint16_t mail_port = 0;  ///< Of the mail sink on loopback.
  std::uint16_t web_port = 0;   ///< Of the daemon's pages on loopback.
  DemoLogin login;
  DemoDuty duty;
};

/// Writes what the daemon needs to watch the district into `folder`: sites.csv, sponsors.csv, trust.pem, web.yml,
/// monthly-report.yaml, calendar.tsv and sitewatch.yaml, with a quick pace so that a person can watch: visits every 5
/// s, re-checks after 1 s and 2 s. Throws std::runtime_error when a file cannot be written.
void write_demo_files(const DemoDistrict& district, const std::filesystem::path& folder, const DemoPlan& plan);

}  // namespace sitewatch
