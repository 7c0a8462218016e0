#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "ports/resolver.h"

namespace sitewatch {

inline constexpr std::size_t most_addresses = 16;

/// Reads a server's successful answer (rcode 0) to a question for `host`. Only addresses that the question's name
/// reaches through the answer's own CNAMEs count, at most 16 steps; a loop, a longer chain or an unreadable message is
/// `servfail`. Pure; `seconds` is left 0.
DnsAnswer read_dns_answer(std::span<const std::uint8_t> message, const std::string& host, Family family);

}  // namespace sitewatch
