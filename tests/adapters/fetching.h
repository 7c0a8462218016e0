#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "adapters/curl_http_client.h"
#include "support/raw_server.h"
#include "support/test_spawner.h"

namespace sitewatch {

inline Task<void> fetch_into(HttpClient& client, FetchRequest request, std::optional<FetchResponse>& response) {
  response = co_await client.fetch(std::move(request));
}

/// A client with a loop, for tests that fetch from servers of their own on 127.0.0.1.
class Fetching {
 public:
  explicit Fetching(CurlHttpClientOptions options = {})
      : client_(std::move(CurlHttpClient::open(loop_.get_executor(), std::move(options)).value())) {}

  static FetchRequest request_to(const std::string& url) {
    FetchRequest request;
    request.url = Url::parse(url).value();
    request.address = Address::parse("127.0.0.1").value();
    request.allow_networks = {Network::parse("127.0.0.0/8").value()};
    request.timeout = std::chrono::seconds{20};
    return request;
  }
  static FetchRequest request_to(const RawServer& server, const std::string& host = "site.example") {
    return request_to("http://" + host + ":" + std::to_string(server.port()) + "/");
  }
  static FetchRequest tls_request_to(const RawServer& server, const std::string& host = "site.example") {
    return request_to("https://" + host + ":" + std::to_string(server.port()) + "/");
  }

  FetchResponse fetch(FetchRequest request) {
    std::optional<FetchResponse> response;
    tasks_.spawn("fetch", fetch_into(*client_, std::move(request), response));
    if (!tasks_.run_until_empty()) throw std::runtime_error("the fetch does not end");
    return std::move(response).value();
  }
  FetchResponse fetch(const RawServer& server) { return fetch(request_to(server)); }
  /// From a server that does just this.
  FetchResponse fetch(Behaviour behaviour) {
    const RawServer server(std::move(behaviour));
    return fetch(server);
  }

  boost::asio::io_context& loop() { return loop_; }
  TestSpawner& tasks() { return tasks_; }
  CurlHttpClient& client() { return *client_; }
  void close_client() { client_.reset(); }

 private:
  boost::asio::io_context loop_;
  std::unique_ptr<CurlHttpClient> client_;
  TestSpawner tasks_{loop_};
};

}  // namespace sitewatch
