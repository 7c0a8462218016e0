#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <memory>
#include <string_view>

#include "domain/address.h"
#include "ports/awaitable.h"
#include "web/tls.h"

namespace sitewatch::web {

/// One connection's bytes, with or without TLS. Everything ends with boost::system::system_error once close() was
/// called; deadlines are kept by whoever calls it.
class Wire {
 public:
  virtual ~Wire() = default;
  /// Does nothing without TLS.
  virtual Task<void> handshake() = 0;
  /// At least one byte; 0: the other side has sent all.
  virtual Task<std::size_t> read(char* into, std::size_t space) = 0;
  virtual Task<void> write(std::string_view bytes) = 0;
  /// Tells the other side that nothing more comes; it may still send.
  virtual void end_sending() = 0;
  virtual void close() = 0;
  virtual bool tls() const = 0;
  /// A client certificate was verified and is let in.
  virtual bool client_certificate() const = 0;
};

Address to_address(const boost::asio::ip::address& address);

std::unique_ptr<Wire> make_wire(boost::asio::ip::tcp::socket socket);
std::unique_ptr<Wire> make_wire(boost::asio::ip::tcp::socket socket, const std::shared_ptr<TlsIdentity>& identity);

}  // namespace sitewatch::web
