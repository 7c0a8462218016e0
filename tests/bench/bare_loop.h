#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace sitewatch::bench {

struct LoopPlan {
  std::string url_pattern;  ///< "%d" stands for the host's number.
  int hosts = 1;
  std::size_t visits = 10'000;
  std::size_t warm_up = 0;  ///< Visits made before those that count, to every host once.
  std::size_t in_flight = 64;
  double per_second = 0;   ///< 0: closed loop; else paced at this rate.
  std::string dns_server;  ///< "127.0.0.1:5300"
  std::string trust_file;  ///< Empty for plain HTTP.
};

struct LoopCount {
  std::size_t good = 0;
  std::size_t failed = 0;
  std::uint64_t bytes = 0;
  double wall_seconds = 0;
  double warm_cpu = 0;  ///< CPU seconds of the process when the visits that count began.
};

/// The peer: a libcurl multi handle on one epoll descriptor, with the daemon's options and nothing else: one A look-up
/// by c-ares, a fresh connection, no session reuse, the trust store loaded once, the body counted and thrown away.
LoopCount run_bare_loop(const LoopPlan& plan);

/// User and system seconds of this process up to now.
double own_cpu_seconds();

}  // namespace sitewatch::bench
