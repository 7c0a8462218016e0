// Groups A and B of the cases: where connections go, and answers that are wrong in every way.
#include "adapters/curl_http_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <list>

#include "adapters/fetching.h"
#include "adapters/growth.h"

namespace sitewatch {
namespace {

using namespace behaviours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t mebibyte = 1 << 20;

class HttpFetch : public testing::Test, protected Fetching {};

TEST_F(HttpFetch, SendsOneRequestOfItsOwnMakingOnAFreshConnection) {
  RawServer server(page("hello"));
  FetchRequest request = request_to(server);
  request.user_agent = "sitewatch-test/1";
  request.headers = {{"If-None-Match", "\"7\""}, {"X-Broken", "a\r\nInjected: yes"}};
  EXPECT_EQ(fetch(request).failure, FailureReason::none);
  EXPECT_EQ(fetch(request).failure, FailureReason::none);
  EXPECT_EQ(server.accepted(), 2u);
  const std::string head = server.heads().at(0);
  EXPECT_THAT(head, HasSubstr("GET / HTTP/1.1\r\nHost: site.example:" + std::to_string(server.port())));
  EXPECT_THAT(head, HasSubstr("User-Agent: sitewatch-test/1\r\n"));
  EXPECT_THAT(head, HasSubstr("If-None-Match: \"7\"\r\n"));
  EXPECT_THAT(head, HasSubstr("Accept-Encoding: gzip, deflate, br\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Injected")));
}

// Case 8: whatever the name means elsewhere, the connection goes to the judged address.
TEST_F(HttpFetch, ConnectsToThePinnedAddressWhateverTheNameIs) {
  RawServer server({.address = "127.0.0.77"}, page("pinned"));
  FetchRequest request = request_to(server, "localhost");
  request.address = Address::parse("127.0.0.77").value();
  EXPECT_EQ(fetch(request).body, "pinned");
  EXPECT_EQ(server.accepted(), 1u);
}

// Case 5 and 6 at the client: the socket's address is judged, not the text.
TEST_F(HttpFetch, OpensNoSocketToAnAddressThatTheTargetDoesNotAllow) {
  RawServer server(page("secret"));
  for (const char* const text :
       {"127.0.0.1", "0.0.0.0", "::1", "::ffff:127.0.0.1", "169.254.169.254", "64:ff9b::7f00:1"}) {
    FetchRequest request = request_to(server);
    request.address = Address::parse(text).value();
    request.allow_networks = {Network::parse("127.9.0.0/16").value()};
    EXPECT_EQ(fetch(request).failure, FailureReason::blocked_address) << text;
  }
  FetchRequest numeric = request_to("http://2130706433:" + std::to_string(server.port()) + "/");
  numeric.allow_networks.clear();
  EXPECT_EQ(fetch(numeric).failure, FailureReason::blocked_address);
  EXPECT_EQ(server.accepted(), 0u);
}

// Case 15.
TEST_F(HttpFetch, IgnoresProxiesOfTheEnvironment) {
  RawServer proxy(page("proxied"));
  RawServer server(page("direct"));
  const std::string address = "http://127.0.0.1:" + std::to_string(proxy.port());
  for (const char* const name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"})
    setenv(name, address.c_str(), 1);
  const FetchResponse response = fetch(server);
  for (const char* const name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"}) unsetenv(name);
  EXPECT_EQ(response.body, "direct");
  EXPECT_EQ(proxy.accepted(), 0u);
}

// Cases 13, 14, 16 and 33: nothing of one answer reaches the next request.
TEST_F(HttpFetch, KeepsNoCookieNoAlternativeAndNoHstsFromOneAnswerToTheNext) {
  RawServer other(page("other"));
  std::vector<std::string> headers{"Alt-Svc: http/1.1=\"127.0.0.1:" + std::to_string(other.port()) + "\"; ma=86400",
                                   "Strict-Transport-Security: max-age=31536000"};
  for (int i = 0; i < 500; ++i) headers.push_back("Set-Cookie: c" + std::to_string(i) + "=v; Path=/");
  RawServer server(status(200, headers, "page"));
  EXPECT_EQ(fetch(server).failure, FailureReason::none);
  EXPECT_EQ(fetch(server).failure, FailureReason::none);
  EXPECT_EQ(other.accepted(), 0u);
  EXPECT_EQ(server.accepted(), 2u);
  EXPECT_THAT(server.heads().at(1), Not(HasSubstr("Cookie")));
}

// Case 4.
TEST_F(HttpFetch, HandsARedirectToItsCallerAndOpensNothing) {
  for (const char* const where :
       {"file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "dict://127.0.0.1/"}) {
    const FetchResponse response = fetch(status(302, {std::string{"Location: "} + where}));
    EXPECT_EQ(response.failure, FailureReason::none);
    EXPECT_EQ(*response.header("location"), where);
  }
}

// Cases 17 to 19 and 34.
TEST_F(HttpFetch, CutsEveryBombAtTheCapWithoutGrowing) {
  const std::vector<Behaviour> bombs{gzip_bomb(200 * mebibyte), gzip_bomb(64 * mebibyte, 2), brotli_bomb(),
                                     endless_chunks()};
  std::vector<std::unique_ptr<RawServer>> servers;
  for (const Behaviour& each : bombs) servers.push_back(std::make_unique<RawServer>(each));
  EXPECT_EQ(fetch(page("warm")).failure, FailureReason::none);
  const std::size_t before = resident();
  for (const auto& each : servers) {
    const FetchResponse response = fetch(*each);
    EXPECT_EQ(response.failure, FailureReason::too_large);
    EXPECT_EQ(response.body.size(), 4 * mebibyte);
  }
  EXPECT_LT(resident(), before + most_growth);
}

TEST_F(HttpFetch, DecodesOneCodingAndRefusesMoreThanTwo) {
  EXPECT_EQ(fetch(gzip_bomb(1000)).body.size(), 1000u);
  EXPECT_EQ(fetch(gzip_bomb(1000, 2)).body.size(), 1000u);
  const FetchResponse thrice = fetch(gzip_bomb(1000, 3));
  EXPECT_EQ(thrice.failure, FailureReason::too_large);
  EXPECT_THAT(thrice.detail, HasSubstr("content codings"));
  EXPECT_EQ(fetch(status(200, {"Content-Encoding: gzip"}, "no gzip at all")).failure, FailureReason::protocol_error);
}

// Case 20.
TEST_F(HttpFetch, CutsEndlessHeadersOneLongHeaderAndCountlessShortOnes) {
  EXPECT_EQ(fetch(endless_headers()).failure, FailureReason::too_large);
  EXPECT_EQ(fetch(answer("HTTP/1.1 200 OK\r\nX-Long: " + std::string(10 * mebibyte, 'x'))).failure,
            FailureReason::too_large);
  std::vector<std::string> many(100'000, "A: b");
  EXPECT_EQ(fetch(status(200, many)).failure, FailureReason::too_large);
  FetchRequest generous = request_to("http://site.example/");
  RawServer server(answer("HTTP/1.1 200 OK\r\nX-Long: " + std::string(mebibyte, 'x')));
  generous.url.port = server.port();
  generous.max_header = 20 * mebibyte;
  EXPECT_EQ(fetch(generous).failure, FailureReason::too_large);
}

// Case 21.
TEST_F(HttpFetch, CutsDrippedBodiesAndDrippedHeadersWhenTimeIsUp) {
  RawServer body(drip("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "x", milliseconds{20}));
  RawServer head(drip("HTTP/1.1 200 OK\r\nX-Slow: ", "x", milliseconds{20}));
  for (const RawServer* const each : {&body, &head}) {
    FetchRequest request = request_to(*each);
    request.timeout = milliseconds{400};
    const FetchResponse response = fetch(request);
    EXPECT_EQ(response.failure, FailureReason::timeout);
    EXPECT_LT(response.seconds, 1.4);
    EXPECT_TRUE(each->wait_until_idle());
  }
}

// Case 22.
TEST_F(HttpFetch, TellsAServerThatNeverAnswersFromOneThatNeverAccepts) {
  RawServer mute(stall());
  FetchRequest request = request_to(mute);
  request.timeout = milliseconds{300};
  const FetchResponse silent = fetch(request);
  EXPECT_EQ(silent.failure, FailureReason::timeout);
  EXPECT_EQ(silent.phase, Phase::processing);
  EXPECT_GT(silent.phases.processing, 0.2);
  EXPECT_LT(silent.seconds, 1.3);
}

// Cases 23 and 24.
TEST_F(HttpFetch, CallsAnAnswerThatBreaksOffPartial) {
  const FetchResponse reset = fetch(answer_and_reset("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome"));
  EXPECT_EQ(reset.failure, FailureReason::partial_body);
  EXPECT_EQ(reset.status, 200);
  EXPECT_EQ(reset.body, "some");
  const FetchResponse shorter = fetch(answer("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome"));
  EXPECT_EQ(shorter.failure, FailureReason::partial_body);
  const FetchResponse chunked = fetch(answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));
  EXPECT_EQ(chunked.failure, FailureReason::partial_body);
  const FetchResponse longer = fetch(answer("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsome and more"));
  EXPECT_EQ(longer.failure, FailureReason::none);
  EXPECT_EQ(longer.body, "some");
}

TEST_F(HttpFetch, CallsAConnectionThatEndsWithoutAWordAnEmptyReply) {
  EXPECT_EQ(fetch(answer("")).failure, FailureReason::empty_reply);
  EXPECT_EQ(fetch(answer_and_reset("")).failure, FailureReason::empty_reply);
}

// Case 25.
TEST_F(HttpFetch, NotesLengthsThatContradictEachOther) {
  const FetchResponse both = fetch(
      answer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"));
  EXPECT_EQ(both.failure, FailureReason::none);
  EXPECT_EQ(both.body, "hello");
  EXPECT_TRUE(both.protocol_defect);
  EXPECT_TRUE(fetch(answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\n\r\nhello")).protocol_defect);
  EXPECT_FALSE(fetch(answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello")).protocol_defect);
  EXPECT_FALSE(fetch(page("hello")).protocol_defect);
}

// Case 26.
TEST_F(HttpFetch, CallsBrokenChunksAProtocolError) {
  for (const char* const chunk :
       {"zz\r\nhello\r\n", "-5\r\nhello\r\n", "11112222333344445\r\nx", "5\r\nhelloAND MORE"}) {
    const FetchResponse response =
        fetch(answer(std::string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"} + chunk));
    EXPECT_EQ(response.failure, FailureReason::protocol_error) << chunk << ": " << response.detail;
  }
}

// Case 28, as far as the client goes: the caller is handed the line as it is.
TEST_F(HttpFetch, HandsOverAnOddLocationAsItIs) {
  EXPECT_EQ(fetch(status(302)).header("location"), nullptr);
  EXPECT_EQ(*fetch(status(302, {"Location:"})).header("location"), "");
  EXPECT_EQ(*fetch(status(302, {"Location: //other.example/\xE4\xB8\xAD"})).header("location"),
            "//other.example/\xE4\xB8\xAD");
  EXPECT_EQ(fetch(status(302, {"Location: /" + std::string(100'000, 'x')})).failure, FailureReason::too_large);
}

// Case 29.
TEST_F(HttpFetch, CallsWhatIsNoHttpAProtocolError) {
  for (const char* const head :
       {"just some text\r\n", "ICY 200 OK\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 099 Low\r\n\r\n",
        "HTTP/1.1 600 High\r\n\r\n", "HTTP/1.1 1000 Long\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n"}) {
    const FetchResponse response = fetch(answer(head));
    EXPECT_EQ(response.failure, FailureReason::protocol_error) << head << ": " << response.detail;
  }
}

TEST_F(HttpFetch, SurvivesAFloodOfInterimAnswers) {
  const FetchResponse few =
      fetch(answer("HTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  EXPECT_EQ(few.failure, FailureReason::none);
  EXPECT_EQ(few.status, 200);
  EXPECT_EQ(few.header("link"), nullptr);
  EXPECT_EQ(fetch(drip("", "HTTP/1.1 100 Continue\r\n\r\n", milliseconds{0})).failure, FailureReason::too_large);
}

// Case 30.
TEST_F(HttpFetch, ReadsNoBodyWhereNoneMayBe) {
  EXPECT_EQ(fetch(answer("HTTP/1.1 204 No\r\nContent-Length: 4\r\n\r\nbody")).body, "");
  EXPECT_EQ(fetch(answer("HTTP/1.1 304 No\r\nContent-Length: 4\r\n\r\nbody")).body, "");
}

TEST_F(HttpFetch, MeasuresThePhasesOfAnAnswer) {
  const FetchResponse response = fetch(slow(milliseconds{60}, page("late")));
  EXPECT_GT(response.phases.connect, 0);
  EXPECT_LT(response.phases.connect, 0.05);
  EXPECT_EQ(response.phases.tls, 0);
  EXPECT_GE(response.phases.processing, 0.05);
  EXPECT_GE(response.phases.transfer, 0);
  EXPECT_GE(response.seconds, response.phases.connect + response.phases.processing);
}

// Case 113: what we lack is never the site's fault.
TEST_F(HttpFetch, CallsAWantOfDescriptorsOurOwn) {
  RawServer server(page("up"));
  EXPECT_EQ(fetch(server).failure, FailureReason::none);
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  rlimit none = before;
  none.rlim_cur = 3;
  setrlimit(RLIMIT_NOFILE, &none);
  const FetchResponse starved = fetch(server);
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(starved.failure, FailureReason::own_descriptors);
  EXPECT_EQ(fetch(server).failure, FailureReason::none);
}

// No TCP connection can go to the broadcast address: the kernel calls that network unreachable.
TEST_F(HttpFetch, CallsAMissingRouteOurOwnNetwork) {
  FetchRequest request = request_to("http://site.example/");
  request.address = Address::parse("255.255.255.255").value();
  request.allow_networks = {Network::parse("255.255.255.255/32").value()};
  const FetchResponse response = fetch(request);
  EXPECT_EQ(response.failure, FailureReason::own_network) << response.detail;
  EXPECT_EQ(response.phase, Phase::connect);
}

// Case 95.
TEST_F(HttpFetch, EndsAtOnceWithFiveHundredTransfersInFlight) {
  RawServer server(stall());
  std::list<std::optional<FetchResponse>> responses;
  for (int i = 0; i < 500; ++i) {
    responses.emplace_back();
    tasks().spawn("fetch", fetch_into(client(), request_to(server), responses.back()));
  }
  loop().poll();
  ASSERT_TRUE(server.wait_for_connections(500));
  close_client();
  EXPECT_TRUE(tasks().run_until_empty());
  for (const auto& each : responses) EXPECT_EQ(each.value().failure, FailureReason::own_descriptors);
  EXPECT_TRUE(server.wait_until_idle());
}

TEST_F(HttpFetch, DropsTheConnectionOfACancelledFetch) {
  RawServer server(stall());
  std::optional<FetchResponse> response;
  tasks().spawn("fetch", fetch_into(client(), request_to(server), response));
  loop().poll();
  ASSERT_TRUE(server.wait_for_connections(1));
  tasks().cancel();
  EXPECT_TRUE(tasks().run_until_empty());
  EXPECT_FALSE(response.has_value());
  EXPECT_TRUE(server.wait_until_idle());
  server.behave(page("next"));
  EXPECT_EQ(fetch(server).body, "next");
}

TEST(CurlHttpClientThreads, ShareTheWorkAndTheAnswersGoToTheirOwners) {
  Fetching fetching({.threads = 3});
  RawServer server([](Peer& peer) {
    const std::string head = peer.read_head();
    const std::string path = head.substr(4, head.find(' ', 4) - 4);
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(path.size()) + "\r\n\r\n" + path);
  });
  std::list<std::optional<FetchResponse>> responses;
  for (int i = 0; i < 300; ++i) {
    FetchRequest request = Fetching::request_to(server);
    request.url.path = "/" + std::to_string(i);
    responses.emplace_back();
    fetching.tasks().spawn("fetch", fetch_into(fetching.client(), request, responses.back()));
  }
  ASSERT_TRUE(fetching.tasks().run_until_empty());
  int number = 0;
  for (const auto& each : responses) EXPECT_EQ(each.value().body, "/" + std::to_string(number++));
}

TEST(CurlHttpClientOptions, RefusesATrustFileThatCannotBeRead) {
  boost::asio::io_context loop;
  const auto client = CurlHttpClient::open(loop.get_executor(), {.trust_file = "/nonexistent.pem"});
  ASSERT_FALSE(client.has_value());
  EXPECT_THAT(client.error().message, HasSubstr("/nonexistent.pem"));
}

}  // namespace
}  // namespace sitewatch
