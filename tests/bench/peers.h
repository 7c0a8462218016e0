#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sitewatch::bench {

/// A program started for a benchmark; ended by its process id.
class Peer {
 public:
  Peer() = default;
  /// Throws std::runtime_error when it cannot be started.
  Peer(const std::string& program, const std::vector<std::string>& arguments, const std::string& log);
  ~Peer();
  Peer(Peer&& other) noexcept;
  Peer& operator=(Peer&& other) noexcept;

  pid_t pid() const { return pid_; }
  /// User and system time of the process and the children it has waited for.
  double cpu_seconds() const;

 private:
  pid_t pid_ = -1;
};

/// A port nobody listens on at the moment.
std::uint16_t free_port();
/// Waits until something listens there; throws after ten seconds.
void await_listener(std::uint16_t port);
/// User and system seconds of a process, from /proc.
double cpu_seconds_of(pid_t pid);

/// nginx on 127.0.0.1 with one page of `bytes` bytes, by HTTP and HTTPS.
struct WebPeer {
  Peer nginx;
  std::uint16_t http = 0;
  std::uint16_t https = 0;
};
/// `folder` exists; certificate and key are written there.
WebPeer start_nginx(const std::string& folder, std::size_t bytes, const std::string& chain, const std::string& key);

/// prometheus-blackbox-exporter with an `http_2xx` module.
struct ExporterPeer {
  Peer exporter;
  std::uint16_t port = 0;
};
ExporterPeer start_blackbox(const std::string& folder);

}  // namespace sitewatch::bench
