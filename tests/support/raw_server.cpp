#include "support/raw_server.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <list>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace sitewatch {
namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Memory = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Context = std::unique_ptr<SSL_CTX, Release<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Release<SSL_free>>;

int choose_protocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* offered, unsigned count,
                    void*) {
  static constexpr unsigned char http2[] = {2, 'h', '2'};
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, size, http2, sizeof http2, offered, count) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

void load_identity(SSL_CTX* context, const TlsIdentity& identity) {
  const Memory chain(BIO_new_mem_buf(identity.chain.data(), static_cast<int>(identity.chain.size())));
  bool leaf = true;
  while (X509* const certificate = PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr)) {
    if (leaf) {
      SSL_CTX_use_certificate(context, certificate);
      X509_free(certificate);
    } else {
      SSL_CTX_add0_chain_cert(context, certificate);
    }
    leaf = false;
  }
  ERR_clear_error();
  const Memory key(BIO_new_mem_buf(identity.key.data(), static_cast<int>(identity.key.size())));
  EVP_PKEY* const loaded = PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr);
  SSL_CTX_use_PrivateKey(context, loaded);
  EVP_PKEY_free(loaded);
}

int staple_answer(SSL* session, void* staple) {
  const std::string& answer = *static_cast<const std::string*>(staple);
  // The session frees its own copy.
  auto* const copy = OPENSSL_memdup(answer.data(), answer.size());
  SSL_set_tlsext_status_ocsp_resp(session, copy, static_cast<long>(answer.size()));
  return SSL_TLSEXT_ERR_OK;
}

// `tls` outlives the context.
Context make_context(const ServerTls& tls) {
  Context context(SSL_CTX_new(TLS_server_method()));
  // Weak certificates and TLS 1.0 are what some of these servers are for.
  SSL_CTX_set_security_level(context.get(), 0);
  load_identity(context.get(), tls.identity);
  if (tls.only_tls_1_0) {
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0");
  }
  if (tls.only_tls_1_2) SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
  if (!tls.staple.empty()) {
    SSL_CTX_set_tlsext_status_cb(context.get(), staple_answer);
    SSL_CTX_set_tlsext_status_arg(context.get(), const_cast<std::string*>(&tls.staple));
  }
  if (tls.http2) SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  if (tls.refuse)
    SSL_CTX_set_client_hello_cb(
        context.get(),
        [](SSL*, int* alert, void*) {
          *alert = SSL_AD_UNRECOGNIZED_NAME;
          return SSL_CLIENT_HELLO_ERROR;
        },
        nullptr);
  return context;
}

int listen_on(const std::string& address, std::uint16_t port) {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_in);
  auto* const name4 = reinterpret_cast<sockaddr_in*>(&storage);
  auto* const name6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (inet_pton(AF_INET, address.c_str(), &name4->sin_addr) == 1) {
    name4->sin_family = AF_INET;
    name4->sin_port = htons(port);
  } else {
    inet_pton(AF_INET6, address.c_str(), &name6->sin6_addr);
    name6->sin6_family = AF_INET6;
    name6->sin6_port = htons(port);
    size = sizeof(sockaddr_in6);
  }
  const int fd = socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd, reinterpret_cast<sockaddr*>(&storage), size) != 0 || listen(fd, 1024) != 0) {
    const int error = errno;
    close(fd);
    throw std::system_error(error, std::generic_category(), "listen on " + address + ":" + std::to_string(port));
  }
  return fd;
}

}  // namespace

class RawServer::Core {
 public:
  Core(const Options& options, Behaviour behaviour)
      : behaviour_(std::move(behaviour)), tls_(options.tls), listener_(listen_on(options.address, options.port)) {
    if (tls_) context_ = make_context(*tls_);
    acceptor_ = std::thread([this] { accept_connections(); });
  }

  ~Core() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      for (const Connection& each : connections_)
        if (each.fd >= 0) shutdown(each.fd, SHUT_RDWR);
    }
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (Connection& each : connections_) each.thread.join();
    close(listener_);
  }

  std::uint16_t port() const {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&name), &size);
    return ntohs(reinterpret_cast<const sockaddr_in&>(name).sin_port);
  }

  template <class Change>
  auto locked(Change change) const {
    const std::lock_guard lock(mutex_);
    return change(*this);
  }
  void behave(Behaviour behaviour) {
    const std::lock_guard lock(mutex_);
    behaviour_ = std::move(behaviour);
  }
  template <class Condition>
  bool wait(std::chrono::milliseconds limit, Condition condition) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [&] { return condition(*this); });
  }

  std::size_t accepted_ = 0;
  std::size_t open_ = 0;
  std::vector<std::string> heads_;

 private:
  class RawPeer;
  struct Connection {
    int fd = -1;
    bool done = false;
    std::thread thread;
  };

  void accept_connections();
  void serve(Connection& connection, const Behaviour& behaviour, std::size_t number);
  void note_head(const std::string& head) {
    const std::lock_guard lock(mutex_);
    heads_.push_back(head);
  }

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  Behaviour behaviour_;
  const std::optional<ServerTls> tls_;
  Context context_;
  const int listener_;
  bool stopping_ = false;
  std::list<Connection> connections_;
  std::thread acceptor_;
};

