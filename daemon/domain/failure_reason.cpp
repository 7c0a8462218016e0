#include "domain/failure_reason.h"

#include <algorithm>
#include <cassert>

namespace sitewatch {

const std::array<ReasonRow, failure_reason_count>& reason_table() {
  using enum FailureReason;
  using enum Verdict;
  static constexpr std::array<ReasonRow, failure_reason_count> table{{
      {none, "none", good, true},
      {nxdomain, "nxdomain", bad, true},
      {no_address, "no_address", bad, true},
      {connection_refused, "connection_refused", bad, true},
      {host_unreachable, "host_unreachable", bad, true},
      {connect_timeout, "connect_timeout", bad, true},
      {tls_handshake_failed, "tls_handshake_failed", bad, true},
      {certificate_rejected, "certificate_rejected", bad, true},
      {timeout, "timeout", bad, true},
      {empty_reply, "empty_reply", bad, true},
      {partial_body, "partial_body", bad, true},
      {protocol_error, "protocol_error", bad, true},
      {http_4xx, "http_4xx", bad, true},
      {http_5xx, "http_5xx", bad, true},
      {redirect_loop, "redirect_loop", bad, true},
      {redirect_unlisted, "redirect_unlisted", bad, true},
      {content_mismatch, "content_mismatch", bad, true},
      {dns_servfail, "dns_servfail", unknown, false},
      {dns_refused, "dns_refused", unknown, false},
      {dns_timeout, "dns_timeout", unknown, false},
      {blocked_address, "blocked_address", unknown, false},
      {challenged, "challenged", unknown, false},
      {access_denied, "access_denied", unknown, false},
      {throttled, "throttled", unknown, false},
      {too_large, "too_large", unknown, false},
      {too_old_tls, "too_old_tls", unknown, false},
      {own_network, "own_network", unknown, false},
      {own_descriptors, "own_descriptors", unknown, false},
      {clock_implausible, "clock_implausible", unknown, false},
  }};
  return table;
}

namespace {

const ReasonRow& row(FailureReason reason) {
  const ReasonRow& found = reason_table()[static_cast<std::size_t>(reason)];
  assert(found.reason == reason);
  return found;
}

}  // namespace

std::string_view name(FailureReason reason) {
  return row(reason).name;
}
Verdict verdict_of(FailureReason reason) {
  return row(reason).verdict;
}
bool counts_as_visit(FailureReason reason) {
  return row(reason).counts_as_visit;
}

std::optional<FailureReason> failure_reason_named(std::string_view name) {
  const auto& table = reason_table();
  const auto found = std::find_if(table.begin(), table.end(), [&](const ReasonRow& each) { return each.name == name; });
  if (found == table.end()) return std::nullopt;
  return found->reason;
}

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::good:
      return "good";
    case Verdict::bad:
      return "bad";
    case Verdict::unknown:
      return "unknown";
  }
  return "unknown";
}

std::optional<Verdict> verdict_named(std::string_view text) {
  for (const Verdict each : {Verdict::good, Verdict::bad, Verdict::unknown})
    if (name(each) == text) return each;
  return std::nullopt;
}

}  // namespace sitewatch
