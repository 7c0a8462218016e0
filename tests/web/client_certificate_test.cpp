// Client certificates in the place of logins: whoever shows none, a foreign, an old or another one reads nothing.
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <fstream>

#include "support/temporary_folder.h"
#include "support/tls_authority.h"
#include "web/web_world.h"

namespace sitewatch::web {
namespace {

using Memory = std::unique_ptr<BIO, decltype(&BIO_free_all)>;

Memory bytes_of(const std::string& pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free_all};
}

void show(SSL* ssl, const TlsIdentity& identity) {
  const std::unique_ptr<X509, decltype(&X509_free)> leaf(
      PEM_read_bio_X509(bytes_of(identity.chain).get(), nullptr, nullptr, nullptr), &X509_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(bytes_of(identity.key).get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  ASSERT_EQ(SSL_use_certificate(ssl, leaf.get()), 1);
  ASSERT_EQ(SSL_use_PrivateKey(ssl, key.get()), 1);
}

class ClientCertificate : public testing::Test {
 protected:
  ClientCertificate() {
    const TlsIdentity server = authority.issue({});
    write("cert.pem", server.chain);
    write("key.pem", server.key);
    write("clients.pem", authority.certificate());
    settings.tls.certificate = folder.file("cert.pem");
    settings.tls.key = folder.file("key.pem");
    settings.tls.client_ca = folder.file("clients.pem");
  }

  void write(const char* name, const std::string& content) const { std::ofstream{folder.file(name)} << content; }

  /// The status of /metrics to a client that shows this; 0 if the server ends the connection without an answer.
  int status_for(const TlsIdentity* shown) const {
    WebWorld world{settings};
    Client client{world};
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), &SSL_free);
    SSL_set_fd(ssl.get(), client.descriptor());
    if (shown) show(ssl.get(), *shown);
    const auto until_done = [&](auto step) {
      for (int turn = 0; turn < 5000; ++turn) {
        const int done = step();
        if (done > 0) return done;
        if (SSL_get_error(ssl.get(), done) != SSL_ERROR_WANT_READ) return 0;
        world.run_a_little();
      }
      ADD_FAILURE() << "neither an answer nor an end";
      return 0;
    };
    const std::string request = WebWorld::get("/metrics");
    std::string answer(64, '\0');
    if (until_done([&] { return SSL_connect(ssl.get()); }) == 0) return 0;
    if (until_done([&] { return SSL_write(ssl.get(), request.data(), static_cast<int>(request.size())); }) == 0)
      return 0;
    if (until_done([&] { return SSL_read(ssl.get(), answer.data(), static_cast<int>(answer.size())); }) < 12) return 0;
    return std::stoi(answer.substr(std::string{"HTTP/1.1 "}.size(), 3));
  }

  TlsAuthority authority;
  TlsAuthority stranger{"Another authority"};
  TemporaryFolder folder;
  Settings settings = WebWorld::usual();
};

TEST_F(ClientCertificate, IsWantedAndVerified) {
  const TlsIdentity good = authority.issue({.names = {"scraper.example"}});
  const TlsIdentity foreign = stranger.issue({.names = {"scraper.example"}});
  const TlsIdentity self_signed = authority.issue({.names = {"scraper.example"}, .self_signed = true});
  const TlsIdentity expired = authority.issue({.names = {"scraper.example"}, .ends = -std::chrono::hours{1}});
  EXPECT_EQ(status_for(&good), 200);
  EXPECT_EQ(status_for(nullptr), 0);
  EXPECT_EQ(status_for(&foreign), 0);
  EXPECT_EQ(status_for(&self_signed), 0);
  EXPECT_EQ(status_for(&expired), 0);
}

TEST_F(ClientCertificate, OpensOnlyToTheNamesThatAreListed) {
  settings.tls.client_names = {"scraper.example", "office.example"};
  const TlsIdentity listed = authority.issue({.names = {"office.example"}});
  const TlsIdentity second = authority.issue({.names = {"host.example", "scraper.example"}});
  const TlsIdentity other = authority.issue({.names = {"office.example.attacker.example"}});
  EXPECT_EQ(status_for(&listed), 200);
  EXPECT_EQ(status_for(&second), 200);
  EXPECT_EQ(status_for(&other), 403);
}

TEST_F(ClientCertificate, IsNotSparedByPlainHttp) {
  WebWorld world{settings};
  EXPECT_EQ(world.ask(WebWorld::get("/metrics")).status, 0);
}

}  // namespace
}  // namespace sitewatch::web