class RawServer::Core::RawPeer : public Peer {
 public:
  RawPeer(Core& core, int fd, std::size_t number) : core_(core), fd_(fd), number_(number) {}

  bool begin_tls(SSL_CTX* context) {
    session_.reset(SSL_new(context));
    SSL_set_fd(session_.get(), fd_);
    const bool good = SSL_accept(session_.get()) == 1;
    ERR_clear_error();
    return good;
  }

  std::string read_head() override {
    std::string::size_type end;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      const std::string more = receive(16384);
      if (more.empty()) return {};
      buffer_ += more;
    }
    std::string head = buffer_.substr(0, end + 4);
    buffer_.erase(0, end + 4);
    core_.note_head(head);
    return head;
  }

  std::string read_some(std::size_t most) override {
    if (buffer_.empty()) return receive(most);
    std::string some = buffer_.substr(0, most);
    buffer_.erase(0, some.size());
    return some;
  }

  bool send(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t sent = session_ ? SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size()))
                                    : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  bool pause(std::chrono::milliseconds time) override { return wait(static_cast<int>(time.count())); }
  void stall() override { wait(-1); }

  void reset() override {
    const linger none{1, 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    reset_ = true;
  }

  bool rekey() override {
    if (SSL_version(session_.get()) == TLS1_3_VERSION)
      return SSL_key_update(session_.get(), SSL_KEY_UPDATE_REQUESTED) == 1 && SSL_do_handshake(session_.get()) == 1;
    // The request is a message of its own; the handshake it asks for is taken up by the next reading.
    SSL_clear_mode(session_.get(), SSL_MODE_AUTO_RETRY);
    if (SSL_renegotiate(session_.get()) != 1 || SSL_do_handshake(session_.get()) != 1) return false;
    char byte = 0;
    const int got = SSL_read(session_.get(), &byte, 1);
    return got > 0 || SSL_get_error(session_.get(), got) == SSL_ERROR_WANT_READ;
  }

  std::size_t number() const override { return number_; }

  // A polite end: the client sees every byte before the close, even when it is still sending.
  void finish() {
    if (reset_) return;
    if (session_) SSL_shutdown(session_.get());
    ERR_clear_error();
    shutdown(fd_, SHUT_WR);
    const timeval patience{1, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    std::array<char, 4096> rest;
    while (recv(fd_, rest.data(), rest.size(), 0) > 0) {
    }
  }

 private:
  std::string receive(std::size_t most) {
    std::string bytes(most, '\0');
    const ssize_t got =
        session_ ? SSL_read(session_.get(), bytes.data(), static_cast<int>(most)) : recv(fd_, bytes.data(), most, 0);
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }

  // Only the end of the connection wakes it, not what the client still sends.
  bool wait(int milliseconds) {
    pollfd end{fd_, POLLRDHUP, 0};
    return poll(&end, 1, milliseconds) == 0;
  }

  Core& core_;
  const int fd_;
  const std::size_t number_;
  Session session_;
  std::string buffer_;
  bool reset_ = false;
};

void RawServer::Core::accept_connections() {
  for (;;) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0 && (errno == ECONNABORTED || errno == EINTR)) continue;
    const std::lock_guard lock(mutex_);
    if (fd < 0 || stopping_) {
      if (fd >= 0) close(fd);
      return;
    }
    connections_.remove_if([](Connection& each) {
      if (each.done) each.thread.join();
      return each.done;
    });
    Connection& connection = connections_.emplace_back();
    connection.fd = fd;
    const std::size_t number = ++accepted_;
    ++open_;
    connection.thread =
        std::thread([this, &connection, behaviour = behaviour_, number] { serve(connection, behaviour, number); });
    changed_.notify_all();
  }
}

void RawServer::Core::serve(Connection& connection, const Behaviour& behaviour, std::size_t number) {
  // OpenSSL writes without MSG_NOSIGNAL.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  {
    RawPeer peer(*this, connection.fd, number);
    if (!context_ || peer.begin_tls(context_.get())) behaviour(peer);
    peer.finish();
  }
  const std::lock_guard lock(mutex_);
  close(std::exchange(connection.fd, -1));
  connection.done = true;
  --open_;
  changed_.notify_all();
}

RawServer::RawServer(Behaviour behaviour) : RawServer(Options{}, std::move(behaviour)) {}
RawServer::RawServer(Options options, Behaviour behaviour)
    : core_(std::make_unique<Core>(options, std::move(behaviour))) {}
RawServer::~RawServer() = default;

std::uint16_t RawServer::port() const {
  return core_->port();
}
void RawServer::behave(Behaviour behaviour) {
  core_->behave(std::move(behaviour));
}
std::size_t RawServer::accepted() const {
  return core_->locked([](const Core& core) { return core.accepted_; });
}
std::size_t RawServer::open() const {
  return core_->locked([](const Core& core) { return core.open_; });
}
std::vector<std::string> RawServer::heads() const {
  return core_->locked([](const Core& core) { return core.heads_; });
}
bool RawServer::wait_for_connections(std::size_t count, std::chrono::milliseconds limit) const {
  return core_->wait(limit, [count](const Core& core) { return core.accepted_ >= count; });
}
bool RawServer::wait_until_idle(std::chrono::milliseconds limit) const {
  return core_->wait(limit, [](const Core& core) { return core.open_ == 0; });
}

}  // namespace sitewatch
