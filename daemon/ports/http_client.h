#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/address.h"
#include "domain/failure_reason.h"
#include "domain/probe_result.h"
#include "domain/url.h"
#include "ports/awaitable.h"

namespace sitewatch {

/// One request to one address that has been judged already; redirects are not followed.
struct FetchRequest {
  Url url;
  Address address;                      ///< The connection goes here and nowhere else.
  std::vector<Network> allow_networks;  ///< For the second judgement, at the socket.
  Duration timeout{};                   ///< From the call to the last byte; the answer comes within it plus 1 s.
  Duration connect_timeout{};           ///< For TCP and TLS together; zero: as `timeout`. Past it: connect_timeout.
  std::size_t max_body = 4u << 20;      ///< Decoded bytes; more is too_large.
  std::size_t keep_body = SIZE_MAX;     ///< Decoded bytes handed over; what lies beyond is only counted.
  std::size_t max_header = 64u << 10;
  std::string user_agent;
  std::vector<std::pair<std::string, std::string>> headers;  ///< Further request headers.
};

struct FetchResponse {
  /// `none`: a complete answer, whatever its status. Else how it failed: connection_refused, host_unreachable,
  /// connect_timeout, tls_handshake_failed, too_old_tls, timeout, empty_reply, partial_body, protocol_error, too_large,
  /// blocked_address, own_network, own_descriptors.
  FailureReason failure = FailureReason::none;
  std::string detail;  ///< For people; may hold bytes of the server: escape it.
  Phase phase = Phase::connect;
  Phases phases;
  double seconds = 0;
  int status = 0;
  int http_version = 0;                                      ///< 10, 11, 20
  std::vector<std::pair<std::string, std::string>> headers;  ///< In order, names in lower case, within max_header.
  std::string body;            ///< Decoded; the first keep_body bytes, also of one that is `too_large`.
  std::size_t body_bytes = 0;  ///< Decoded, kept or not; at most max_body.
  std::string tls_version;
  std::optional<CertificateFacts> certificate;  ///< Also when verification failed; the fetch goes on regardless.
  bool protocol_defect = false;

  const std::string* header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers)
      if (name == lower_case_name) return &value;
    return nullptr;
  }
};

/// http and https only; a fresh connection each time; no cookies, credentials, proxies, Alt-Svc or HSTS.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  virtual Task<FetchResponse> fetch(FetchRequest request) = 0;
};

}  // namespace sitewatch
