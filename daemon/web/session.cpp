#include "web/session.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <optional>

#include "web/answer_head.h"
#include "web/gzip.h"
#include "web/head.h"
#include "web/message.h"

namespace sitewatch::web {
namespace {

namespace asio = boost::asio;

constexpr std::size_t read_size = 16u << 10;
constexpr std::size_t worth_packing = 1024;
/// What is read and thrown away after a refusal, so that the client reads our answer before its connection breaks.
constexpr std::size_t most_discarded = 1u << 20;

class Session {
 public:
  Session(Shared& shared, Connection& connection) : shared_(shared), connection_(connection), wire_(*connection.wire) {}

  Task<void> run();

 private:
  Task<bool> serve_one();
  Task<int> receive_head(Request& request, std::optional<MessageReader>& reader);
  Task<int> receive_body(Request& request, MessageReader& reader);
  Task<bool> receive_more();
  Task<std::optional<Response>> admit(const Request& request, Caller& caller);
  Task<std::optional<Response>> log_in(const Request& request, const std::string& authorization, Caller& caller);
  Response bad_login() const;
  std::optional<Response> too_many_logins(const Request& request);
  Task<void> send(const Request& request, Response response, bool keep_alive);
  Task<void> send_body(std::string body);
  Task<void> send_source(Response& response, const Framing& framing);
  Task<void> send_chunk(std::string piece, bool chunked);
  Task<void> refuse(int status);
  Task<void> linger();
  void deadline_in(std::chrono::milliseconds span) { connection_.deadline = now() + span; }
  SteadyTime now() const { return shared_.ports.clock.steady_now(); }
  const Settings& settings() const { return served_->settings; }

