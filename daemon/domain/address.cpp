#include "domain/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <span>

namespace sitewatch {
namespace {

struct Block {
  std::array<std::uint8_t, 16> base;
  int prefix;
};

bool shares_prefix(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b, int prefix) {
  const auto whole = static_cast<std::size_t>(prefix) / 8;
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin())) return false;
  const int rest = prefix % 8;
  if (rest == 0) return true;
  const int mask = (0xff00 >> rest) & 0xff;
  return (a[whole] & mask) == (b[whole] & mask);
}

bool in_any(const Address& address, std::span<const Block> blocks) {
  return std::any_of(blocks.begin(), blocks.end(),
                     [&](const Block& block) { return shares_prefix(address.bytes, block.base, block.prefix); });
}

// IANA's special-purpose registry, multicast and class E: none of these is a public website.
constexpr Block special_ipv4[] = {
    {{0}, 8},              // "this network"
    {{10}, 8},             // private
    {{100, 64}, 10},       // carrier-grade NAT
    {{127}, 8},            // loopback
    {{169, 254}, 16},      // link-local, cloud metadata
    {{172, 16}, 12},       // private
    {{192, 0, 0}, 24},     // protocol assignments
    {{192, 0, 2}, 24},     // documentation
    {{192, 88, 99}, 24},   // former 6to4 relays
    {{192, 168}, 16},      // private
    {{198, 18}, 15},       // benchmarks
    {{198, 51, 100}, 24},  // documentation
    {{203, 0, 113}, 24},   // documentation
    {{224}, 4},            // multicast
    {{240}, 4},            // reserved and broadcast
};

// Inside 2000::/3, the only block of public unicast.
constexpr Block special_ipv6[] = {
    {{0x20, 0x01}, 23},              // protocol assignments
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x3f, 0xff}, 20},              // documentation
};

constexpr Block public_ipv6{{0x20}, 3};
constexpr Block mapped{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
constexpr Block compatible{{}, 96};
constexpr Block nat64{{0, 0x64, 0xff, 0x9b}, 96};
constexpr Block six_to_four{{0x20, 0x02}, 16};
constexpr Block teredo{{0x20, 0x01, 0, 0}, 32};

Address ipv4_at(const Address& address, std::size_t offset, std::uint8_t flip = 0) {
  Address found;
  for (std::size_t i = 0; i < 4; ++i) found.bytes[i] = static_cast<std::uint8_t>(address.bytes[offset + i] ^ flip);
  return found;
}

// Every IPv4 address that a packet to this IPv6 address may end at. Teredo passes a server and a client whose bits
// are inverted. The local NAT64 block 64:ff9b:1::/48 lies outside 2000::/3 and is refused whole: where its IPv4 stands
// depends on the network.
std::vector<Address> hidden_ipv4(const Address& address) {
  const auto in = [&](const Block& block) { return shares_prefix(address.bytes, block.base, block.prefix); };
  if (in(mapped) || in(compatible) || in(nat64)) return {ipv4_at(address, 12)};
  if (in(six_to_four)) return {ipv4_at(address, 2)};
  if (in(teredo)) return {ipv4_at(address, 4), ipv4_at(address, 12, 0xff)};
  return {};
}

}  // namespace

std::string_view name(Family family) {
  return family == Family::ipv4 ? "ipv4" : "ipv6";
}

std::optional<Address> Address::parse(std::string_view text) {
  if (text.empty() || text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string terminated{text};
  Address address;
  if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) return address;
  address.family = Family::ipv6;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

std::string Address::text() const {
  char buffer[INET6_ADDRSTRLEN] = {};
  inet_ntop(family == Family::ipv4 ? AF_INET : AF_INET6, bytes.data(), buffer, sizeof buffer);
  return buffer;
}

std::optional<Network> Network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto base = Address::parse(text.substr(0, slash));
  if (!base) return std::nullopt;
  const int most = base->family == Family::ipv4 ? 32 : 128;
  Network network{*base, most};
  if (slash == std::string_view::npos) return network;

  const std::string_view digits = text.substr(slash + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), network.prefix);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  if (network.prefix < 0 || network.prefix > most) return std::nullopt;
  for (int bit = network.prefix; bit < most; ++bit)
    if (base->bytes[static_cast<std::size_t>(bit) / 8] & (0x80 >> (bit % 8))) return std::nullopt;
  return network;
}

bool Network::contains(const Address& address) const {
  return address.family == base.family && shares_prefix(address.bytes, base.bytes, prefix);
}

std::string Network::text() const {
  return base.text() + '/' + std::to_string(prefix);
}

bool may_connect(const Address& address, const std::vector<Network>& allow) {
  const bool named =
      std::any_of(allow.begin(), allow.end(), [&](const Network& each) { return each.contains(address); });
  if (named) return true;
  if (address.family == Family::ipv4) return !in_any(address, special_ipv4);

  const std::vector<Address> hidden = hidden_ipv4(address);
  if (!hidden.empty())
    return std::all_of(hidden.begin(), hidden.end(), [&](const Address& each) { return may_connect(each, allow); });
  return shares_prefix(address.bytes, public_ipv6.base, public_ipv6.prefix) && !in_any(address, special_ipv6);
}

}  // namespace sitewatch
