#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "domain/address.h"

namespace sitewatch {

/// What a name answers. Every record has TTL 0.
struct DnsRule {
  enum class Kind : std::uint8_t {
    addresses,  ///< Those of the family asked for; none of it is an empty answer (nodata).
    nxdomain,
    servfail,
    refused,
    silence,         ///< No answer at all.
    alias,           ///< CNAME to `target`, followed within this server as a recursive one does, loops included.
    wrong_question,  ///< A good answer to a question nobody asked.
    garbage,         ///< Bytes that are no DNS message beyond its id.
    in_turn,         ///< `rules` one after the other, one a query; the last one stays.
  };
  Kind kind = Kind::nxdomain;
  std::vector<Address> answers;
  std::string target;
  std::vector<DnsRule> rules;

  static DnsRule addresses(const std::vector<std::string>& texts);
  static DnsRule nodata() { return {Kind::addresses, {}, {}, {}}; }
  static DnsRule nxdomain() { return {Kind::nxdomain, {}, {}, {}}; }
  static DnsRule servfail() { return {Kind::servfail, {}, {}, {}}; }
  static DnsRule refused() { return {Kind::refused, {}, {}, {}}; }
  static DnsRule silence() { return {Kind::silence, {}, {}, {}}; }
  static DnsRule alias(std::string to) { return {Kind::alias, {}, std::move(to), {}}; }
  static DnsRule wrong_question() { return {Kind::wrong_question, {}, {}, {}}; }
  static DnsRule garbage() { return {Kind::garbage, {}, {}, {}}; }
  static DnsRule in_turn(std::vector<DnsRule> rules) { return {Kind::in_turn, {}, {}, std::move(rules)}; }
};

/// A small recursive-looking DNS server on UDP and TCP with one port and a thread of its own. An answer that does not
/// fit 512 bytes of UDP is truncated there and whole over TCP. All methods may be called from any thread.
class DnsServer {
 public:
  /// Port 0: a free one.
  explicit DnsServer(const std::string& address = "127.0.0.1", std::uint16_t port = 0);
  ~DnsServer();
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;

  /// `name` is lower case without trailing dot; "*.example" is every name below it, "*" every name.
  void set(std::string name, DnsRule rule);
  /// Only for questions of that family (A or AAAA); goes before a rule for both.
  void set(std::string name, Family family, DnsRule rule);

  std::string address() const;
  std::uint16_t port() const;
  std::string endpoint() const { return address() + ":" + std::to_string(port()); }
  std::size_t queries() const;
  std::size_t queries(const std::string& name) const;
  /// Distinct source ports seen over UDP.
  std::size_t sources() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace sitewatch
