#include "web/wire.h"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

namespace sitewatch::web {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

bool is_end(const error_code& error) {
  return error == asio::error::eof || error == asio::error::connection_reset ||
         error == asio::ssl::error::stream_truncated;
}

template <class Stream>
Task<std::size_t> read_some(Stream& stream, char* into, std::size_t space) {
  error_code error;
  const asio::mutable_buffer buffer{into, space};
  const std::size_t count = co_await stream.async_read_some(buffer, asio::redirect_error(asio::use_awaitable, error));
  if (is_end(error)) co_return 0;
  if (error) throw boost::system::system_error(error);
  co_return count;
}

template <class Stream>
Task<void> write_all(Stream& stream, std::string_view bytes) {
  const asio::const_buffer buffer{bytes.data(), bytes.size()};
  co_await asio::async_write(stream, buffer, asio::use_awaitable);
}

class PlainWire : public Wire {
 public:
  explicit PlainWire(tcp::socket socket) : socket_(std::move(socket)) {}

  Task<void> handshake() override { co_return; }
  Task<std::size_t> read(char* into, std::size_t space) override { return read_some(socket_, into, space); }
  Task<void> write(std::string_view bytes) override { return write_all(socket_, bytes); }
  void end_sending() override {
    error_code ignored;  // The other side may be gone already.
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
  }
  void close() override {
    error_code ignored;  // Nothing can be done about it.
    socket_.close(ignored);
  }
  bool tls() const override { return false; }
  bool client_certificate() const override { return false; }

 private:
  tcp::socket socket_;
};

class TlsWire : public Wire {
 public:
  TlsWire(tcp::socket socket, std::shared_ptr<TlsIdentity> identity)
      : identity_(std::move(identity)), stream_(std::move(socket), identity_->context()) {}

  Task<void> handshake() override {
    co_await stream_.async_handshake(asio::ssl::stream_base::server, asio::use_awaitable);
    named_ = !identity_->files().client_ca.empty() &&
             client_is_named(stream_.native_handle(), identity_->files().client_names);
  }
  Task<std::size_t> read(char* into, std::size_t space) override { return read_some(stream_, into, space); }
  Task<void> write(std::string_view bytes) override { return write_all(stream_, bytes); }
  void end_sending() override {
    error_code ignored;  // The other side may be gone already.
    // close_notify without waiting for the answer: the length of every answer is known from its head.
    SSL_shutdown(stream_.native_handle());
    stream_.next_layer().shutdown(tcp::socket::shutdown_send, ignored);
  }
  void close() override {
    error_code ignored;  // Nothing can be done about it.
    stream_.next_layer().close(ignored);
  }
  bool tls() const override { return true; }
  bool client_certificate() const override { return named_; }

 private:
  std::shared_ptr<TlsIdentity> identity_;  // Keeps the generation's certificate while this connection lasts.
  asio::ssl::stream<tcp::socket> stream_;
  bool named_ = false;
};

}  // namespace

Address to_address(const asio::ip::address& address) {
  Address result;
  if (address.is_v6() && !address.to_v6().is_v4_mapped()) {
    const auto bytes = address.to_v6().to_bytes();
    result.family = Family::ipv6;
    std::copy(bytes.begin(), bytes.end(), result.bytes.begin());
    return result;
  }
  const auto v4 = address.is_v4() ? address.to_v4() : asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  const auto bytes = v4.to_bytes();
  std::copy(bytes.begin(), bytes.end(), result.bytes.begin());
  return result;
}

std::unique_ptr<Wire> make_wire(tcp::socket socket) {
  return std::make_unique<PlainWire>(std::move(socket));
}

std::unique_ptr<Wire> make_wire(tcp::socket socket, const std::shared_ptr<TlsIdentity>& identity) {
  return std::make_unique<TlsWire>(std::move(socket), identity);
}

}  // namespace sitewatch::web
