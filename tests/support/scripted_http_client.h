#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "ports/clock.h"
#include "ports/http_client.h"

namespace sitewatch {

/// What a URL answers, and how long that takes. A `failure` in the response is answered as it stands.
struct ScriptedAnswer {
  FetchResponse response;
  Duration takes{0};

  static ScriptedAnswer page(int status, std::string body = {},
                             std::vector<std::pair<std::string, std::string>> headers = {}) {
    ScriptedAnswer answer;
    answer.response.status = status;
    answer.response.http_version = 11;
    answer.response.phase = Phase::transfer;
    answer.response.headers = std::move(headers);
    answer.response.body = std::move(body);
    return answer;
  }
  static ScriptedAnswer failure(FailureReason reason) {
    ScriptedAnswer answer;
    answer.response.failure = reason;
    answer.response.detail = std::string{name(reason)};
    return answer;
  }
  static ScriptedAnswer silence() {
    ScriptedAnswer answer;
    answer.takes = std::chrono::hours{24 * 365};
    return answer;
  }
};

/// An HTTP client told what each URL answers. It judges addresses and keeps to the limits of a request as the real one.
class ScriptedHttpClient : public HttpClient {
 public:
  explicit ScriptedHttpClient(Clock& clock) : clock_(clock) {}

  void set(const std::string& url, ScriptedAnswer answer) { answers_[url] = std::move(answer); }
  /// Whatever is not set by its URL; 404 to begin with.
  void set_default(ScriptedAnswer answer) { default_ = std::move(answer); }
  /// Every URL, whatever was set before.
  void answer_always(ScriptedAnswer answer) {
    answers_.clear();
    default_ = std::move(answer);
  }
  void answer_always(int status) { answer_always(ScriptedAnswer::page(status)); }

  /// All that was asked for, blocked addresses too.
  const std::vector<FetchRequest>& requests() const { return requests_; }
  /// Connections that would have been made.
  std::size_t connections() const { return connections_; }
  std::size_t in_flight() const { return in_flight_; }
  std::size_t most_in_flight() const { return most_in_flight_; }

  Task<FetchResponse> fetch(FetchRequest request) override {
    requests_.push_back(request);
    if (!may_connect(request.address, request.allow_networks))
      co_return ScriptedAnswer::failure(FailureReason::blocked_address).response;
    ++connections_;
    const auto found = answers_.find(request.url.text());
    ScriptedAnswer answer = found == answers_.end() ? default_ : found->second;
    const Flight flight(*this);
    const SteadyTime started = clock_.steady_now();
    const Duration takes = std::min(answer.takes, request.timeout);
    if (takes > Duration::zero()) co_await clock_.sleep_until(started + takes);
    if (answer.takes >= request.timeout) answer = ScriptedAnswer::failure(FailureReason::timeout);
    limit(request, answer.response);
    answer.response.seconds = std::chrono::duration<double>(clock_.steady_now() - started).count();
    co_return std::move(answer.response);
  }

 private:
  class Flight {
   public:
    explicit Flight(ScriptedHttpClient& client) : client_(client) {
      client_.most_in_flight_ = std::max(client_.most_in_flight_, ++client_.in_flight_);
    }
    ~Flight() { --client_.in_flight_; }
    Flight(const Flight&) = delete;
    Flight& operator=(const Flight&) = delete;

   private:
    ScriptedHttpClient& client_;
  };

  static void limit(const FetchRequest& request, FetchResponse& response) {
    std::size_t header_bytes = 0;
    for (const auto& [name, value] : response.headers) header_bytes += name.size() + value.size() + 4;
    if (header_bytes > request.max_header) {
      response.failure = FailureReason::too_large;
      response.body.clear();
    }
    if (response.body.size() > request.max_body) {
      response.failure = FailureReason::too_large;
      response.body.resize(request.max_body);
    }
    response.body_bytes = response.body.size();
    response.body.resize(std::min(response.body.size(), request.keep_body));
  }

  Clock& clock_;
  std::map<std::string, ScriptedAnswer> answers_;
  ScriptedAnswer default_ = ScriptedAnswer::page(404);
  std::vector<FetchRequest> requests_;
  std::size_t connections_ = 0;
  std::size_t in_flight_ = 0;
  std::size_t most_in_flight_ = 0;
};

}  // namespace sitewatch
