#include "bench/scale_daemon.h"

#include <curl/curl.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace sitewatch::bench {
namespace {

using Steady = std::chrono::steady_clock;

double seconds_since(Steady::time_point began) {
  return std::chrono::duration<double>(Steady::now() - began).count();
}

std::string text_of(const std::string& path) {
  std::ifstream in{path};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::size_t append(char* bytes, std::size_t size, std::size_t count, void* into) {
  static_cast<std::string*>(into)->append(bytes, size * count);
  return size * count;
}

/// Calls `take(labels, value)` for each sample of the metric.
template <class Take>
void each_sample(const std::string& metrics, const std::string& name, Take take) {
  std::istringstream lines{metrics};
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(name)) continue;
    const std::size_t blank = line.rfind(' ');
    const std::string_view labels = std::string_view{line}.substr(name.size(), blank - name.size());
    if (labels.empty() || labels.front() == '{') take(labels, std::stod(line.substr(blank + 1)));
  }
}

}  // namespace

RunningDaemon::RunningDaemon(const std::string& program, const std::string& config, const std::string& log) {
  std::ofstream{log}.flush();  // An earlier run's ready line must not stand there.
  const auto began = Steady::now();
  process_ = Peer{program, {"--config", config}, log};
  constexpr std::string_view mark = " ready listen=";
  while (seconds_since(began) < 60) {
    const std::string text = text_of(log);
    const std::size_t at = text.find(mark);
    if (at != std::string::npos && text.find('\n', at) != std::string::npos) {
      start_seconds_ = seconds_since(began);
      const std::size_t from = at + mark.size();
      address_ = text.substr(from, text.find(' ', from) - from);
      return;
    }
    pause_for(0.001);
  }
  throw std::runtime_error("the daemon is not ready:\n" + text_of(log).substr(0, 2000));
}

double RunningDaemon::resident_kb() const {
  std::istringstream lines{text_of("/proc/" + std::to_string(process_.pid()) + "/status")};
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6));
  throw std::runtime_error("the daemon has ended");
}

HttpAnswer RunningDaemon::get(const std::string& path, bool gzip) const {
  HttpAnswer answer;
  CURL* const easy = curl_easy_init();
  curl_slist* const headers = curl_slist_append(nullptr, "Accept-Encoding: gzip");
  curl_easy_setopt(easy, CURLOPT_URL, (address_ + path).c_str());
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  if (gzip) curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer.body);
  const auto began = Steady::now();
  const CURLcode code = curl_easy_perform(easy);
  answer.seconds = seconds_since(began);
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_slist_free_all(headers);
  curl_easy_cleanup(easy);
  if (code != CURLE_OK) throw std::runtime_error("GET " + path + ": " + curl_easy_strerror(code));
  return answer;
}

double sum_of(const std::string& metrics, const std::string& name, const std::string& with) {
  double sum = 0;
  each_sample(metrics, name, [&](std::string_view labels, double value) {
    if (labels.find(with) != std::string_view::npos) sum += value;
  });
  return sum;
}

Lag Lag::of(const std::string& metrics) {
  Lag lag;
  const std::string name = "sitewatch_scheduler_lag_seconds";
  each_sample(metrics, name + "_bucket", [&](std::string_view labels, double count) {
    const std::size_t from = labels.find('"') + 1;
    const std::string bound{labels.substr(from, labels.find('"', from) - from)};
    lag.bounds.push_back(bound == "+Inf" ? std::numeric_limits<double>::infinity() : std::stod(bound));
    lag.counts.push_back(count);
  });
  lag.sum = sum_of(metrics, name + "_sum");
  return lag;
}

Lag Lag::since(const Lag& before) const {
  Lag lag = *this;
  for (std::size_t i = 0; i < lag.counts.size() && i < before.counts.size(); ++i) lag.counts[i] -= before.counts[i];
  lag.sum -= before.sum;
  return lag;
}

double Lag::above(double bound) const {
  for (std::size_t i = 0; i < bounds.size(); ++i)
    if (bounds[i] >= bound) return visits() - counts[i];
  return 0;
}

double Lag::quantile(double share) const {
  const double wanted = share * visits();
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    if (counts[i] < wanted) continue;
    const double low = i == 0 ? 0 : bounds[i - 1];
    const double below = i == 0 ? 0 : counts[i - 1];
    if (i + 1 == bounds.size() || counts[i] <= below) return low;
    return low + (bounds[i] - low) * (wanted - below) / (counts[i] - below);
  }
  return 0;
}

void pause_for(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

double median_of(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string machine_load() {
  const std::string text = text_of("/proc/loadavg");
  return "load " + text.substr(0, text.find(' '));
}

}  // namespace sitewatch::bench
