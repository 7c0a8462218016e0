#include "web/server.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <cerrno>
#include <list>
#include <string>

#include "web/session.h"

namespace sitewatch::web {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::milliseconds sweep_every{500};

struct Listener {
  explicit Listener(asio::io_context& loop) : acceptor(loop) {}

  tcp::acceptor acceptor;
  Address address;         ///< As configured.
  std::uint16_t port = 0;  ///< As configured.
};

tcp::endpoint endpoint_of(const Address& address, std::uint16_t port) {
  if (address.family == Family::ipv6) return {asio::ip::address_v6{address.bytes}, port};
  asio::ip::address_v4::bytes_type bytes;
  std::copy_n(address.bytes.begin(), bytes.size(), bytes.begin());
  return {asio::ip::address_v4{bytes}, port};
}

Result<std::shared_ptr<Listener>> bind(asio::io_context& loop, const Settings& settings) {
  auto listener = std::make_shared<Listener>(loop);
  listener->address = settings.address;
  listener->port = settings.port;
  const tcp::endpoint endpoint = endpoint_of(settings.address, settings.port);
  try {
    listener->acceptor.open(endpoint.protocol());
    listener->acceptor.set_option(tcp::acceptor::reuse_address(true));
    listener->acceptor.bind(endpoint);
    listener->acceptor.listen(1024);
  } catch (const boost::system::system_error& error) {
    const std::string host =
        settings.address.family == Family::ipv6 ? '[' + settings.address.text() + ']' : settings.address.text();
    return failure("cannot listen on " + host + ':' + std::to_string(settings.port) + ": " + error.code().message());
  }
  return listener;
}

bool is_shortage(const error_code& error) {
  return error == asio::error::no_descriptors || error == asio::error::no_memory ||
         error == asio::error::no_buffer_space || error.value() == ENFILE;
}

}  // namespace

class Prepared {
 public:
  std::shared_ptr<const Served> served;
  std::shared_ptr<TlsIdentity> tls;    // Shared with the connections that began under it; null without TLS.
  std::shared_ptr<Listener> listener;  // Shared with its accept loop.
};

void DropPrepared::operator()(Prepared* prepared) const {
  delete prepared;
}

struct Server::State {
  explicit State(Ports the_ports)
      : shared(std::move(the_ports)),
        sweep_alarm(shared.ports.clock.make_alarm()),
        drained(shared.ports.clock.make_alarm()) {}

  Task<void> accept_on(std::shared_ptr<Listener> its_listener);
  Task<void> take_in(tcp::socket socket);
  Task<void> sweep();
  bool make_room(const Address& peer);
  Connection* longest_waiting(const Address* peer);
  std::size_t open(const Address* peer) const;
  Task<void> converse(std::list<Connection>::iterator connection);
  static void close(Connection& connection);

  SteadyTime now() const { return shared.ports.clock.steady_now(); }
  const Limits& limits() const { return shared.served->settings.limits; }

  Shared shared;
  std::shared_ptr<TlsIdentity> tls;    // See Prepared.
  std::shared_ptr<Listener> listener;  // See Prepared.
  std::list<Connection> connections;
  std::unique_ptr<Alarm> sweep_alarm;
  std::unique_ptr<Alarm> drained;
  bool sweeping = false;
};

Task<void> Server::State::accept_on(std::shared_ptr<Listener> its_listener) {
  std::chrono::milliseconds pause{0};
  while (its_listener->acceptor.is_open()) {
    error_code error;
    tcp::socket socket = co_await its_listener->acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (!its_listener->acceptor.is_open()) co_return;
    if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
    if (is_shortage(error)) {
      // The connection stays in the kernel's queue: asking again at once would spin.
      if (pause.count() == 0) shared.ports.warn("cannot accept connections: " + error.message());
      pause = std::min(pause * 2 + std::chrono::milliseconds{100}, std::chrono::milliseconds{2000});
      co_await shared.ports.clock.sleep_until(now() + pause);
      continue;
    }
    if (error) continue;
    pause = std::chrono::milliseconds{0};
    co_await take_in(std::move(socket));
  }
}

Task<void> Server::State::take_in(tcp::socket socket) {
  error_code error;
  const tcp::endpoint remote = socket.remote_endpoint(error);
  if (error) co_return;
  const tcp::endpoint local = socket.local_endpoint(error);
  if (error) co_return;
  const Address peer = to_address(remote.address());
  if (!make_room(peer)) co_return;
  socket.set_option(tcp::no_delay(true), error);
  if (tls)
    if (const auto fresh = tls->refresh(); !fresh) shared.ports.warn(fresh.error().message + "; the old one stays");
  const auto connection = connections.emplace(connections.end());
  connection->wire = tls ? make_wire(std::move(socket), tls) : make_wire(std::move(socket));
  connection->peer = peer;
  connection->local = to_address(local.address());
  connection->waiting_since = now();
  connection->deadline = now() + limits().head_deadline;
  shared.ports.tasks.spawn("web connection", converse(connection));
}

