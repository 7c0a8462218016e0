#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/peers.h"

namespace sitewatch::bench {

struct HttpAnswer {
  long status = 0;
  std::string body;  ///< As sent; compressed if `gzip` was asked for.
  double seconds = 0;
};

/// The real daemon as a child process.
class RunningDaemon {
 public:
  /// Waits for its ready line; throws std::runtime_error, with its log, when there is none within a minute.
  RunningDaemon(const std::string& program, const std::string& config, const std::string& log);

  double start_seconds() const { return start_seconds_; }
  double cpu_seconds() const { return process_.cpu_seconds(); }
  double resident_kb() const;
  HttpAnswer get(const std::string& path, bool gzip = false) const;

 private:
  Peer process_;
  double start_seconds_ = 0;
  std::string address_;  ///< "http://127.0.0.1:PORT"
};

/// The sum of a metric's samples, over all its labels; those whose labels hold `with` if it is not empty.
double sum_of(const std::string& metrics, const std::string& name, const std::string& with = {});

/// The scheduler's lag, between two scrapes.
struct Lag {
  std::vector<double> bounds;
  std::vector<double> counts;  ///< Cumulative, one a bound; the last bound is infinite.
  double sum = 0;

  static Lag of(const std::string& metrics);
  Lag since(const Lag& before) const;
  double visits() const { return counts.empty() ? 0 : counts.back(); }
  double mean() const { return visits() > 0 ? sum / visits() : 0; }
  double above(double bound) const;
  /// As histogram_quantile of Prometheus: linear within a bucket.
  double quantile(double share) const;
};

void pause_for(double seconds);
double median_of(std::vector<double> values);
/// "load 3.2"
std::string machine_load();

}  // namespace sitewatch::bench
