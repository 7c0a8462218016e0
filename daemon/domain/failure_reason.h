#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sitewatch {

/// What one probe says of a site. `unknown` moves nothing: no state, no statistic, no alert.
enum class Verdict : std::uint8_t { good, bad, unknown };

/// Why a probe was not simply good. Bounded: it is a metric label. Stored by name.
enum class FailureReason : std::uint8_t {
  none,
  // bad: the site's fault
  nxdomain,
  no_address,  ///< The name exists and has neither A nor AAAA.
  connection_refused,
  host_unreachable,  ///< A router on the way says so; "network unreachable" on this machine is own_network.
  connect_timeout,
  tls_handshake_failed,
  certificate_rejected,  ///< Only with `strict_tls`.
  timeout,               ///< The whole visit took as long as its limit (15 s) or longer.
  empty_reply,
  partial_body,  ///< Cut short, again after one retry.
  protocol_error,
  http_4xx,  ///< But 401, 403, 405, 412 and 429.
  http_5xx,  ///< But 521, and 503 with Retry-After.
  redirect_loop,
  redirect_unlisted,
  content_mismatch,
  // unknown: cannot be judged from here
  dns_servfail,
  dns_refused,
  dns_timeout,
  blocked_address,
  challenged,
  access_denied,
  throttled,
  too_large,
  too_old_tls,
  own_network,
  own_descriptors,
  clock_implausible,
};

inline constexpr std::size_t failure_reason_count = static_cast<std::size_t>(FailureReason::clock_implausible) + 1;

/// The one table: what a reason means for the verdict, and whether such a visit counts in the official window.
struct ReasonRow {
  FailureReason reason;
  std::string_view name;
  Verdict verdict;
  bool counts_as_visit;
};

const std::array<ReasonRow, failure_reason_count>& reason_table();

std::string_view name(FailureReason reason);
Verdict verdict_of(FailureReason reason);
bool counts_as_visit(FailureReason reason);
std::optional<FailureReason> failure_reason_named(std::string_view name);

std::string_view name(Verdict verdict);
std::optional<Verdict> verdict_named(std::string_view name);

}  // namespace sitewatch
