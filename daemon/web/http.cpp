#include "web/http.h"

#include <algorithm>
#include <array>

namespace sitewatch::web {
namespace {

std::optional<int> hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return std::nullopt;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; });
}

/// Whether it could mean something to a file system; no page of ours is called so.
bool climbs(std::string_view path) {
  return path.find("..") != std::string_view::npos || path.find('\\') != std::string_view::npos ||
         path.find("//") != std::string_view::npos || path.find("/./") != std::string_view::npos ||
         path.ends_with("/.");
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%') {
      if (at + 2 >= text.size()) return std::nullopt;
      const auto high = hex_digit(text[at + 1]), low = hex_digit(text[at + 2]);
      if (!high || !low) return std::nullopt;
      decoded += static_cast<char>(*high * 16 + *low);
      at += 2;
    } else {
      decoded += plus_is_blank && text[at] == '+' ? ' ' : text[at];
    }
  }
  return decoded;
}

Method method_named(std::string_view name) {
  if (name == "GET") return Method::get;
  if (name == "HEAD") return Method::head;
  if (name == "POST") return Method::post;
  if (name == "DELETE") return Method::remove;
  return Method::other;
}

const std::string* Request::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) return &value;
  return nullptr;
}

const std::string* Request::parameter(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return &value;
  return nullptr;
}

void decode_target(Request& request) {
  const std::string_view target = request.target;
  const std::size_t mark = std::min(target.find('?'), target.size());
  auto path = percent_decoded(target.substr(0, mark), false);
  if (path && !has_control(*path) && !climbs(*path)) request.path = std::move(*path);
  for (std::size_t from = mark + 1; from < target.size();) {
    const std::size_t to = std::min(target.find('&', from), target.size());
    const std::string_view pair = target.substr(from, to - from);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = percent_decoded(pair.substr(0, equals), true);
    auto value = percent_decoded(equals < pair.size() ? pair.substr(equals + 1) : std::string_view{}, true);
    if (name && value && !name->empty()) request.query.emplace_back(std::move(*name), std::move(*value));
    from = to + 1;
  }
}

Response Response::text(int status, std::string body) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

Response Response::html(int status, std::string body) {
  Response response = text(status, std::move(body));
  response.type = "text/html; charset=utf-8";
  response.page = true;
  return response;
}

Response Response::see_other(std::string location) {
  Response response = text(303, "see " + location + '\n');
  response.headers.emplace_back("Location", std::move(location));
  return response;
}

std::string_view reason_phrase(int status) {
  struct Row {
    int status;
    std::string_view phrase;
  };
  static constexpr std::array<Row, 26> rows{{{200, "OK"},
                                             {201, "Created"},
                                             {204, "No Content"},
                                             {303, "See Other"},
                                             {400, "Bad Request"},
                                             {401, "Unauthorized"},
                                             {403, "Forbidden"},
                                             {404, "Not Found"},
                                             {405, "Method Not Allowed"},
                                             {406, "Not Acceptable"},
                                             {408, "Request Timeout"},
                                             {409, "Conflict"},
                                             {410, "Gone"},
                                             {411, "Length Required"},
                                             {413, "Content Too Large"},
                                             {414, "URI Too Long"},
                                             {415, "Unsupported Media Type"},
                                             {417, "Expectation Failed"},
                                             {421, "Misdirected Request"},
                                             {422, "Unprocessable Content"},
                                             {429, "Too Many Requests"},
                                             {431, "Request Header Fields Too Large"},
                                             {500, "Internal Server Error"},
                                             {503, "Service Unavailable"},
                                             {505, "HTTP Version Not Supported"},
                                             {507, "Insufficient Storage"}}};
  for (const Row& row : rows)
    if (row.status == status) return row.phrase;
  return "Unknown";
}

}  // namespace sitewatch::web
