#include "web/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <new>
#include <optional>

namespace sitewatch::web {

struct Gzip::Stream {
  z_stream z{};
};

Gzip::Gzip() : stream_(std::make_unique<Stream>()) {
  constexpr int gzip_window = 15 + 16;
  if (deflateInit2(&stream_->z, 1, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc{};
}

Gzip::~Gzip() {
  deflateEnd(&stream_->z);
}

std::string Gzip::pack(std::string_view piece, bool last) {
  z_stream& z = stream_->z;
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));  // zlib reads it only.
  z.avail_in = static_cast<uInt>(piece.size());
  std::string packed;
  char chunk[16384];
  do {
    z.next_out = reinterpret_cast<Bytef*>(chunk);
    z.avail_out = sizeof chunk;
    deflate(&z, last ? Z_FINISH : Z_NO_FLUSH);
    packed.append(chunk, sizeof chunk - z.avail_out);
  } while (z.avail_out == 0);
  return packed;
}

namespace {

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char byte) { return byte == ' ' || byte == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// "q=0", "q=0.000" and the like.
bool refuses(std::string_view weight) {
  const std::size_t equals = weight.find("q=");
  return equals != std::string_view::npos && weight.find_first_not_of("0.", equals + 2) == std::string_view::npos;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  std::optional<bool> named, any;
  while (!accept_encoding.empty()) {
    const std::size_t comma = std::min(accept_encoding.find(','), accept_encoding.size());
    const std::string_view item = accept_encoding.substr(0, comma);
    const std::size_t semicolon = std::min(item.find(';'), item.size());
    const std::string_view coding = trimmed(item.substr(0, semicolon));
    const bool welcome = !refuses(item.substr(semicolon));
    if (coding == "gzip" || coding == "x-gzip") named = welcome;
    if (coding == "*") any = welcome;
    accept_encoding.remove_prefix(std::min(comma + 1, accept_encoding.size()));
  }
  return named.value_or(any.value_or(false));
}

}  // namespace sitewatch::web
