#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/address.h"
#include "ports/awaitable.h"

namespace sitewatch::web {

enum class Method : std::uint8_t { get, head, post, remove, other };
Method method_named(std::string_view name);

/// A request whose head has passed scan_head().
struct Request {
  Method method = Method::get;
  bool http10 = false;
  bool keep_alive = true;
  bool expects_continue = false;
  std::string target;  ///< As sent.
  std::string path;    ///< Decoded; no "..", no backslash, no control character. Empty: there is no such page.
  std::vector<std::pair<std::string, std::string>> query;    ///< Decoded, in order.
  std::vector<std::pair<std::string, std::string>> headers;  ///< Names in lower case.
  std::string body;
  Address peer;
  Address local;  ///< Where the connection arrived.
  bool tls = false;
  bool client_certificate = false;  ///< Verified and let in.

  const std::string* header(std::string_view lower_case_name) const;
  const std::string* parameter(std::string_view name) const;
};

/// One round of percent-decoding; nothing for a broken escape.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank);

/// Fills path and query from the target.
void decode_target(Request& request);

/// A long answer, made piece by piece, so that others run in between.
class BodySource {
 public:
  virtual ~BodySource() = default;
  /// Appends about 64 KiB in less than 5 ms; false: that was the last piece.
  virtual Task<bool> next(std::string& out) = 0;
};

struct Response {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::unique_ptr<BodySource> source;  ///< Instead of `body`.
  bool page = false;                   ///< HTML of ours: gets the style's hash in its policy.
  bool form = false;                   ///< The page holds a form that posts to this server.

  static Response text(int status, std::string body);
  static Response html(int status, std::string body);
  static Response see_other(std::string location);
};

std::string_view reason_phrase(int status);

}  // namespace sitewatch::web
