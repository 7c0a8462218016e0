#pragma once

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include <cstdint>

namespace sitewatch {

/// Opens /dev/null where standard input, output or error was closed by who started us: otherwise the next file or
/// socket would get its number and the log be written into it. What goes to a closed standard error still fails.
void occupy_standard_descriptors();

/// Log lines to a descriptor, which stays the caller's. Never throws and never waits longer than a tenth of a second;
/// where the reader stands still, only for the first line. A line that was not written whole is counted as dropped;
/// the next one begins a line of its own. One thread, as the control loop is the only one that logs.
class LogSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit LogSink(int descriptor) : descriptor_(descriptor) {}

  std::uint64_t dropped() const { return dropped_; }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

 private:
  bool write_all(const char* bytes, std::size_t size);
  bool has_room();

  const int descriptor_;
  std::uint64_t dropped_ = 0;
  bool torn_ = false;   ///< Part of a line stands there without its end.
  bool still_ = false;  ///< The reader took nothing when we last waited for it.
};

}  // namespace sitewatch
