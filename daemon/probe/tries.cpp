#include "probe/tries.h"

namespace sitewatch {

bool is_worth_another_address(FailureReason reason) {
  using enum FailureReason;
  return reason == connection_refused || reason == host_unreachable || reason == connect_timeout ||
         reason == tls_handshake_failed || reason == own_network || reason == blocked_address;
}

FailureReason reason_of(DnsOutcome outcome) {
  switch (outcome) {
    case DnsOutcome::addresses:
      return FailureReason::none;
    case DnsOutcome::nodata:
      return FailureReason::no_address;
    case DnsOutcome::nxdomain:
      return FailureReason::nxdomain;
    case DnsOutcome::servfail:
      return FailureReason::dns_servfail;
    case DnsOutcome::refused:
      return FailureReason::dns_refused;
    case DnsOutcome::timeout:
      return FailureReason::dns_timeout;
    case DnsOutcome::local_failure:
      return FailureReason::own_network;
  }
  return FailureReason::dns_timeout;
}

Duration share_of(Duration left, std::size_t tries, bool more) {
  if (tries == 1) return more ? left * 2 / 3 : Duration{0};
  return left / (static_cast<Duration::rep>(tries) + (more ? 1 : 0));
}

}  // namespace sitewatch
