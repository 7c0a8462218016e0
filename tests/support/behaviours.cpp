#include <zlib.h>

#include <algorithm>
#include <stdexcept>

#include "support/raw_server.h"

namespace sitewatch::behaviours {
namespace {

std::string status_line(int code) {
  return "HTTP/1.1 " + std::to_string(code) + " -\r\n";
}

std::string gzip(const std::string& plain) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) throw std::runtime_error("gzip");
  std::string packed(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

// 200 MiB of zeros, as brotli at quality 11 packs them.
constexpr std::string_view brotli_zeros_hex =
    "cfffff7ff82700e2b14020f7fe9ffffffff04f00c4610180eefd3fffffffe19f0088c32200ddfb7ffeffffc33f0110870500baf7fffcffff"
    "877f02200e0b0074effff9ffff0fff04401c1600e8defff3ffff1ffe0980382c00d0bdffe7ffff3ffc1300715800a07bffcfffff7ff82700"
    "e2b00040f7fe9ffffffff04f00c4610180eefd3fffffffe19f0088c30200ddfb7ffeffffc33f0110870500baf7fff9ffff877f02200e0b00"
    "74efff00";

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16));
  return bytes;
}

}  // namespace

Behaviour answer(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer) {
    if (!peer.read_head().empty()) peer.send(bytes);
  };
}

Behaviour page(std::string body, std::string content_type) {
  std::string bytes = status_line(200) + "Content-Type: " + content_type +
                      "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  return [bytes = std::move(bytes)](Peer& peer) {
    while (!peer.read_head().empty() && peer.send(bytes)) {
    }
  };
}

Behaviour pages(std::function<std::string(const std::string& path)> body, std::string content_type) {
  return [body = std::move(body), content_type = std::move(content_type)](Peer& peer) {
    while (true) {
      const std::string head = peer.read_head();
      const std::size_t from = head.find(' ') + 1;
      if (head.empty() || from == 0) return;
      const std::string made = body(head.substr(from, head.find(' ', from) - from));
      const std::string bytes = status_line(made.empty() ? 404 : 200) + "Content-Type: " + content_type +
                                "\r\nContent-Length: " + std::to_string(made.size()) + "\r\n\r\n" + made;
      if (!peer.send(bytes)) return;
    }
  };
}

Behaviour status(int code, std::vector<std::string> headers, std::string body) {
  std::string bytes = status_line(code);
  for (const std::string& each : headers) bytes += each + "\r\n";
  return answer(bytes + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

Behaviour drip(std::string head, std::string piece, std::chrono::milliseconds every) {
  return [=](Peer& peer) {
    if (peer.read_head().empty() || !peer.send(head)) return;
    while (peer.send(piece) && peer.pause(every)) {
    }
  };
}

Behaviour slow(std::chrono::milliseconds delay, Behaviour then) {
  return [=](Peer& peer) {
    if (peer.pause(delay)) then(peer);
  };
}

Behaviour stall() {
  return [](Peer& peer) { peer.stall(); };
}

Behaviour answer_and_stall(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer) {
    if (!peer.read_head().empty() && peer.send(bytes)) peer.stall();
  };
}

Behaviour answer_and_reset(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer) {
    if (peer.read_head().empty() || !peer.send(bytes)) return;
    // A reset overtakes what the client has not read yet: let it read first.
    peer.pause(std::chrono::milliseconds{100});
    peer.reset();
  };
}

Behaviour close_after_first_bytes() {
  return [](Peer& peer) { peer.read_some(16384); };
}

Behaviour endless_chunks() {
  return [](Peer& peer) {
    const std::string chunk = "4000\r\n" + std::string(0x4000, 'x') + "\r\n";
    if (peer.read_head().empty() || !peer.send(status_line(200) + "Transfer-Encoding: chunked\r\n\r\n")) return;
    while (peer.send(chunk)) {
    }
  };
}

Behaviour endless_headers() {
  return [](Peer& peer) {
    if (peer.read_head().empty() || !peer.send(status_line(200))) return;
    while (peer.send("X-Filler: " + std::string(100, 'x') + "\r\n")) {
    }
  };
}

Behaviour gzip_bomb(std::size_t bytes, int times) {
  std::string body(bytes, '\0');
  std::string coding;
  for (int i = 0; i < times; ++i) {
    body = gzip(body);
    coding += i == 0 ? "gzip" : ", gzip";
  }
  return status(200, {"Content-Encoding: " + coding}, body);
}

Behaviour brotli_bomb() {
  return status(200, {"Content-Encoding: br"}, from_hex(brotli_zeros_hex));
}

Behaviour in_turn(std::vector<Behaviour> list) {
  return [list = std::move(list)](Peer& peer) { list.at(std::min(peer.number(), list.size()) - 1)(peer); };
}

}  // namespace sitewatch::behaviours
