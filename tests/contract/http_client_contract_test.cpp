// What every HttpClient answers, the scripted one as the one that opens connections.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <memory>
#include <optional>

#include "adapters/curl_http_client.h"
#include "support/fake_clock.h"
#include "support/raw_server.h"
#include "support/scripted_http_client.h"
#include "support/test_spawner.h"

namespace sitewatch {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Pointee;

Task<void> fetch_into(HttpClient& client, FetchRequest request, std::optional<FetchResponse>& response) {
  response = co_await client.fetch(std::move(request));
}

Task<void> note_abort(HttpClient& client, FetchRequest request, bool& aborted) {
  try {
    co_await client.fetch(std::move(request));
  } catch (const boost::system::system_error& error) {
    aborted = error.code() == boost::asio::error::operation_aborted;
  }
}

FetchRequest request_to(std::uint16_t port) {
  FetchRequest request;
  request.url = Url::parse("http://site.example:" + std::to_string(port) + "/index.html").value();
  request.address = Address::parse("127.0.0.1").value();
  request.allow_networks = {Network::parse("127.0.0.0/8").value()};
  request.timeout = seconds{20};
  return request;
}

struct CurlWorld {
  boost::asio::io_context loop;
  RawServer server{behaviours::stall()};
  std::unique_ptr<RawServer> nobody = std::make_unique<RawServer>(behaviours::stall());
  std::unique_ptr<CurlHttpClient> client{std::move(CurlHttpClient::open(loop.get_executor(), {}).value())};
  TestSpawner tasks{loop};

  FetchRequest request() const { return request_to(nobody ? server.port() : dead_port); }
  void answer(int status, const std::vector<std::string>& headers, const std::string& body) {
    server.behave(behaviours::status(status, headers, body));
  }
  void stay_silent() { server.behave(behaviours::stall()); }
  void refuse() {
    dead_port = nobody->port();
    nobody.reset();
  }
  std::size_t connections() const { return server.accepted(); }
  void run() { ASSERT_TRUE(tasks.run_until_empty()); }
  void turn() { loop.poll(); }

  std::uint16_t dead_port = 0;
};

struct ScriptedWorld {
  boost::asio::io_context loop;
  FakeClock clock{loop};
  std::unique_ptr<ScriptedHttpClient> client = std::make_unique<ScriptedHttpClient>(clock);
  TestSpawner tasks{loop};

  FetchRequest request() const { return request_to(80); }
  void answer(int status, const std::vector<std::string>& headers, const std::string& body) {
    std::vector<std::pair<std::string, std::string>> list;
    for (const std::string& each : headers) {
      const std::size_t colon = each.find(':');
      std::string name = each.substr(0, colon);
      for (char& c : name) c = static_cast<char>(std::tolower(c));
      list.emplace_back(name, each.substr(colon + 2));
    }
    client->answer_always(ScriptedAnswer::page(status, body, list));
  }
  void stay_silent() { client->answer_always(ScriptedAnswer::silence()); }
  void refuse() { client->answer_always(ScriptedAnswer::failure(FailureReason::connection_refused)); }
  std::size_t connections() const { return client->connections(); }
  void run() {
    for (clock.settle(); tasks.running() > 0; clock.advance(clock.next_due() - clock.steady_now()))
      ASSERT_NE(clock.next_due(), SteadyTime::max());
  }
  void turn() { clock.settle(); }
};

template <class World>
class HttpClientContract : public testing::Test {
 protected:
  FetchResponse fetch(FetchRequest request) {
    std::optional<FetchResponse> response;
    world_.tasks.spawn("fetch", fetch_into(*world_.client, std::move(request), response));
    world_.run();
    return response.value_or(FetchResponse{});
  }
  FetchResponse fetch() { return fetch(world_.request()); }

  World world_;
};

using Worlds = testing::Types<CurlWorld, ScriptedWorld>;
TYPED_TEST_SUITE(HttpClientContract, Worlds);

TYPED_TEST(HttpClientContract, AnswersWithStatusHeadersAndBody) {
  this->world_.answer(200, {"Content-Type: text/html", "X-Via: Edge"}, "<p>hello");
  const FetchResponse response = this->fetch();
  EXPECT_EQ(response.failure, FailureReason::none);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.http_version, 11);
  EXPECT_EQ(response.phase, Phase::transfer);
  EXPECT_THAT(response.header("x-via"), Pointee(std::string{"Edge"}));
  EXPECT_EQ(response.body, "<p>hello");
  EXPECT_FALSE(response.certificate.has_value());
}

