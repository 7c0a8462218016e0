#include "web/message.h"

#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace sitewatch::web {

namespace http = boost::beast::http;

struct MessageReader::Parser {
  http::request_parser<http::string_body> parser;
  bool body = false;
};

namespace {

std::string lower(std::string_view text) {
  std::string result{text};
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte; });
  return result;
}

int refusal_of(const boost::beast::error_code& error) {
  if (!error || error == http::error::need_more) return 0;
  return error == http::error::body_limit ? 413 : 400;
}

}  // namespace

MessageReader::MessageReader(const Limits& limits) : parser_(std::make_unique<Parser>()) {
  parser_->parser.header_limit(static_cast<std::uint32_t>(limits.target + limits.header + 64));
  parser_->parser.body_limit(limits.body);
}

MessageReader::~MessageReader() = default;

MessageReader::Fed MessageReader::feed_head(std::string_view head, Request& request) {
  auto& parser = parser_->parser;
  boost::beast::error_code error;
  const std::size_t consumed = parser.put(boost::asio::const_buffer{head.data(), head.size()}, error);
  if (const int refusal = refusal_of(error)) return {consumed, refusal};
  if (!parser.is_header_done() || consumed != head.size()) return {consumed, 400};
  const auto& message = parser.get();
  request.method = method_named({message.method_string().data(), message.method_string().size()});
  request.http10 = message.version() == 10;
  request.keep_alive = parser.keep_alive();
  request.target.assign(message.target().data(), message.target().size());
  for (const auto& field : message)
    request.headers.emplace_back(lower({field.name_string().data(), field.name_string().size()}),
                                 std::string{field.value().data(), field.value().size()});
  const std::string* expect = request.header("expect");
  request.expects_continue = expect != nullptr && lower(*expect) == "100-continue";
  parser_->body = !parser.is_done() && (parser.chunked() || parser.content_length().value_or(0) > 0);
  decode_target(request);
  return {consumed, expect != nullptr && !request.expects_continue ? 417 : 0};
}

bool MessageReader::has_body() const {
  return parser_->body;
}

MessageReader::Fed MessageReader::feed_body(std::string_view bytes) {
  auto& parser = parser_->parser;
  parser.eager(true);
  boost::beast::error_code error;
  const std::size_t consumed = parser.put(boost::asio::const_buffer{bytes.data(), bytes.size()}, error);
  return {consumed, refusal_of(error)};
}

bool MessageReader::done() const {
  return !parser_->body || parser_->parser.is_done();
}

std::string MessageReader::take_body() {
  return std::move(parser_->parser.get().body());
}

}  // namespace sitewatch::web
