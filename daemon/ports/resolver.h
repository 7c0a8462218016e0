#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/address.h"
#include "domain/time.h"
#include "ports/awaitable.h"

namespace sitewatch {

/// Distinct answers: only `addresses`, `nodata` and `nxdomain` say something about the name. SERVFAIL and REFUSED are
/// reported only after a second server, where there is one, agreed; `local_failure` is our own (no descriptor, no
/// network) and blames nobody.
enum class DnsOutcome : std::uint8_t { addresses, nodata, nxdomain, servfail, refused, timeout, local_failure };
std::string_view name(DnsOutcome outcome);

struct DnsAnswer {
  DnsOutcome outcome = DnsOutcome::timeout;
  std::vector<Address> addresses;  ///< At most 16.
  double seconds = 0;
};

class Resolver {
 public:
  virtual ~Resolver() = default;
  /// One query for one family. `host` is an A-label name without trailing dot, never numeric. Answers within
  /// `timeout` in every case.
  virtual Task<DnsAnswer> resolve(std::string host, Family family, Duration timeout) = 0;
};

}  // namespace sitewatch
