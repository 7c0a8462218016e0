// Case group K on the wire: what the server says to bytes that no browser would send.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "web/head.h"
#include "web/web_world.h"

namespace sitewatch::web {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

struct Refusal {
  const char* name;
  std::string bytes;
  int status;
  bool closes = true;
};

std::string head(std::string_view lines) {
  return "GET /healthz HTTP/1.1\r\n" + std::string{lines} + "\r\n";
}
std::string with_host(std::string_view lines) {
  return head("Host: localhost\r\n" + std::string{lines});
}
std::string many_lines(int count) {
  std::string lines;
  for (int index = 0; index < count; ++index) lines += "X-" + std::to_string(index) + ": 1\r\n";
  return lines;
}

const std::vector<Refusal>& refusals() {
  static const std::vector<Refusal> all{
      {"LengthAndChunked", with_host("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n", 400},
      {"TwoLengths", with_host("Content-Length: 3\r\nContent-Length: 4\r\n") + "abcd", 400},
      {"TwoEqualLengths", with_host("Content-Length: 3\r\nContent-Length: 3\r\n") + "abc", 400},
      {"LengthList", with_host("Content-Length: 3, 3\r\n") + "abc", 400},
      {"SignedLength", with_host("Content-Length: +3\r\n") + "abc", 400},
      {"HugeLength", with_host("Content-Length: 99999999999999999999999\r\n"), 400},
      {"UnknownCoding", with_host("Transfer-Encoding: xchunked\r\n"), 400},
      {"TwoCodings", with_host("Transfer-Encoding: gzip, chunked\r\n"), 400},
      {"ChunkedIn10", "POST /healthz HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"BareLineFeed", "GET /healthz HTTP/1.1\nHost: localhost\n\n", 400},
      {"BareLineFeedInField", with_host("A: b\nTransfer-Encoding: chunked\r\n"), 400},
      {"BareCarriageReturn", with_host("A: b\rc\r\n"), 400},
      {"BlankBeforeColon", with_host("Content-Length : 3\r\n") + "abc", 400},
      {"Folding", with_host("A: b\r\n c\r\n"), 400},
      {"NulInField", with_host(std::string{"A: b\0c\r\n", 8}), 400},
      {"NoName", with_host(": b\r\n"), 400},
      {"NoHost", head(""), 400},
      {"NoHostIn10", "GET /healthz HTTP/1.0\r\n\r\n", 400},
      {"TwoHosts", head("Host: localhost\r\nHost: localhost\r\n"), 400},
      {"ForeignHost", head("Host: attacker.example\r\n"), 421, false},
      {"ForeignHostWithOurAddressInIt", head("Host: 127.0.0.1.attacker.example\r\n"), 421, false},
      {"EmptyHost", head("Host:\r\n"), 421, false},
      {"OtherAddress", head("Host: 192.0.2.1\r\n"), 421, false},
      {"Trace", "TRACE /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
      {"Connect", "CONNECT localhost:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
      {"OptionsStar", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
      {"UnknownMethod", "BREW /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, false},
      {"PutOnAPage", "PUT / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, false},
      {"AbsoluteForm", "GET http://localhost/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
      {"StarForm", "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
      {"Fragment", "GET /metrics#top HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
      {"TwoBlanks", "GET  /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
      {"Http09", "GET /metrics\r\n\r\n", 400},
      {"Http2", "GET /metrics HTTP/2.0\r\nHost: localhost\r\n\r\n", 505},
      {"LeadingLine", "\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
      {"LongTarget", "GET /" + std::string(65536, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 414},
      {"TargetWithoutEnd", "GET /" + std::string(65536, 'a'), 414},
      {"LongHeader", with_host("A: " + std::string(9000, 'a') + "\r\n"), 431},
      {"HeaderWithoutEnd", "GET / HTTP/1.1\r\nA: " + std::string(65536, 'a'), 431},
      {"ManyLines", with_host(many_lines(10'000)), 431},
      {"OneLineTooMany", with_host(many_lines(100)), 431},
      {"LongBody", "POST /-/reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n", 413},
      {"UnknownExpectation", with_host("Expect: tea\r\n"), 417},
      {"ClimbingPath", WebWorld::get("/../../etc/passwd"), 404, false},
      {"EncodedClimb", WebWorld::get("/%2e%2e/%2e%2e/etc/passwd"), 404, false},
      {"EncodedBackslash", WebWorld::get("/sites/..%5c..%5cwin.ini"), 404, false},
      {"DoubleEncoding", WebWorld::get("/%252e%252e/etc/passwd"), 404, false},
      {"NulInPath", WebWorld::get("/metrics%00.html"), 404, false},
      {"BrokenEscape", WebWorld::get("/metric%7"), 404, false},
      {"TokenInQuery", WebWorld::get("/metrics?token=office-secret"), 401, false},
      {"AccessTokenInQuery", WebWorld::get("/metrics?access_token=office-secret"), 401, false},
      {"UnknownPage", WebWorld::get("/wp-login.php"), 404, false},
  };
  return all;
}

class StrictHttp : public ::testing::TestWithParam<Refusal> {};

TEST_P(StrictHttp, IsRefused) {
  WebWorld world;
  Client client{world};
  const Answer answer = client.exchange(GetParam().bytes);
  EXPECT_EQ(answer.status, GetParam().status) << answer.head;
  EXPECT_EQ(answer.closed, GetParam().closes);
  EXPECT_THAT(answer.head, Not(HasSubstr("Server:")));
  EXPECT_THAT(answer.body, Not(HasSubstr("root:")));
  EXPECT_EQ(world.ask(WebWorld::get("/healthz")).status, 200) << "the next client is served";
}

INSTANTIATE_TEST_SUITE_P(GroupK, StrictHttp, ::testing::ValuesIn(refusals()),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST(HttpServer, RefusesAnEndlessChunkExtensionWithinBoundedMemory) {
  WebWorld world;
  Client client{world};
  client.send(
      "POST /-/reload HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer office-secret\r\n"
      "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2;x=" +
      std::string(1 << 20, 'a'));
  EXPECT_EQ(client.receive().status, 400);
  EXPECT_EQ(world.reloader.times, 0);
}

TEST(HttpServer, RefusesAChunkedBodyThatGrowsTooLong) {
  WebWorld world;
  Client client{world};
  client.send(
      "POST /api/v1/reports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer office-secret\r\n"
      "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int index = 0; index < 20; ++index) client.send("10000\r\n" + std::string(65536, ' ') + "\r\n");
  EXPECT_EQ(client.receive().status, 413);
  EXPECT_TRUE(world.reports.filed.empty());
}

TEST(HttpServer, DropsTrailersThatLookLikeCredentials) {
  WebWorld world;
  const Answer answer = world.ask(
      "POST /-/reload HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: "
      "chunked\r\n\r\n"
      "0\r\nAuthorization: Bearer office-secret\r\n\r\n");
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(world.reloader.times, 0);
}

TEST(HttpServer, AnswersPipelinedRequestsInTheirOrder) {
  WebWorld world;
  Client client{world};
  client.send(WebWorld::get("/healthz") + WebWorld::get("/nothing") + WebWorld::get("/readyz"));
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(client.receive().status, 404);
  EXPECT_EQ(client.receive().body, "ready\n");
}

TEST(HttpServer, AnswersAHeadRequestWithoutABody) {
  WebWorld world;
  Client client{world};
  client.send("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.receive(true).header("Content-Length"), "3");
  EXPECT_EQ(client.exchange(WebWorld::get("/healthz")).body, "ok\n");
}

TEST(HttpServer, SendsAPlainBodyToAnHttp10Client) {
  WebWorld world;
  const Answer answer = world.ask("GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Transfer-Encoding"), "");
  EXPECT_THAT(answer.body, HasSubstr("\nsitewatch_build_info{version=\"9.9.9\"} 1\n"));
}

TEST(HttpServer, AsksForTheBodyOnlyOfThoseWhoMaySendIt) {
  WebWorld world;
  const std::string head =
      "POST /-/reload HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
      "Expect: 100-continue\r\n";
  Client stranger{world};
  EXPECT_EQ(stranger.exchange(head + "Authorization: Bearer wrong\r\n\r\n").status, 401);
  Client clerk{world};
  clerk.send(head + "Authorization: Bearer office-secret\r\n\r\n");
  EXPECT_EQ(clerk.receive(true).status, 100);
  clerk.send("{}");
  EXPECT_EQ(clerk.receive().status, 200);
}

TEST(HeadScan, DecidesAlikeWhereverTheBytesAreSplit) {
  const Limits limits;
  const std::string request = WebWorld::get("/metrics", "Accept-Encoding: gzip\r\n");
  for (std::size_t size = 0; size < request.size(); ++size) {
    const HeadScan scan = scan_head(std::string_view{request}.substr(0, size), limits);
    EXPECT_EQ(scan.length, 0u);
    EXPECT_EQ(scan.refusal, 0) << size;
  }
  EXPECT_EQ(scan_head(request + "GET /next", limits).length, request.size());
}

}  // namespace
}  // namespace sitewatch::web
