#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sitewatch {

enum class Family : std::uint8_t { ipv4, ipv6 };
std::string_view name(Family family);

/// An IP address without a port, in network byte order; IPv4 uses the first four bytes.
struct Address {
  Family family = Family::ipv4;
  std::array<std::uint8_t, 16> bytes{};

  /// Canonical text only ("192.0.2.1", "2001:db8::1", no brackets, no scope); nothing inet_aton would guess.
  static std::optional<Address> parse(std::string_view text);
  std::string text() const;
  friend auto operator<=>(const Address&, const Address&) = default;
};

/// A CIDR block, "127.9.0.0/16".
struct Network {
  Address base;
  int prefix = 32;

  /// Host bits beyond the prefix are refused.
  static std::optional<Network> parse(std::string_view text);
  bool contains(const Address& address) const;
  std::string text() const;
};

/// Whether a probe may connect there: public unicast only, unless the target's own `allow` names the network.
/// IPv4 hidden in IPv6 (mapped, compatible, NAT64, 6to4, Teredo) is judged as the IPv4 it reaches.
bool may_connect(const Address& address, const std::vector<Network>& allow);

}  // namespace sitewatch