std::size_t Server::State::open(const Address* peer) const {
  std::size_t count = 0;
  for (const Connection& each : connections) count += !each.closing && (!peer || each.peer == *peer) ? 1 : 0;
  return count;
}

Connection* Server::State::longest_waiting(const Address* peer) {
  Connection* longest = nullptr;
  for (Connection& each : connections) {
    if (each.closing || each.answering || (peer && each.peer != *peer)) continue;
    if (!longest || each.waiting_since < longest->waiting_since) longest = &each;
  }
  return longest;
}

/// A crowd of silent clients pushes out its own eldest, never an answer under way.
bool Server::State::make_room(const Address& peer) {
  for (const auto& [whose, limit] : {std::pair<const Address*, std::size_t>{&peer, limits().connections_per_address},
                                     std::pair<const Address*, std::size_t>{nullptr, limits().connections}}) {
    if (open(whose) < limit) continue;
    Connection* const eldest = longest_waiting(whose);
    if (!eldest) return false;
    close(*eldest);
  }
  return true;
}

void Server::State::close(Connection& connection) {
  if (connection.closing) return;
  connection.closing = true;
  connection.wire->close();
}

Task<void> Server::State::converse(std::list<Connection>::iterator connection) {
  try {
    co_await serve(shared, *connection);
  } catch (const boost::system::system_error&) {
    // The client went away, broke the protocol below HTTP, or was cut: nobody is left to be told.
  } catch (const std::exception& error) {
    shared.ports.warn(std::string{"a request ended without an answer: "} + error.what());
  }
  connections.erase(connection);
  if (shared.draining && connections.empty()) drained->wake();
}

Task<void> Server::State::sweep() {
  while (!shared.draining || !connections.empty()) {
    co_await sweep_alarm->wait_until(now() + sweep_every);
    for (Connection& each : connections)
      if (each.deadline <= now()) close(each);
  }
}

Server::Server(Ports ports) : state_(std::make_unique<State>(std::move(ports))) {}
Server::~Server() = default;

Result<PreparedServer> Server::prepare(Settings settings) {
  PreparedServer prepared{new Prepared};
  if (!settings.tls.certificate.empty()) {
    auto identity = TlsIdentity::load(settings.tls);
    if (!identity) return tl::unexpected(identity.error());
    prepared->tls = std::move(*identity);
  }
  const Listener* present = state_->listener.get();
  if (present && present->address == settings.address && present->port == settings.port) {
    prepared->listener = state_->listener;
  } else {
    auto listener = bind(state_->shared.ports.loop, settings);
    if (!listener) return tl::unexpected(listener.error());
    prepared->listener = std::move(*listener);
  }
  const Catalogue catalogue = Catalogue::of(settings.language, settings.zone);
  prepared->served = std::make_shared<const Served>(Served{std::move(settings), catalogue});
  return prepared;
}

std::uint16_t Server::adopt(PreparedServer prepared) {
  State& state = *state_;
  state.shared.served = std::move(prepared->served);
  state.tls = std::move(prepared->tls);
  if (state.listener != prepared->listener) {
    error_code ignored;  // The kernel closes it whatever it says.
    if (state.listener) state.listener->acceptor.close(ignored);
    state.listener = std::move(prepared->listener);
    state.shared.ports.tasks.spawn("web accept", state.accept_on(state.listener));
  }
  if (!state.sweeping) state.shared.ports.tasks.spawn("web deadlines", state.sweep());
  state.sweeping = true;
  return state.listener->acceptor.local_endpoint().port();
}

Task<void> Server::stop() {
  State& state = *state_;
  state.shared.draining = true;
  error_code ignored;  // The kernel closes it whatever it says.
  if (state.listener) state.listener->acceptor.close(ignored);
  for (Connection& each : state.connections)
    if (!each.answering) State::close(each);
  const SteadyTime end = state.now() + (state.shared.served ? state.limits().drain : std::chrono::milliseconds{0});
  while (!state.connections.empty() && state.now() < end) co_await state.drained->wait_until(end);
  for (Connection& each : state.connections) State::close(each);
  state.sweep_alarm->wake();
}

}  // namespace sitewatch::web