TYPED_TEST(HttpClientContract, CallsAnyStatusACompleteAnswerAndFollowsNoRedirect) {
  for (const int status : {204, 302, 404, 503}) {
    this->world_.answer(status, {"Location: http://other.example/"}, "");
    const FetchResponse response = this->fetch();
    EXPECT_EQ(response.failure, FailureReason::none);
    EXPECT_EQ(response.status, status);
  }
  EXPECT_EQ(this->world_.connections(), 4u);
}

TYPED_TEST(HttpClientContract, ConnectsToNoAddressThatMayNotBe) {
  this->world_.answer(200, {}, "secret");
  FetchRequest request = this->world_.request();
  request.allow_networks.clear();
  const FetchResponse response = this->fetch(request);
  EXPECT_EQ(response.failure, FailureReason::blocked_address);
  EXPECT_EQ(response.status, 0);
  EXPECT_EQ(this->world_.connections(), 0u);
}

TYPED_TEST(HttpClientContract, CutsABodyAtItsCap) {
  this->world_.answer(200, {}, std::string(5000, 'x'));
  FetchRequest request = this->world_.request();
  request.max_body = 1000;
  const FetchResponse cut = this->fetch(request);
  EXPECT_EQ(cut.failure, FailureReason::too_large);
  EXPECT_EQ(cut.body, std::string(1000, 'x'));
  request.max_body = 5000;
  EXPECT_EQ(this->fetch(request).failure, FailureReason::none);
}

TYPED_TEST(HttpClientContract, CountsWhatItDoesNotKeepOfABody) {
  this->world_.answer(200, {}, std::string(400, 'x') + std::string(4600, 'y'));
  FetchRequest request = this->world_.request();
  request.keep_body = 500;
  const FetchResponse response = this->fetch(request);
  EXPECT_EQ(response.failure, FailureReason::none);
  EXPECT_EQ(response.body, std::string(400, 'x') + std::string(100, 'y'));
  EXPECT_EQ(response.body_bytes, 5000u);
  request.max_body = 1000;
  const FetchResponse cut = this->fetch(request);
  EXPECT_EQ(cut.failure, FailureReason::too_large) << "the cap holds for what is received, not for what is kept";
  EXPECT_EQ(cut.body.size(), 500u);
  EXPECT_EQ(cut.body_bytes, 1000u);
  request.keep_body = 5000;
  EXPECT_EQ(this->fetch(request).body, std::string(400, 'x') + std::string(600, 'y'));
}

TYPED_TEST(HttpClientContract, CutsAHeaderAtItsCap) {
  this->world_.answer(200, {"X-Long: " + std::string(5000, 'x')}, "body");
  FetchRequest request = this->world_.request();
  request.max_header = 4000;
  const FetchResponse cut = this->fetch(request);
  EXPECT_EQ(cut.failure, FailureReason::too_large);
  EXPECT_EQ(cut.body, "");
}

TYPED_TEST(HttpClientContract, GivesUpASilentSiteWhenItsTimeIsUp) {
  this->world_.stay_silent();
  FetchRequest request = this->world_.request();
  request.timeout = milliseconds{300};
  const FetchResponse response = this->fetch(request);
  EXPECT_EQ(response.failure, FailureReason::timeout);
  EXPECT_GE(response.seconds, 0.3);
}

TYPED_TEST(HttpClientContract, TellsARefusedConnection) {
  this->world_.refuse();
  const FetchResponse response = this->fetch();
  EXPECT_EQ(response.failure, FailureReason::connection_refused);
  EXPECT_EQ(response.phase, Phase::connect);
  EXPECT_EQ(response.status, 0);
}

TYPED_TEST(HttpClientContract, EndsAFetchWithOperationAbortedWhenItsTaskIsCancelled) {
  this->world_.stay_silent();
  bool aborted = false;
  this->world_.tasks.spawn("fetch", note_abort(*this->world_.client, this->world_.request(), aborted));
  this->world_.turn();
  this->world_.tasks.cancel();
  this->world_.run();
  EXPECT_TRUE(aborted);
}

}  // namespace
}  // namespace sitewatch
