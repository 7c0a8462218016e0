#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "domain/address.h"
#include "domain/site.h"
#include "text/catalogue.h"

namespace sitewatch::web {

/// The office may do everything; a sponsor files its own reports and sees its own sites.
enum class TokenRole : std::uint8_t { office, sponsor };

using Sha256 = std::array<std::uint8_t, 32>;
/// From 64 hexadecimal digits; all zero, which no token has, for anything else.
Sha256 sha256_from_hex(std::string_view digits);
Sha256 sha256_of(std::string_view bytes);

/// A bearer token, known by its digest alone.
struct AccessToken {
  std::string name;  ///< Recorded with what it does.
  TokenRole role = TokenRole::office;
  SponsorId sponsor;
  Sha256 digest{};
};

/// One of exporter-toolkit's basic_auth_users: a person of the office. Reads everywhere, acts on the office's pages.
struct User {
  std::string name;
  std::string bcrypt;
};

struct TlsFiles {
  std::string certificate;  ///< PEM chain. Empty: plain HTTP.
  std::string key;
  std::string client_ca;                  ///< Not empty: a client certificate is required and verified.
  std::vector<std::string> client_names;  ///< SANs that are let in; empty: any that verifies.
  bool tls13_only = false;
};

/// Bounds on what a client may cost.
struct Limits {
  std::size_t connections = 256;
  std::size_t connections_per_address = 128;
  std::size_t target = 8u << 10;
  std::size_t header = 8u << 10;
  std::size_t header_lines = 100;
  std::size_t body = 1u << 20;
  std::chrono::milliseconds head_deadline = std::chrono::seconds{10};  ///< TLS handshake, or one request's head.
  std::chrono::milliseconds body_deadline = std::chrono::seconds{30};
  std::chrono::milliseconds write_deadline = std::chrono::seconds{20};  ///< For each slice of an answer.
  std::chrono::milliseconds idle_deadline = std::chrono::seconds{60};   ///< Between two requests.
  std::chrono::milliseconds drain = std::chrono::seconds{5};            ///< What stop() gives to answers under way.
  int bad_logins = 10;  ///< From one address at once; one more a second.
};

/// All that the server takes from the configuration.
struct Settings {
  Address address{.family = Family::ipv4, .bytes = {127, 0, 0, 1}};
  std::uint16_t port = 9920;  ///< 0: ask the kernel.
  TlsFiles tls;
  std::vector<std::pair<std::string, std::string>> headers;  ///< Of web_config; added to every answer.
  std::vector<User> users;
  std::vector<AccessToken> tokens;
  /// Not empty: the host that mails and proxies use; then reading needs credentials from everywhere.
  std::string public_url;
  std::string office;                           ///< Its name, for the page's head.
  std::string office_phone;                     ///< For who is told to ask; may be empty.
  std::string vantage;                          ///< 监测点, for exports.
  Duration interval = std::chrono::minutes{5};  ///< The usual one of a probe, for the page's head.
  std::string rule_set = "CN-2019-19";          ///< By which content is judged, for lists that say so.
  Language language = Language::zh_cn;
  Zone zone = Zone::utc();
  Limits limits;
};

}  // namespace sitewatch::web
