#include "adapters/curl_outcome.h"

#include <algorithm>
#include <cerrno>

namespace sitewatch {
namespace {

FailureReason connect_failure(long system_error) {
  switch (system_error) {
    case ENETUNREACH:
    case ENETDOWN:
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
    case EACCES:  // Our own packet filter.
    case EPERM:
      return FailureReason::own_network;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
      return FailureReason::own_descriptors;
    case EHOSTUNREACH:
      return FailureReason::host_unreachable;
    case ETIMEDOUT:
      return FailureReason::connect_timeout;
    default:
      return FailureReason::connection_refused;
  }
}

FailureReason receive_failure(const TransferFacts& facts) {
  // One code for a broken connection and for broken framing: the words alone tell them apart.
  for (const char* const framing : {"chunk", "nghttp2"})
    if (facts.explanation.find(framing) != std::string::npos) return FailureReason::protocol_error;
  if (facts.explanation.find("header") != std::string::npos) return FailureReason::too_large;
  return facts.status == 0 ? FailureReason::empty_reply : FailureReason::partial_body;
}

FailureReason timeout_failure(const TransferFacts& facts) {
  const Phase phase = last_phase(facts);
  return phase == Phase::connect || phase == Phase::tls ? FailureReason::connect_timeout : FailureReason::timeout;
}

}  // namespace

Phase last_phase(const TransferFacts& facts) {
  if (facts.connected <= 0) return Phase::connect;
  if (facts.tls && facts.secured <= 0) return Phase::tls;
  return facts.first_byte <= 0 ? Phase::processing : Phase::transfer;
}

Phases phases_of(const TransferFacts& facts) {
  const auto between = [](double from, double to) { return std::max(0.0, to - from); };
  const double ready = facts.tls ? facts.secured : facts.connected;
  const double sent = std::max(facts.sent, ready);
  Phases phases;
  phases.connect = facts.connected > 0 ? facts.connected : facts.total;
  if (facts.connected <= 0) return phases;
  if (facts.tls) phases.tls = between(facts.connected, facts.secured > 0 ? facts.secured : facts.total);
  if (ready <= 0) return phases;
  phases.processing = between(sent, facts.first_byte > 0 ? facts.first_byte : facts.total);
  if (facts.first_byte > 0) phases.transfer = between(facts.first_byte, facts.total);
  return phases;
}

FailureReason failure_of(const TransferFacts& facts) {
  if (facts.stopped != FailureReason::none) return facts.stopped;
  switch (facts.code) {
    case CURLE_OK:
      return facts.status == 0 ? FailureReason::empty_reply : FailureReason::none;
    case CURLE_COULDNT_CONNECT:
      return connect_failure(facts.system_error);
    case CURLE_OPERATION_TIMEDOUT:
      return timeout_failure(facts);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
      return facts.version_refused ? FailureReason::too_old_tls : FailureReason::tls_handshake_failed;
    case CURLE_GOT_NOTHING:
      return FailureReason::empty_reply;
    case CURLE_PARTIAL_FILE:
      return FailureReason::partial_body;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      return receive_failure(facts);
    case CURLE_UNSUPPORTED_PROTOCOL:  // Also HTTP/0.9.
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WRITE_ERROR:  // A body that does not decode; our own stops are told above.
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return FailureReason::protocol_error;
    case CURLE_OUT_OF_MEMORY:  // libcurl's word for a header line beyond its own limit.
      return facts.first_byte > 0 ? FailureReason::too_large : FailureReason::own_descriptors;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_INTERFACE_FAILED:
      return FailureReason::own_network;
    default:
      return FailureReason::own_descriptors;
  }
}

}  // namespace sitewatch
