// A name server may say anything: what is read are addresses of the family asked for, few of them, and none is read out
// of an answer that holds none.
#include <cstdint>
#include <span>

#include "adapters/dns_answer.h"
#include "fuzz/fuzz_check.h"

using namespace sitewatch;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    const DnsAnswer answer = read_dns_answer(std::span(data, size), "site.example", family);
    FUZZ_CHECK((answer.outcome == DnsOutcome::addresses) == !answer.addresses.empty());
    FUZZ_CHECK(answer.addresses.size() <= most_addresses);
    for (const Address& each : answer.addresses) FUZZ_CHECK(each.family == family);
    FUZZ_CHECK(answer.outcome == DnsOutcome::addresses || answer.outcome == DnsOutcome::nodata ||
               answer.outcome == DnsOutcome::servfail);
  }
  return 0;
}