  Shared& shared_;
  Connection& connection_;
  Wire& wire_;
  std::shared_ptr<const Served> served_;  // Of the request at hand: a reload in between changes nothing of its answer.
  std::string received_;
};

Task<void> Session::run() {
  served_ = shared_.served;
  deadline_in(settings().limits.head_deadline);
  co_await wire_.handshake();
  for (bool again = true; again;) {
    served_ = shared_.served;
    connection_.answering = false;
    connection_.waiting_since = now();
    deadline_in(received_.empty() ? settings().limits.idle_deadline : settings().limits.head_deadline);
    again = co_await serve_one();
  }
}

/// False: the connection is at its end.
Task<bool> Session::serve_one() {
  Request request;
  std::optional<MessageReader> reader;
  int status = co_await receive_head(request, reader);
  if (status < 0) co_return false;
  connection_.answering = true;
  served_ = shared_.served;  // The client may have been silent over a reload.
  if (status != 0) {
    co_await refuse(status);
    co_return false;
  }
  Caller caller;
  std::optional<Response> refused = co_await admit(request, caller);
  if (refused) {
    const bool unread = reader->has_body();
    co_await send(request, std::move(*refused), request.keep_alive && !unread);
    if (unread) co_await linger();
    co_return request.keep_alive && !unread && !shared_.draining;
  }
  status = co_await receive_body(request, *reader);
  if (status < 0) co_return false;
  if (status != 0) {
    co_await refuse(status);
    co_return false;
  }
  const bool keep_alive = request.keep_alive && !shared_.draining;
  Call call{.ports = shared_.ports,
            .guard = shared_.guard,
            .served = served_,
            .caller = std::move(caller),
            .request = std::move(request),
            .argument = {}};
  deadline_in(settings().limits.body_deadline);
  Response response = co_await answer(call);
  co_await send(call.request, std::move(response), keep_alive);
  co_return keep_alive && !shared_.draining;
}

/// A status to refuse with, 0, or -1: the client has gone.
Task<int> Session::receive_head(Request& request, std::optional<MessageReader>& reader) {
  bool begun = !received_.empty();
  HeadScan scan = scan_head(received_, settings().limits);
  while (scan.refusal == 0 && scan.length == 0) {
    const bool more = co_await receive_more();
    if (!more) co_return -1;
    if (!begun) deadline_in(settings().limits.head_deadline);
    begun = true;
    scan = scan_head(received_, settings().limits);
  }
  if (scan.refusal != 0) co_return scan.refusal;
  reader.emplace(settings().limits);
  const MessageReader::Fed fed = reader->feed_head({received_.data(), scan.length}, request);
  received_.erase(0, scan.length);
  request.peer = connection_.peer;
  request.local = connection_.local;
  request.tls = wire_.tls();
  request.client_certificate = wire_.client_certificate();
  co_return fed.refusal;
}

Task<int> Session::receive_body(Request& request, MessageReader& reader) {
  if (!reader.has_body()) co_return 0;
  deadline_in(settings().limits.body_deadline);
  if (request.expects_continue) co_await wire_.write("HTTP/1.1 100 Continue\r\n\r\n");
  while (!reader.done()) {
    const MessageReader::Fed fed = reader.feed_body(received_);
    received_.erase(0, fed.consumed);
    if (fed.refusal != 0) co_return fed.refusal;
    if (reader.done()) break;
    // A line that does not fit (an endless chunk extension) is no part of a body.
    if (received_.size() >= read_size) co_return 400;
    const bool more = co_await receive_more();
    if (!more) co_return -1;
  }
  request.body = reader.take_body();
  co_return 0;
}

Task<bool> Session::receive_more() {
  const std::size_t had = received_.size();
  received_.resize(had + read_size);
  std::size_t count = 0;
  count = co_await wire_.read(received_.data() + had, read_size);
  received_.resize(had + count);
  co_return count > 0;
}

/// An answer that ends the request, or none and the caller's name.
Task<std::optional<Response>> Session::admit(const Request& request, Caller& caller) {
  const std::string* host = request.header("host");
  if (!host || !host_is_ours(*host, request.local, settings()))
    co_return Response::text(421, "this server does not go by that name\n");
  if (request.method == Method::other) {
    Response response = Response::text(405, "no such method here\n");
    response.headers.emplace_back("Allow", "GET, HEAD, POST, DELETE");
    co_return response;
  }
  if (request.path.empty()) co_return Response::text(404, "no such page\n");
  if (is_open(request)) co_return std::nullopt;
  for (const std::string_view name : {"token", "access_token", "api_key"})
    if (request.parameter(name)) co_return bad_login();
  const auto authorizations = std::count_if(request.headers.begin(), request.headers.end(),
                                            [](const auto& header) { return header.first == "authorization"; });
  if (authorizations > 1) co_return Response::text(400, "one Authorization is enough\n");
  if (!settings().tls.client_ca.empty() && !request.client_certificate) co_return Response::text(403, "not allowed\n");
  if (authorizations == 1) {
    std::optional<Response> refused = co_await log_in(request, *request.header("authorization"), caller);
    co_return refused;
  }
  if (request.client_certificate)
    caller = {.kind = Caller::Kind::reader, .name = "certificate", .sponsor = {}, .by_password = false};
  else if (!needs_credentials(request, settings()))
    caller = {.kind = Caller::Kind::reader, .name = "local", .sponsor = {}, .by_password = false};
  else if (!explains_login(request, settings()))
    co_return bad_login();
  co_return std::nullopt;
}

Task<std::optional<Response>> Session::log_in(const Request& request, const std::string& authorization,
                                              Caller& caller) {
  if (const auto token = bearer_token(authorization)) {
    auto holder = token_holder(*token, settings().tokens);
    if (holder) {
      caller = std::move(*holder);
      co_return std::nullopt;
    }
  }
  const auto credentials = basic_credentials(authorization);
  const Caller reader{
      .kind = Caller::Kind::reader, .name = credentials ? credentials->user : "", .sponsor = {}, .by_password = true};
  if (credentials && shared_.passwords.remembered(settings().users, *credentials)) {
    caller = reader;
    co_return std::nullopt;
  }
  if (auto later = too_many_logins(request)) co_return later;
  if (credentials && !settings().users.empty()) {
    deadline_in(settings().limits.body_deadline);
    std::optional<bool> right = co_await shared_.passwords.check(settings().users, *credentials);
    if (!right) co_return Response::text(503, "too many logins at once\n");
    if (*right) {
      caller = reader;
      co_return std::nullopt;
    }
  }
  shared_.logins.failed(request.peer, settings().limits.bad_logins, now());
  co_return bad_login();
}

std::optional<Response> Session::too_many_logins(const Request& request) {
  const auto seconds = shared_.logins.blocked(request.peer, settings().limits.bad_logins, now());
  if (!seconds) return std::nullopt;
  Response response = Response::text(429, "too many wrong logins\n");
  response.headers.emplace_back("Retry-After", std::to_string(*seconds));
  return response;
}

Response Session::bad_login() const {
  Response response = Response::text(401, "credentials needed\n");
  response.headers.emplace_back("WWW-Authenticate",
                                settings().users.empty() ? "Bearer realm=\"sitewatch\"" : "Basic realm=\"sitewatch\"");
  return response;
}

Task<void> Session::send(const Request& request, Response response, bool keep_alive) {
  const std::string* accepted = request.header("accept-encoding");
  const bool welcome = accepted != nullptr && accepts_gzip(*accepted);
  Framing framing{.length = {}, .chunked = false, .gzip = false, .keep_alive = keep_alive};
  framing.gzip = welcome && (response.source || response.body.size() >= worth_packing);
  if (response.source) {
    framing.chunked = !request.http10;
    framing.keep_alive = keep_alive && framing.chunked;
  } else {
    if (framing.gzip) {
      Gzip gzip;
      response.body = gzip.pack(response.body, true);
    }
    framing.length = response.body.size();
  }
  std::string out = answer_head(response, framing, settings(), shared_.ports.clock.wall_now());
  if (request.method != Method::head && !response.source) out += response.body;
  co_await send_body(std::move(out));
  if (request.method != Method::head && response.source) co_await send_source(response, framing);
  if (!framing.keep_alive) wire_.end_sending();
}

/// In slices, each with its own deadline: who does not read is cut, however long the answer is.
Task<void> Session::send_body(std::string body) {
  constexpr std::size_t slice = 64u << 10;
  for (std::size_t at = 0; at < body.size(); at += slice) {
    deadline_in(settings().limits.write_deadline);
    const std::string_view part = std::string_view{body}.substr(at, slice);
    co_await wire_.write(part);
  }
}

Task<void> Session::send_source(Response& response, const Framing& framing) {
  std::optional<Gzip> gzip;
  if (framing.gzip) gzip.emplace();
  const auto executor = shared_.ports.loop.get_executor();
  for (bool more = true; more;) {
    std::string piece;
    deadline_in(settings().limits.body_deadline);
    more = co_await response.source->next(piece);
    if (gzip) piece = gzip->pack(piece, !more);
    co_await send_chunk(std::move(piece), framing.chunked);
    // A write may end at once: let the others on the loop have their turn.
    co_await asio::post(executor, asio::use_awaitable);
  }
  if (framing.chunked) co_await wire_.write("0\r\n\r\n");
}

Task<void> Session::send_chunk(std::string piece, bool chunked) {
  if (piece.empty()) co_return;
  if (chunked) {
    char size[24];
    const auto end = std::to_chars(size, size + sizeof size, piece.size(), 16).ptr;
    piece.insert(0, std::string(size, end) + "\r\n");
    piece += "\r\n";
  }
  co_await send_body(std::move(piece));
}

Task<void> Session::refuse(int status) {
  Request unknown;
  Response response = Response::text(status, std::string{reason_phrase(status)} + '\n');
  co_await send(unknown, std::move(response), false);
  co_await linger();
}

Task<void> Session::linger() {
  deadline_in(std::chrono::seconds{2});
  for (std::size_t discarded = 0; discarded < most_discarded;) {
    received_.clear();
    const bool more = co_await receive_more();
    if (!more) co_return;
    discarded += received_.size();
  }
}

}  // namespace

Task<void> serve(Shared& shared, Connection& connection) {
  Session session{shared, connection};
  co_await session.run();
}

}  // namespace sitewatch::web
