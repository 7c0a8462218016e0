#include "web/web_world.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <stdexcept>

namespace sitewatch::web {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 20s;  ///< Real time, for a build with sanitizers; no test waits that long when it passes.

std::string unchunked(std::string_view chunks, bool& whole) {
  std::string body;
  whole = false;
  while (true) {
    const std::size_t end = chunks.find("\r\n");
    if (end == std::string_view::npos) return body;
    const std::size_t size = std::stoul(std::string{chunks.substr(0, end)}, nullptr, 16);
    if (chunks.size() < end + 2 + size + 2) return body;
    body += chunks.substr(end + 2, size);
    chunks.remove_prefix(end + 2 + size + 2);
    if (size == 0) {
      whole = true;
      return body;
    }
  }
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  const std::size_t at = head.find("\r\n" + std::string{name} + ": ");
  if (at == std::string::npos) return {};
  const std::size_t from = at + 2 + name.size() + 2;
  return head.substr(from, head.find("\r\n", from) - from);
}

Client::Client(WebWorld& world, const char* address) : world_(&world) {
  descriptor_ = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(world.port);
  ::inet_pton(AF_INET, address, &to.sin_addr);
  if (::connect(descriptor_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
    throw std::runtime_error(std::string{"connect: "} + std::strerror(errno));
  ::fcntl(descriptor_, F_SETFL, O_NONBLOCK);
}

Client::~Client() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Client::Client(Client&& other) noexcept
    : world_(other.world_), descriptor_(std::exchange(other.descriptor_, -1)), received_(std::move(other.received_)) {}

void Client::send(std::string_view bytes) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!bytes.empty() && std::chrono::steady_clock::now() < deadline) {
    const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      world_->run_a_little();
    } else {
      return;  // Cut in the middle: the answer tells why.
    }
  }
}

bool Client::read_more() {
  char buffer[65536];
  const ssize_t count = ::recv(descriptor_, buffer, sizeof buffer, 0);
  if (count > 0) received_.append(buffer, static_cast<std::size_t>(count));
  if (count == 0 || (count < 0 && errno != EAGAIN)) ended_ = true;
  return count > 0;
}

Answer Client::receive(bool head_only) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < deadline) {
    const std::size_t head = received_.find("\r\n\r\n");
    if (head != std::string::npos) {
      Answer answer;
      answer.head = received_.substr(0, head + 2);
      answer.status = std::stoi(answer.head.substr(9, 3));
      const std::string_view rest = std::string_view{received_}.substr(head + 4);
      const std::string length = answer.header("Content-Length");
      bool whole = ended_;
      std::size_t used = rest.size();
      if (head_only) {
        whole = true;
        used = 0;
      } else if (!length.empty()) {
        used = std::min(rest.size(), std::size_t(std::stoul(length)));
        answer.body = rest.substr(0, used);
        whole = used == std::stoul(length);
      } else if (answer.header("Transfer-Encoding") == "chunked") {
        answer.body = unchunked(rest, whole);
      } else {
        answer.body = rest;
      }
      answer.closed = answer.header("Connection") == "close" || ended_;
      if (whole || ended_) {
        received_.erase(0, head + 4 + used);
        return answer;
      }
    } else if (ended_) {
      return {.status = 0, .head = {}, .body = received_, .closed = true};
    }
    if (!read_more()) world_->run_a_little();
  }
  ADD_FAILURE() << "no whole answer in time; so far: " << received_.substr(0, 500);
  return {};
}

Answer Client::exchange(std::string_view bytes) {
  send(bytes);
  return receive();
}

bool Client::is_cut() {
  for (int turn = 0; turn < 5 && !ended_; ++turn) {
    world_->run_a_little();
    while (read_more()) continue;
  }
  return ended_;
}

Settings WebWorld::usual() {
  Settings settings;
  settings.port = 0;
  settings.language = Language::en;
  settings.office = "District Office";
  settings.tokens = {
      {.name = "clerk", .role = TokenRole::office, .sponsor = {}, .digest = sha256_of(office_token)},
      {.name = "edu", .role = TokenRole::sponsor, .sponsor = "unit-edu", .digest = sha256_of(sponsor_token)}};
  return settings;
}

WebWorld::WebWorld(Settings settings)
    : server(Ports{.loop = loop,
                   .clock = clock,
                   .tasks = tasks,
                   .status = status,
                   .alerts = alerts,
                   .reports = reports,
                   .sheets = sheets,
                   .links = links,
                   .entropy = entropy,
                   .reloader = reloader,
                   .metrics = metrics,
                   .warn = [this](std::string_view text) { warnings.emplace_back(text); }}) {
  const auto done = reconfigure(std::move(settings));
  if (!done) throw std::runtime_error(done.error().message);
}

WebWorld::~WebWorld() {
  // Orderly, or the tasks would outlive the server they refer to.
  tasks.cancel();
  tasks.run_until_empty();
}

Result<void> WebWorld::reconfigure(Settings settings) {
  auto prepared = server.prepare(std::move(settings));
  if (!prepared) return tl::unexpected(prepared.error());
  port = server.adopt(std::move(*prepared));
  return {};
}

void WebWorld::run_a_little() {
  loop.restart();
  if (loop.poll() == 0) {
    loop.restart();
    loop.run_one_for(1ms);
  }
  clock.advance(0ms);
}

std::string WebWorld::get(std::string_view path, std::string_view more_headers) {
  return "GET " + std::string{path} + " HTTP/1.1\r\nHost: localhost\r\n" + std::string{more_headers} + "\r\n";
}

std::string WebWorld::post(std::string_view path, std::string_view body, std::string_view token) {
  std::string request = "POST " + std::string{path} + " HTTP/1.1\r\nHost: localhost\r\n";
  if (!token.empty()) request += "Authorization: Bearer " + std::string{token} + "\r\n";
  if (!body.empty()) request += "Content-Type: application/json\r\n";
  return request + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

std::string WebWorld::post_form(std::string_view path, std::string_view body, std::string_view more_headers) {
  return "POST " + std::string{path} + " HTTP/1.1\r\nHost: localhost\r\n" + std::string{more_headers} +
         "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string{body};
}

}  // namespace sitewatch::web
