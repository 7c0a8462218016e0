// Slow clients, many clients, new settings, new certificates, and the end.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "web/web_world.h"

namespace sitewatch::web {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

Settings with_limits(std::size_t connections) {
  Settings settings = WebWorld::usual();
  settings.limits.connections = connections;
  settings.limits.connections_per_address = connections;
  return settings;
}

TEST(SlowClients, AreCutWhenTheHeadTakesTooLong) {
  WebWorld world;
  Client client{world};
  for (const char byte : std::string{"GET / HTTP"}) {
    client.send(std::string(1, byte));
    world.run_a_little();
    world.clock.advance(1s);
    ASSERT_TRUE(byte == 'P' || !client.is_cut());
  }
  world.clock.advance(1s);
  EXPECT_TRUE(client.is_cut());
}

TEST(SlowClients, AreCutWhenTheBodyTakesTooLong) {
  WebWorld world;
  Client client{world};
  client.send(
      "POST /api/v1/reports HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer office-secret\r\n"
      "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
  EXPECT_FALSE(client.is_cut());
  world.clock.advance(29s);
  EXPECT_FALSE(client.is_cut());
  world.clock.advance(2s);
  EXPECT_TRUE(client.is_cut());
  EXPECT_TRUE(world.reports.filed.empty());
}

TEST(SlowClients, AreCutWhenTheyNeverReadTheAnswer) {
  WebWorld world;
  for (int index = 0; index < 20'000; ++index) world.status.add("s" + std::to_string(index), std::string(300, 'x'));
  Client client{world};
  client.send(WebWorld::get("/api/v1/sites"));
  for (int turn = 0; turn < 500; ++turn) world.run_a_little();
  const std::size_t before = world.tasks.running();
  world.clock.advance(21s);
  EXPECT_LT(world.tasks.running(), before);
  EXPECT_EQ(world.ask(WebWorld::get("/healthz")).status, 200);
}

TEST(SlowClients, KeepAnIdleConnectionForAMinute) {
  WebWorld world;
  Client client{world};
  EXPECT_EQ(client.exchange(WebWorld::get("/healthz")).status, 200);
  world.clock.advance(59s);
  EXPECT_EQ(client.exchange(WebWorld::get("/healthz")).status, 200);
  world.clock.advance(61s);
  EXPECT_TRUE(client.is_cut());
}

TEST(SlowClients, PushOutTheirOwnEldestAndNobodyElse) {
  WebWorld world{with_limits(64)};
  std::vector<Client> crowd;
  for (int index = 0; index < 300; ++index) {
    crowd.emplace_back(world);
    crowd.back().send("G");
    world.run_a_little();
  }
  EXPECT_LE(world.tasks.running(), 64u + 2u);
  EXPECT_TRUE(crowd.front().is_cut());
  EXPECT_FALSE(crowd.back().is_cut());
  EXPECT_THAT(world.ask(WebWorld::get("/metrics")).body, HasSubstr("sitewatch_build_info"));
}

TEST(SlowClients, MayLeaveInTheMiddleOfAnything) {
  WebWorld world;
  const std::string request =
      WebWorld::post("/api/v1/reports", R"({"sponsor":"unit-edu","period":"2026-03"})", WebWorld::office_token);
  for (std::size_t size = 0; size <= request.size(); size += 7) {
    Client{world}.send(request.substr(0, size));
    world.run_a_little();
  }
  Client{world}.send(request);
  for (int turn = 0; turn < 20; ++turn) world.run_a_little();
  EXPECT_EQ(world.reports.filed.size(), 1u) << "a whole request is filed, though nobody waits for the receipt";
  EXPECT_EQ(world.tasks.running(), 2u);
}

TEST(Reconfiguring, KeepsTheSocketAndUsesTheNewTokens) {
  WebWorld world;
  const auto port = world.port;
  Client client{world};
  EXPECT_EQ(client.exchange(WebWorld::post("/-/reload", "", "office-secret")).status, 200);
  Settings next = WebWorld::usual();
  next.tokens = {{.name = "new", .role = TokenRole::office, .sponsor = {}, .digest = sha256_of("other")}};
  ASSERT_TRUE(world.reconfigure(next));
  EXPECT_EQ(world.port, port);
  EXPECT_EQ(client.exchange(WebWorld::post("/-/reload", "", "office-secret")).status, 401);
  EXPECT_EQ(client.exchange(WebWorld::post("/-/reload", "", "other")).status, 200);
}

TEST(Reconfiguring, TouchesNothingWhenTheNewPortIsBusy) {
  WebWorld world;
  const int taken = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(taken, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(taken, 1), 0);
  ASSERT_EQ(::getsockname(taken, reinterpret_cast<sockaddr*>(&address), &size), 0);
  Settings next = WebWorld::usual();
  next.port = ntohs(address.sin_port);
  next.tokens.clear();
  const auto refused = world.reconfigure(next);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("cannot listen on 127.0.0.1:" + std::to_string(next.port) + ": "));
  EXPECT_EQ(world.ask(WebWorld::post("/-/reload", "", "office-secret")).status, 200);
  ::close(taken);
  ASSERT_TRUE(world.reconfigure(next));
  EXPECT_EQ(world.port, next.port);
  EXPECT_EQ(world.ask(WebWorld::get("/healthz")).status, 200);
}

TEST(Stopping, ClosesIdleConnectionsAndEndsEveryTask) {
  WebWorld world;
  Client idle{world};
  EXPECT_EQ(idle.exchange(WebWorld::get("/healthz")).status, 200);
  world.tasks.spawn("stop", world.server.stop());
  EXPECT_TRUE(world.tasks.run_until_empty());
  EXPECT_TRUE(idle.is_cut());
  EXPECT_THROW(Client{world}, std::runtime_error);
}

TEST(Stopping, LetsAnAnswerUnderWayFinish) {
  WebWorld world;
  for (int index = 0; index < 5'000; ++index) world.status.add("s" + std::to_string(index), "x");
  Client client{world};
  client.send(WebWorld::get("/api/v1/sites"));
  for (int turn = 0; turn < 4; ++turn) world.run_a_little();
  world.tasks.spawn("stop", world.server.stop());
  const Answer answer = client.receive();
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.body.ends_with("]}\n"));
  EXPECT_TRUE(world.tasks.run_until_empty());
}

TEST(Stopping, CutsWhoeverDoesNotReadAfterItsTime) {
  WebWorld world;
  for (int index = 0; index < 20'000; ++index) world.status.add("s" + std::to_string(index), std::string(300, 'x'));
  Client client{world};
  client.send(WebWorld::get("/api/v1/sites"));
  for (int turn = 0; turn < 500; ++turn) world.run_a_little();
  world.tasks.spawn("stop", world.server.stop());
  world.clock.advance(4s);
  EXPECT_GT(world.tasks.running(), 0u);
  world.clock.advance(2s);
  EXPECT_TRUE(world.tasks.run_until_empty());
}

/// A self-signed certificate with its key, made anew for each test.
class TlsServer : public ::testing::Test {
 protected:
  void SetUp() override {
    folder = std::filesystem::path{::testing::TempDir()} /
             ("tls-" + std::to_string(::getpid()) + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder);
    write_pair(1);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  void write_pair(long serial) {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    std::FILE* out = std::fopen((folder / "key.pem").c_str(), "w");
    PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
    out = std::fopen((folder / "cert.pem").c_str(), "w");
    PEM_write_X509(out, certificate);
    std::fclose(out);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }

  Settings settings() const {
    Settings settings = WebWorld::usual();
    settings.tls.certificate = folder / "cert.pem";
    settings.tls.key = folder / "key.pem";
    return settings;
  }

  /// The serial number a handshake shows, 0 if it fails.
  static long serial_of(WebWorld& world) {
    Client client{world};
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), &SSL_free);
    SSL_set_fd(ssl.get(), client.descriptor());
    for (int turn = 0; turn < 5000; ++turn) {
      const int done = SSL_connect(ssl.get());
      if (done == 1) {
        X509* shown = SSL_get1_peer_certificate(ssl.get());
        const long serial = ASN1_INTEGER_get(X509_get0_serialNumber(shown));
        X509_free(shown);
        return serial;
      }
      if (SSL_get_error(ssl.get(), done) != SSL_ERROR_WANT_READ) return 0;
      world.run_a_little();
    }
    return 0;
  }

  std::filesystem::path folder;
};

TEST_F(TlsServer, ShowsANewCertificateWithoutARestart) {
  WebWorld world{settings()};
  EXPECT_EQ(serial_of(world), 1);
  write_pair(2);
  EXPECT_EQ(serial_of(world), 2);
}

TEST_F(TlsServer, KeepsTheOldCertificateWhenTheNewKeyIsBroken) {
  WebWorld world{settings()};
  EXPECT_EQ(serial_of(world), 1);
  std::ofstream(folder / "key.pem") << "-----BEGIN PRIVATE KEY-----\nbroken\n";
  EXPECT_EQ(serial_of(world), 1);
  EXPECT_EQ(serial_of(world), 1);
  ASSERT_EQ(world.warnings.size(), 1u) << "told once for each change";
  EXPECT_THAT(world.warnings.front(), HasSubstr("key.pem"));
  write_pair(3);
  EXPECT_EQ(serial_of(world), 3);
}

TEST_F(TlsServer, RefusesAReloadWithAnUnreadableKey) {
  WebWorld world{settings()};
  Settings broken = settings();
  broken.tls.key = folder / "absent.pem";
  EXPECT_FALSE(world.reconfigure(broken));
  EXPECT_EQ(serial_of(world), 1);
}

}  // namespace
}  // namespace sitewatch::web
