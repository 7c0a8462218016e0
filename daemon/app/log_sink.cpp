#include "app/log_sink.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <exception>

namespace sitewatch {
namespace {

constexpr int patience_milliseconds = 100;

}  // namespace

void occupy_standard_descriptors() {
  // Open for reading alone: a line written there is an error that can be counted, not a success.
  int made = open("/dev/null", O_RDONLY);
  while (made >= 0 && made <= STDERR_FILENO) made = open("/dev/null", O_RDONLY);
  if (made >= 0) close(made);
}

void LogSink::sink_it_(const spdlog::details::log_msg& message) {
  try {
    spdlog::memory_buf_t line;
    if (torn_) line.push_back('\n');
    formatter_->format(message, line);
    if (write_all(line.data(), line.size())) return;
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
    // Out of memory: the daemon goes on without this line.
  }
  ++dropped_;
}

bool LogSink::write_all(const char* bytes, std::size_t size) {
  while (size > 0) {
    if (!has_room()) return false;
    // A pipe that has room takes this much without a wait.
    const ssize_t written = write(descriptor_, bytes, std::min<std::size_t>(size, PIPE_BUF));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    size -= static_cast<std::size_t>(written);
    torn_ = size > 0;
  }
  return true;
}

bool LogSink::has_room() {
  pollfd room{.fd = descriptor_, .events = POLLOUT, .revents = 0};
  const int ready = poll(&room, 1, still_ ? 0 : patience_milliseconds);
  still_ = ready == 0;
  // Whatever else is wrong with the descriptor, write() says it.
  return ready > 0;
}

}  // namespace sitewatch
