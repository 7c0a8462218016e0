#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/tls_authority.h"

namespace sitewatch {

/// The server's end of one connection, in clear or through TLS, used by one thread.
class Peer {
 public:
  virtual ~Peer() = default;
  /// A request's head with its blank line; empty once the client has gone.
  virtual std::string read_head() = 0;
  /// Up to `most` bytes of what comes next; empty once the client has gone.
  virtual std::string read_some(std::size_t most) = 0;
  /// False once the client has gone or the server stops.
  virtual bool send(std::string_view bytes) = 0;
  /// Does nothing for a while; false as soon as the client has gone or the server stops.
  virtual bool pause(std::chrono::milliseconds time) = 0;
  /// Does nothing until the client has gone or the server stops.
  virtual void stall() = 0;
  /// Ends the connection with RST instead of FIN.
  virtual void reset() = 0;
  /// Asks the client for new keys: a KeyUpdate in TLS 1.3, a whole new handshake before. False once it is gone.
  virtual bool rekey() = 0;
  /// Which connection of its server this is, from 1.
  virtual std::size_t number() const = 0;
};

/// What a server does with one connection, on that connection's thread; the connection is closed when it returns.
using Behaviour = std::function<void(Peer&)>;

struct ServerTls {
  TlsIdentity identity;
  bool only_tls_1_0 = false;
  bool only_tls_1_2 = false;
  std::string staple{};  ///< An OCSP response, for every client that asks for one.
  bool http2 = false;    ///< Offers "h2" by ALPN; the behaviour then speaks frames.
  /// Ends every handshake with a fatal alert.
  bool refuse = false;
};

/// A TCP server that does exactly what it is told, right or wrong. One thread a connection.
class RawServer {
 public:
  struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: a free one.
    std::optional<ServerTls> tls{};
  };

  /// Throws std::system_error when the address is taken.
  explicit RawServer(Behaviour behaviour);
  RawServer(Options options, Behaviour behaviour);
  /// Closes what is open and waits for its threads.
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::uint16_t port() const;
  /// For connections from now on.
  void behave(Behaviour behaviour);
  /// Connections accepted so far.
  std::size_t accepted() const;
  std::size_t open() const;
  /// The heads of all requests read so far, in order of arrival.
  std::vector<std::string> heads() const;
  /// Waits for the nth connection; false after `limit`.
  bool wait_for_connections(std::size_t count, std::chrono::milliseconds limit = std::chrono::seconds{20}) const;
  /// Waits until no connection is open; false after `limit`.
  bool wait_until_idle(std::chrono::milliseconds limit = std::chrono::seconds{20}) const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

/// The behaviours that sites show. Each reads one request first unless it says otherwise.
namespace behaviours {

/// Sends these bytes, then closes.
Behaviour answer(std::string bytes);
/// 200 with this body and its length; serves further requests on the connection.
Behaviour page(std::string body, std::string content_type = "text/html; charset=utf-8");
/// A status line with these header lines ("Name: value") and body.
/// The page that `body` makes for a request's path; a body that is empty: 404.
Behaviour pages(std::function<std::string(const std::string& path)> body, std::string content_type);
Behaviour status(int code, std::vector<std::string> headers = {}, std::string body = {});
/// Sends `head`, then `piece` again and again, one every `every`, for as long as the client stays.
Behaviour drip(std::string head, std::string piece, std::chrono::milliseconds every);
/// Waits this long, then goes on as `then`.
Behaviour slow(std::chrono::milliseconds delay, Behaviour then);
/// Accepts and never says a word; reads nothing.
Behaviour stall();
/// Sends these bytes, then nothing.
Behaviour answer_and_stall(std::string bytes);
/// Sends these bytes, then a reset.
Behaviour answer_and_reset(std::string bytes);
/// Closes at once, or in the middle of a TLS handshake: after the client's first bytes.
Behaviour close_after_first_bytes();
Behaviour endless_chunks();
Behaviour endless_headers();
/// So many bytes of zeros, as gzip (once or twice) or brotli.
Behaviour gzip_bomb(std::size_t bytes, int times = 1);
Behaviour brotli_bomb();
/// Each connection in turn; the last one stays.
Behaviour in_turn(std::vector<Behaviour> list);

}  // namespace behaviours
}  // namespace sitewatch
