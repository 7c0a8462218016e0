#include "ports/resolver.h"

namespace sitewatch {

std::string_view name(DnsOutcome outcome) {
  switch (outcome) {
    case DnsOutcome::addresses:
      return "addresses";
    case DnsOutcome::nodata:
      return "nodata";
    case DnsOutcome::nxdomain:
      return "nxdomain";
    case DnsOutcome::servfail:
      return "servfail";
    case DnsOutcome::refused:
      return "refused";
    case DnsOutcome::timeout:
      return "timeout";
    case DnsOutcome::local_failure:
      return "local_failure";
  }
  return "local_failure";
}

}  // namespace sitewatch
