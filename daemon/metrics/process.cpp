#include "metrics/process.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "metrics/text_writer.h"

namespace sitewatch::metrics {
namespace {

/// What /proc/self/stat says, from its third field on.
struct Stat {
  double cpu_seconds = 0;
  double start_ticks = 0;
  double virtual_bytes = 0;
  double resident_bytes = 0;
};

std::optional<Stat> read_stat() {
  std::ifstream file{"/proc/self/stat"};
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  // The second field is the program's name and may hold blanks and brackets.
  std::istringstream rest{line.substr(line.rfind(')') + 1)};
  const std::vector<std::string> fields{std::istream_iterator<std::string>{rest}, {}};
  if (fields.size() < 22) return std::nullopt;
  const double ticks = double(sysconf(_SC_CLK_TCK));
  return Stat{.cpu_seconds = (std::stod(fields[11]) + std::stod(fields[12])) / ticks,
              .start_ticks = std::stod(fields[19]) / ticks,
              .virtual_bytes = std::stod(fields[20]),
              .resident_bytes = std::stod(fields[21]) * double(sysconf(_SC_PAGESIZE))};
}

std::optional<double> boot_time() {
  std::ifstream file{"/proc/stat"};
  for (std::string word; file >> word;)
    if (double seconds = 0; word == "btime" && file >> seconds) return seconds;
  return std::nullopt;
}

std::optional<double> open_descriptors() {
  std::error_code error;
  std::filesystem::directory_iterator folder{"/proc/self/fd", error};
  if (error) return std::nullopt;
  const auto count = std::distance(begin(folder), end(folder));
  return double(count - 1);  // One of them reads the folder.
}

void write(TextWriter& writer, std::string_view name, std::string_view help, double value) {
  writer.family(name, name.ends_with("_total") ? "counter" : "gauge", help);
  writer.sample({}, value);
}

}  // namespace

void append_process_metrics(std::string& out) {
  TextWriter writer{out};
  if (const auto count = open_descriptors())
    write(writer, "process_open_fds", "Number of open file descriptors.", *count);
  if (rlimit limit{}; getrlimit(RLIMIT_NOFILE, &limit) == 0)
    write(writer, "process_max_fds", "Maximum number of open file descriptors.", double(limit.rlim_cur));
  const auto stat = read_stat();
  if (!stat) return;
  write(writer, "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", stat->cpu_seconds);
  write(writer, "process_resident_memory_bytes", "Resident memory size in bytes.", stat->resident_bytes);
  write(writer, "process_virtual_memory_bytes", "Virtual memory size in bytes.", stat->virtual_bytes);
  if (const auto boot = boot_time())
    write(writer, "process_start_time_seconds", "Start time of the process since unix epoch in seconds.",
          *boot + stat->start_ticks);
}

}  // namespace sitewatch::metrics
