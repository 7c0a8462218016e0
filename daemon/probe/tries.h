#pragma once

#include <cstddef>

#include "domain/failure_reason.h"
#include "domain/time.h"
#include "ports/resolver.h"

namespace sitewatch {

/// Addresses of one family that are tried on one hop.
inline constexpr std::size_t most_tries = 3;

/// Failures after which another address of the same name may still work.
bool is_worth_another_address(FailureReason reason);

/// How long one of `tries` addresses may take to connect; zero: all that is left. `more`: the other family comes after
/// these. The last of IPv4 gets most of it, for a name seldom has IPv6 as well, and a handshake may be slow.
Duration share_of(Duration left, std::size_t tries, bool more);

/// What a look-up without addresses says of the name; none for one with.
FailureReason reason_of(DnsOutcome outcome);

}  // namespace sitewatch
