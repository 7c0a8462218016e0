// Who is let in, and what a stranger may cost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "web/gzip.h"
#include "web/passwords.h"
#include "web/web_world.h"

namespace sitewatch::web {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

/// bcrypt of "right" at the least cost.
constexpr const char* right_hash = "$2y$04$abcdefghijklmnopqrstuuFmEfrkTQnczNzw475xE2VhDrK1uwJiC";

Settings with_users() {
  Settings settings = WebWorld::usual();
  settings.users = {{.name = "prometheus", .bcrypt = right_hash}};
  return settings;
}

std::string basic(std::string_view base64) {
  return "Authorization: Basic " + std::string{base64} + "\r\n";
}
const std::string right_login = basic("cHJvbWV0aGV1czpyaWdodA==");
const std::string wrong_login = basic("cHJvbWV0aGV1czp3cm9uZw==");
const std::string unknown_user = basic("bm9ib2R5OnJpZ2h0");

TEST(Passwords, AreCheckedAsExporterToolkitStoresThem) {
  EXPECT_TRUE(matches_bcrypt("right", right_hash));
  EXPECT_FALSE(matches_bcrypt("wrong", right_hash));
  EXPECT_FALSE(matches_bcrypt("right", "not a hash"));
  EXPECT_FALSE(matches_bcrypt(std::string{"right\0x", 7}, right_hash));
}

TEST(Access, LetsThisMachineReadWithoutCredentials) {
  WebWorld world;
  EXPECT_EQ(world.ask(WebWorld::get("/metrics")).status, 200);
  EXPECT_EQ(Client(world, "127.0.0.1").exchange("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:9920\r\n\r\n").status, 200);
  EXPECT_EQ(world.ask("GET /metrics HTTP/1.1\r\nHost: [::1]:9920\r\n\r\n").status, 200);
}

TEST(Access, WantsCredentialsBehindAProxy) {
  WebWorld world;
  for (const char* header : {"X-Forwarded-For: 192.0.2.1\r\n", "Forwarded: for=192.0.2.1\r\n", "Via: 1.1 proxy\r\n",
                             "X-Forwarded-Proto: https\r\n"}) {
    EXPECT_EQ(world.ask(WebWorld::get("/metrics", header)).status, 401) << header;
    EXPECT_EQ(world.ask(WebWorld::get("/nothing", header)).status, 401) << header;
    EXPECT_EQ(world.ask(WebWorld::get("/healthz", header)).status, 200) << header;
  }
}

TEST(Access, WantsCredentialsOnceThereIsAPublicUrl) {
  Settings settings = WebWorld::usual();
  settings.public_url = "https://watch.district.example/";
  WebWorld world{settings};
  EXPECT_EQ(world.ask(WebWorld::get("/")).status, 401);
  EXPECT_EQ(
      world.ask("GET / HTTP/1.1\r\nHost: watch.district.example\r\nAuthorization: Bearer office-secret\r\n\r\n").status,
      200);
  EXPECT_EQ(
      world.ask("GET / HTTP/1.1\r\nHost: other.district.example\r\nAuthorization: Bearer office-secret\r\n\r\n").status,
      421);
}

TEST(Access, TellsAStrangerNothing) {
  WebWorld world{with_users()};
  const Answer none = world.ask(WebWorld::get("/metrics"));
  const Answer wrong = world.ask(WebWorld::get("/metrics", wrong_login));
  const Answer unknown = world.ask(WebWorld::get("/metrics", unknown_user));
  for (const Answer& answer : {none, wrong, unknown}) {
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.header("WWW-Authenticate"), "Basic realm=\"sitewatch\"");
    EXPECT_EQ(answer.body, none.body);
  }
}

TEST(Access, LetsAUserReadButNotWrite) {
  WebWorld world{with_users()};
  EXPECT_EQ(world.ask(WebWorld::get("/metrics", right_login)).status, 200);
  EXPECT_EQ(world.ask("POST /-/reload HTTP/1.1\r\nHost: localhost\r\n" + right_login + "\r\n").status, 401);
  EXPECT_EQ(world.reloader.times, 0);
}

