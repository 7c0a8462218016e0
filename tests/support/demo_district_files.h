#pragma once

#include <cstdint>
#include <filesystem>

#include "support/demo_district.h"

namespace sitewatch {

/// Writes what the daemon needs to watch the district into `folder`: sites.csv, sponsors.csv, trust.pem and
/// sitewatch.yaml, with a quick pace so that a person can watch: visits every 5 s, re-checks after 1 s and 2 s.
/// Mail goes to `mail_port` on loopback. Throws std::runtime_error when a file cannot be written.
void write_demo_files(const DemoDistrict& district, const std::filesystem::path& folder, std::uint16_t mail_port);

}  // namespace sitewatch
