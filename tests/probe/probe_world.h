#pragma once

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ports/http_client.h"
#include "ports/probe_sink.h"
#include "probe/prober.h"
#include "support/fake_clock.h"
#include "support/scripted_resolver.h"
#include "support/test_spawner.h"

namespace sitewatch {

/// Answers each request by a program, after the seconds the answer says it took; keeps the limits of the request.
class ProgrammedHttp : public HttpClient {
 public:
  using Program = std::function<FetchResponse(const FetchRequest&)>;

  explicit ProgrammedHttp(Clock& clock) : clock_(clock) {}

  Task<FetchResponse> fetch(FetchRequest request) override {
    requests.push_back(request);
    most_in_flight = std::max(most_in_flight, ++in_flight);
    FetchResponse response = program(request);
    const double limit = std::chrono::duration<double>(request.timeout).count();
    const double connect = std::chrono::duration<double>(request.connect_timeout).count();
    if (response.failure == FailureReason::connect_timeout) response.seconds = connect > 0 ? connect : limit;
    if (response.seconds > limit) {
      response = FetchResponse{};
      response.failure = FailureReason::timeout;
      response.phase = Phase::processing;
      response.seconds = limit;
    }
    const auto took =
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(response.seconds));
    response.body_bytes = response.body.size();
    response.body.resize(std::min(response.body.size(), request.keep_body));
    if (took.count() > 0) co_await clock_.sleep_until(clock_.steady_now() + took);
    --in_flight;
    co_return response;
  }

  Program program;
  std::vector<FetchRequest> requests;
  int in_flight = 0;
  int most_in_flight = 0;

 private:
  Clock& clock_;
};

inline FetchResponse page(int status = 200, std::string body = std::string(3000, 'x')) {
  FetchResponse response;
  response.phase = Phase::transfer;
  response.status = status;
  response.http_version = 11;
  response.body = std::move(body);
  response.seconds = 0.1;
  response.phases = {0, 0.01, 0, 0.08, 0.01};
  return response;
}

inline FetchResponse to(std::string location, int status = 302) {
  FetchResponse response = page(status, "");
  response.headers = {{"location", std::move(location)}};
  return response;
}

inline FetchResponse failed(FailureReason reason, double seconds = 0.01, Phase phase = Phase::connect) {
  FetchResponse response;
  response.failure = reason;
  response.phase = phase;
  response.seconds = seconds;
  return response;
}

inline Site site_named(const std::string& id, const std::string& url) {
  Site site;
  site.id = id;
  site.home_urls = {*Url::parse(url)};
  return site;
}

inline SiteList list_of(std::vector<Site> sites) {
  return std::make_shared<const std::vector<Site>>(std::move(sites));
}

/// Keeps every result; answers with a re-check after a bad one if told so.
class RecordingSink : public ProbeSink {
 public:
  std::optional<Duration> accept(const ProbeResult& result) override {
    results.push_back(result);
    return result.verdict == Verdict::bad ? recheck : std::nullopt;
  }
  std::size_t count(Verdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(results.begin(), results.end(), [&](const auto& each) { return each.verdict == verdict; }));
  }

  std::vector<ProbeResult> results;
  std::optional<Duration> recheck;
};

struct ProbeWorld {
  boost::asio::io_context loop;
  FakeClock clock{loop};
  ScriptedResolver resolver{clock};
  ProgrammedHttp http{clock};
  RecordingSink sink;
  std::vector<Duration> lags;
  std::vector<std::pair<bool, WallTime>> network;  ///< What the prober said of our own network.

  Prober::Ports ports(TaskSpawner& tasks) { return {clock, resolver, http, tasks, sink}; }
  Prober::Observers observers() {
    return {[this](Duration lag) { lags.push_back(lag); },
            [this](bool up, WallTime since) { network.emplace_back(up, since); }};
  }
};

}  // namespace sitewatch
