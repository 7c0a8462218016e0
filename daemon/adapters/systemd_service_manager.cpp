#include "adapters/systemd_service_manager.h"

#include <systemd/sd-daemon.h>
#include <time.h>

#include <cstdint>
#include <string>

namespace sitewatch {
namespace {

constexpr std::size_t longest_status = 200;

void notify(const std::string& message) {
  // A manager that went away is no reason to stop watching websites.
  static_cast<void>(sd_notify(0, message.c_str()));
}

std::uint64_t monotonic_microseconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(now.tv_nsec) / 1'000;
}

bool continues_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

std::string one_line(std::string_view text) {
  std::size_t length = text.size();
  if (length > longest_status) {
    length = longest_status;
    while (length > 0 && continues_character(text[length])) --length;
  }
  std::string line(text.substr(0, length));
  for (char& byte : line)
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) byte = ' ';
  return line;
}

}  // namespace

SystemdServiceManager::SystemdServiceManager() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) > 0)
    watchdog_interval_ = std::chrono::duration_cast<Duration>(std::chrono::microseconds{microseconds / 2});
}

void SystemdServiceManager::ready() {
  notify("READY=1");
}

// The time stamp is what Type=notify-reload of systemd 253 waits for; older ones ignore it.
void SystemdServiceManager::reloading() {
  notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(monotonic_microseconds()));
}

void SystemdServiceManager::stopping() {
  notify("STOPPING=1");
}

void SystemdServiceManager::status(std::string_view line) {
  notify("STATUS=" + one_line(line));
}

void SystemdServiceManager::watchdog_ping() {
  notify("WATCHDOG=1");
}

}  // namespace sitewatch