TEST(Access, SlowsDownWhoeverGuessesAndNobodyWhoKnows) {
  WebWorld world{with_users()};
  EXPECT_EQ(world.ask(WebWorld::get("/metrics", right_login)).status, 200);
  int wrong = 0, blocked = 0;
  for (int attempt = 0; attempt < 30; ++attempt) {
    const Answer answer =
        world.ask(WebWorld::get("/metrics", attempt % 2 ? wrong_login : "Authorization: Bearer x\r\n"));
    wrong += answer.status == 401 ? 1 : 0;
    if (answer.status != 429) continue;
    ++blocked;
    EXPECT_EQ(answer.header("Retry-After"), "1");
  }
  EXPECT_EQ(wrong, 10);
  EXPECT_EQ(blocked, 20);
  EXPECT_EQ(world.ask(WebWorld::get("/metrics", right_login)).status, 200);
  EXPECT_EQ(world.ask(WebWorld::get("/metrics", "Authorization: Bearer office-secret\r\n")).status, 200);
  world.clock.advance(3s);
  EXPECT_EQ(world.ask(WebWorld::get("/metrics", wrong_login)).status, 401);
}

TEST(Access, TakesNoWriteThatAForeignPageSent) {
  WebWorld world;
  const auto post = [&](std::string_view headers, std::string_view body) {
    return world.ask("POST /api/v1/reports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer office-secret\r\n" +
                     std::string{headers} + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                     std::string{body});
  };
  const std::string report = R"({"sponsor":"unit-edu","period":"2026-03"})";
  EXPECT_EQ(post("Content-Type: text/plain\r\n", report).status, 403);
  EXPECT_EQ(post("", report).status, 403);
  EXPECT_EQ(post("Content-Type: application/x-www-form-urlencoded\r\n", "sponsor=unit-edu").status, 403);
  EXPECT_EQ(post("Content-Type: application/json\r\nOrigin: http://attacker.example\r\n", report).status, 403);
  EXPECT_EQ(post("Content-Type: application/json\r\nOrigin: null\r\n", report).status, 403);
  EXPECT_EQ(post("Content-Type: application/json\r\nSec-Fetch-Site: cross-site\r\n", report).status, 403);
  EXPECT_TRUE(world.reports.filed.empty());
  EXPECT_EQ(post("Content-Type: application/json; charset=utf-8\r\nOrigin: http://localhost\r\n"
                 "Sec-Fetch-Site: same-origin\r\n",
                 report)
                .status,
            201);
}

TEST(Access, PutsTheGuardsOnEveryAnswer) {
  WebWorld world;
  const Answer page = world.ask(WebWorld::get("/"));
  EXPECT_THAT(page.header("Content-Security-Policy"), HasSubstr("default-src 'none'; style-src 'sha256-"));
  EXPECT_EQ(page.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(page.header("X-Frame-Options"), "DENY");
  EXPECT_EQ(page.header("Cache-Control"), "no-store");
  EXPECT_EQ(page.header("Referrer-Policy"), "no-referrer");
  EXPECT_THAT(page.head, Not(HasSubstr("9.9.9")));
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
  EXPECT_EQ(page.header("Date"), "Mon, 02 Mar 2026 00:00:00 GMT");
}

TEST(Access, AddsTheHeadersOfWebConfig) {
  Settings settings = WebWorld::usual();
  settings.headers = {{"Strict-Transport-Security", "max-age=300"}, {"x-frame-options", "SAMEORIGIN"}};
  WebWorld world{settings};
  const Answer answer = world.ask(WebWorld::get("/healthz"));
  EXPECT_EQ(answer.header("Strict-Transport-Security"), "max-age=300");
  EXPECT_EQ(answer.header("X-Frame-Options"), "SAMEORIGIN");
}

TEST(Gzip, IsUsedOnlyWhereItIsWelcome) {
  EXPECT_TRUE(accepts_gzip("gzip"));
  EXPECT_TRUE(accepts_gzip("deflate, gzip;q=0.5"));
  EXPECT_TRUE(accepts_gzip("*"));
  EXPECT_FALSE(accepts_gzip("identity"));
  EXPECT_FALSE(accepts_gzip("gzip;q=0"));
  EXPECT_FALSE(accepts_gzip("*, gzip;q=0.0"));
  WebWorld world;
  const Answer packed = world.ask(WebWorld::get("/metrics", "Accept-Encoding: gzip\r\n"));
  EXPECT_EQ(packed.header("Content-Encoding"), "gzip");
  EXPECT_EQ(packed.body.substr(0, 2), "\x1f\x8b");
  EXPECT_LT(packed.body.size(), world.ask(WebWorld::get("/metrics")).body.size() / 3);
}

}  // namespace
}  // namespace sitewatch::web
